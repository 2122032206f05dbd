"""Rule files → ``Rulebook``: which version of a program governs on a day, read on first use and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Optional

from policy_db.rules.conditions import Condition, unique
from policy_db.rules.parse import Parser
from policy_db.rules.version import (
    RATINGS,
    Boundary,
    Citation,
    Contact,
    Criterion,
    Entry,
    RuleVersion,
    Window,
)
from policy_db.yamlfile import FileError, Mapping, read

RULES = Path(__file__).parent
SECTIONS = ("benefits", "materials", "procedure", "quotas", "validity")
KEYS = {
    "program",
    "version",
    "from",
    "to",
    "source",
    "rating",
    "warnings",
    "notes",
    "documents",
    "scoring",
    "criteria",
    "windows",
    "contacts",
    *SECTIONS,
}
CRITERION_KEYS = {"id", "label", "require", "judgement", "cite", "note", "boundary", "gap", "lapse"}
GAPS = ("change", "time", "fixed")


class UnknownProgram(LookupError):
    """No program has this id."""

    def __init__(self, program: str) -> None:
        super().__init__(f"没有名为 {program} 的项目")
        self.program = program


class NoVersion(LookupError):
    """No rule version of the program governs on the day: before the first one, after the last one, or in a gap."""

    def __init__(self, program: str, on: date) -> None:
        super().__init__(f"{program} 在 {on.isoformat()} 没有有效的规则版本")
        self.program, self.on = program, on


class Rulebook:
    """All rule files of a folder ``<program>/<version>.yml``. Files are read when their program is first asked for."""

    def __init__(self, folder: Path = RULES) -> None:
        self.folder = folder
        self.programs = tuple(
            sorted(path.name for path in folder.iterdir() if path.is_dir() and any(path.glob("*.yml")))
        )
        self._versions: dict[str, tuple[RuleVersion, ...]] = {}

    @property
    def definitions(self) -> dict[str, Condition]:
        """The named conditions of ``definitions.yml``."""
        return load_definitions(self.folder / "definitions.yml")

    def versions(self, program: str) -> tuple[RuleVersion, ...]:
        """The versions of a program, oldest first. Raises ``UnknownProgram``, and ``FileError`` for a broken file."""
        if program not in self.programs:
            raise UnknownProgram(program)
        if program not in self._versions:
            paths = sorted((self.folder / program).glob("*.yml"))
            loaded = sorted((load_version(path, self.definitions) for path in paths), key=lambda version: version.start)
            for earlier, later in zip(loaded, loaded[1:]):
                if earlier.end is None or earlier.end >= later.start:
                    path = self.folder / program / f"{later.version}.yml"
                    raise FileError(path, 1, f"{later.version} 版与 {earlier.version} 版的生效期重叠")
            self._versions[program] = tuple(loaded)
        return self._versions[program]

    def version(self, program: str, on: date) -> RuleVersion:
        """The version that governs new applications on ``on``; raises ``UnknownProgram`` or ``NoVersion``."""
        for version in self.versions(program):
            if version.governs(on):
                return version
        raise NoVersion(program, on)

    def named(self, program: str, version: str) -> RuleVersion:
        """The version with that name; raises ``LookupError``."""
        for candidate in self.versions(program):
            if candidate.version == version:
                return candidate
        raise LookupError(f"{program} 没有 {version} 版")


@cache
def load_rulebook(folder: Path = RULES) -> Rulebook:
    """The rulebook of the folder, shared by all who ask for it."""
    return Rulebook(folder)


@cache
def load_definitions(path: Path) -> dict[str, Condition]:
    """The named conditions of a ``definitions.yml``; one may use those above it."""
    conditions: dict[str, Condition] = {}
    if not path.exists():
        return conditions
    raw = read(path)
    parser = Parser(path, conditions, {})
    for name, entry in raw.items():
        if not isinstance(entry, Mapping) or "require" not in entry or "label" not in entry:
            parser.fail(raw, f"{name} 须有 label 和 require", name)
        inner = (
            Mapping({**entry["require"], "label": entry["label"]})
            if isinstance(entry["require"], Mapping)
            else entry["require"]
        )
        if isinstance(inner, Mapping) and isinstance(entry["require"], Mapping):
            inner.line, inner.key_lines = entry["require"].line, entry["require"].key_lines
        conditions[name] = parser.condition(inner, entry)
    return conditions


def load_version(path: Path, definitions: dict[str, Condition]) -> RuleVersion:
    """One rule file; raises ``FileError`` with the line of the first mistake."""
    return _File(path, definitions).version()


class _File:
    def __init__(self, path: Path, definitions: dict[str, Condition]) -> None:
        self.path = path
        self.parser = Parser(path, definitions, {})
        raw = read(path)
        if not isinstance(raw, Mapping):
            raise FileError(path, 1, "规则文件须是一个映射")
        self.raw = raw
        self.documents: dict[str, Any] = raw.get("documents") or {}

    def version(self) -> RuleVersion:
        raw = self.raw
        for key in raw:
            if key not in KEYS:
                self.parser.fail(raw, f"规则文件里没有 {key} 这一项", key)
        for key in ("program", "version", "from", "source", "rating", "documents", "criteria"):
            if key not in raw:
                self.parser.fail(raw, f"缺少 {key}")
        if raw["program"] != self.path.parent.name or str(raw["version"]) != self.path.stem:
            self.parser.fail(
                raw, f"program 和 version 须与文件位置 {self.path.parent.name}/{self.path.stem} 一致", "program"
            )
        start, end = self.day(raw, "from"), self.day(raw, "to")
        if start is None:
            self.parser.fail(raw, "from 须是日期，例如 2026-04-01", "from")
        if end is not None and end < start:
            self.parser.fail(raw, "to 早于 from", "to")
        self.check_documents()
        items = {}
        for name, item in (raw.get("scoring") or {}).items():
            items[name] = self.parser.item(name, item, raw["scoring"])
        self.parser.items = items
        sections = {name: tuple(self.entry(entry) for entry in self.listed(name)) for name in SECTIONS}
        return RuleVersion(
            program=raw["program"],
            version=str(raw["version"]),
            start=start,
            end=end,
            source=raw["source"],
            rating=self.rating(raw),
            criteria=self.criteria(),
            scoring=items,
            digest=hashlib.sha256(self.path.read_bytes() + _definitions_bytes(self.path)).hexdigest(),
            windows=tuple(self.window(entry) for entry in self.listed("windows")),
            contacts=tuple(self.contact(entry) for entry in self.listed("contacts")),
            notes=tuple(raw.get("notes") or ()),
            warnings=tuple(raw.get("warnings") or ()),
            **sections,
        )

    def check_documents(self) -> None:
        for name, document in self.documents.items():
            if not isinstance(document, Mapping) or not {"doc_no", "title", "held"} <= document.keys():
                self.parser.fail(self.raw["documents"], f"文件 {name} 须有 doc_no、title、held", name)

    def day(self, raw: Mapping, key: str) -> Optional[date]:
        value = raw.get(key)
        if value is not None and type(value) is not date:
            self.parser.fail(raw, f"{key} 须是日期，例如 2026-04-01，这里是 {value!r}", key)
        return value

    def rating(self, raw: Mapping) -> str:
        rating = raw.get("rating")
        if rating not in RATINGS:
            self.parser.fail(raw, f"rating 须是 {'、'.join(RATINGS)} 之一；评为 C 或 X 的内容不得写入规则", "rating")
        return str(rating)

    def listed(self, key: str) -> Iterable[Mapping]:
        value = self.raw.get(key) or []
        if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
            self.parser.fail(self.raw, f"{key} 须是一列映射", key)
        return value

    def criteria(self) -> tuple[Criterion, ...]:
        result: list[Criterion] = []
        for raw in self.listed("criteria"):
            for key in raw:
                if key not in CRITERION_KEYS:
                    self.parser.fail(raw, f"条件里没有 {key} 这一项", key)
            for key in ("id", "label", "cite"):
                if key not in raw:
                    self.parser.fail(raw, f"条件 {raw.get('id', '')} 缺少 {key}")
            if any(criterion.id == raw["id"] for criterion in result):
                self.parser.fail(raw, f"条件编号 {raw['id']} 重复", "id")
            if ("require" in raw) == bool(raw.get("judgement")):
                self.parser.fail(raw, f"条件 {raw['id']} 须恰有 require 与 judgement: true 之一")
            if raw.get("gap", "change") not in GAPS:
                self.parser.fail(raw, f"gap 须是 {'、'.join(GAPS)} 之一", "gap")
            require = self.parser.condition(raw["require"], raw) if "require" in raw else None
            result.append(
                Criterion(
                    id=raw["id"],
                    label=raw["label"],
                    require=require,
                    citations=self.citations(raw),
                    note=raw.get("note", ""),
                    boundary=self.boundary(raw),
                    gap=raw.get("gap", "change"),
                    lapse=raw.get("lapse", ""),
                    facts=tuple(unique(require.facts())) if require else (),
                )
            )
        if not result:
            self.parser.fail(self.raw, "criteria 不能为空", "criteria")
        return tuple(result)

    def boundary(self, raw: Mapping) -> Optional[Boundary]:
        value = raw.get("boundary")
        if value is None:
            return None
        if not isinstance(value, Mapping) or set(value) != {"fact", "at", "warn"}:
            self.parser.fail(raw, "boundary 写成 {fact: 事实, at: 数值, warn: 提示}", "boundary")
        return Boundary(self.parser.fact(value, value["fact"], "fact").id, value["at"], value["warn"])

    def citations(self, raw: Mapping) -> tuple[Citation, ...]:
        if "cite" not in raw:
            self.parser.fail(raw, "缺少出处 cite")
        value = raw["cite"] if isinstance(raw["cite"], list) else [raw["cite"]]
        if not value:
            self.parser.fail(raw, "出处 cite 不能为空", "cite")
        return tuple(self.citation(entry, raw) for entry in value)

    def citation(self, raw: Any, parent: Mapping) -> Citation:
        if not isinstance(raw, Mapping):
            self.parser.fail(parent, "出处须写成 {document, clause, page, quote, rating}", "cite")
        for key in ("document", "clause", "quote", "rating"):
            if not raw.get(key):
                self.parser.fail(raw, f"出处缺少 {key}")
        document = self.documents.get(raw["document"])
        if document is None:
            self.parser.fail(raw, f"documents 里没有名为 {raw['document']} 的文件", "document")
        rating = self.rating(raw)
        if (rating == "compendium") != bool(document["held"]):
            self.parser.fail(raw, "收入文库的文件出处评级写 compendium，未收入的写 A 或 B", "rating")
        page = raw.get("page")
        if page is not None and not isinstance(page, int):
            self.parser.fail(raw, "page 须是印刷页码（整数）或 null", "page")
        return Citation(
            document["doc_no"],
            document["title"],
            str(raw["clause"]),
            page,
            str(raw["quote"]),
            rating,
            rating == "compendium",
        )

    def entry(self, raw: Mapping) -> Entry:
        if not isinstance(raw.get("text"), str):
            self.parser.fail(raw, "缺少 text")
        return Entry(raw["text"], self.citations(raw))

    def contact(self, raw: Mapping) -> Contact:
        if not isinstance(raw.get("office"), str):
            self.parser.fail(raw, "缺少 office")
        texts = {key: str(raw.get(key) or "") for key in ("office", "person", "phone", "address")}
        return Contact(citations=self.citations(raw), **texts)

    def window(self, raw: Mapping) -> Window:
        opens, closes = self.day(raw, "opens"), self.day(raw, "closes")
        if (opens is None and closes is None) or (opens and closes and closes < opens):
            self.parser.fail(raw, "申报期须有 opens 或 closes，且 closes 不早于 opens")
        return Window(str(raw.get("label", "")), opens, closes, str(raw.get("note") or ""), self.citations(raw))


def _definitions_bytes(path: Path) -> bytes:
    definitions = path.parent.parent / "definitions.yml"
    return definitions.read_bytes() if definitions.exists() else b""


__all__ = ["NoVersion", "Rulebook", "UnknownProgram", "load_definitions", "load_rulebook", "load_version"]
