"""What holds after every message, whatever was said: checked on the reply, and on the file as the database has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa

from policy_db.database import Database
from policy_db.enterprises import store
from policy_db.enterprises.file import File
from policy_db.enterprises.notices import granted
from policy_db.facts.catalog import FACTS
from policy_db.rules import NoVersion, decide
from policy_db.yamlfile import read

PROJECT = Path(__file__).resolve().parents[3]
RESPONSES: dict[str, list[dict[str, Any]]] = read(PROJECT / "domain.yml")["responses"]
QUESTIONS = sorted(((fact.question, name) for name, fact in FACTS.items()), key=lambda entry: -len(entry[0]))
# Traces of a failure, of a template, or of a value that was not there.
RAW = re.compile(r"Traceback|抱歉，刚才处理|没有处理好|[{}]|<class|%\(|\b(?:None|nan|inf|null|True|False|undefined)\b|“”|〔〕|（）|：。|、、|。。|，。|[a-z]+_[a-z]+")
LEFT = re.compile(r"(?:还剩|大约需要) (\S+) 问")
# Words that say why a question comes again.
AGAIN = ("我们继续", "没有读懂", "要一个准数", "前面放一放", "新的一年", "回到上一题", "好的，按现行规则看", "先问几个最能分清")
# What is decided anew from what was just said, and reads the same where the same was said.
ECHOES = ("utter_noted", "utter_noted_unknown", "utter_rejected", "utter_reask", "utter_reask_help")
MOST_QUESTIONS = len(FACTS)


@dataclass
class Exchange:
    """One message and its replies."""

    said: str
    status: int
    replies: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def texts(self) -> list[str]:
        """The text of each reply that has one."""
        return [reply["text"] for reply in self.replies if reply.get("text")]

    @cached_property
    def text(self) -> str:
        """All that is said, in one string."""
        return "\n".join(self.texts)

    @cached_property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons of all replies."""
        return [button for reply in self.replies for button in reply.get("buttons") or []]

    @cached_property
    def asked(self) -> Optional[str]:
        """The fact that the last text asks for."""
        return next((name for question, name in QUESTIONS if self.texts and question in self.texts[-1]), None)

    def customs(self, kind: str) -> list[dict[str, Any]]:
        """The data of one type that goes with the texts."""
        return [reply["custom"] for reply in self.replies if (reply.get("custom") or {}).get("type") == kind]

    def says(self, response: str) -> bool:
        """Whether one of the domain's responses without values was given."""
        return any(each["text"] in self.texts for each in RESPONSES[response])


@dataclass(frozen=True)
class Violation:
    """A broken invariant: its name, and what was seen."""

    rule: str
    detail: str


class Invariants:
    """The rules, with the two databases of the server beside which they look."""

    def __init__(self, home: Path, on: date) -> None:
        self.on = on
        self.policies = Database(sa.engine.make_url(f"sqlite:///{home / 'policy.sqlite'}"))
        self.dialogues = sa.create_engine(f"sqlite:///{home / 'dialogues.db'}", future=True)

    def check(self, sender: str, turns: list[Exchange]) -> Iterator[Violation]:
        """What the last exchange of a sender breaks."""
        last = turns[-1]
        if last.status != 200:
            yield Violation("status", str(last.status))
            return
        yield from _form(last)
        yield from _course(turns)
        if last.customs("forgotten"):
            yield from self.nothing_left(sender)
        if last.customs("decision") or last.customs("programs"):
            yield from self._decided(last, self.file(sender))
        if last.customs("profile") or last.says("utter_profile_empty"):
            yield from _shown(last, self.file(sender))
        if last.says("utter_restarted") and self.file(sender).known():
            yield Violation("restart keeps facts", str(self.file(sender).known()))
        if "【提醒】" in last.text:
            with self.policies.session() as session:
                if not granted(session, sender):
                    yield Violation("notice without consent", last.text)

    def file(self, sender: str) -> File:
        """The file of a sender, read anew."""
        with self.policies.session() as session:
            return store.load(session, sender, self.on)

    def nothing_left(self, sender: str) -> Iterator[Violation]:
        """Every row of every table, in both databases, in which the sender's id still stands."""
        for engine in (self.policies.engine, self.dialogues):
            with engine.connect() as connection:
                for table, columns in _texts(engine):
                    name = sa.table(table, *map(sa.column, columns))
                    here = sa.or_(*(sa.func.instr(name.c[column], sender) > 0 for column in columns))
                    count = connection.execute(sa.select(sa.func.count()).select_from(name).where(here)).scalar_one()
                    if count:
                        yield Violation(f"left after deletion in {table}", f"{count} rows")

    def _decided(self, last: Exchange, file: File) -> Iterator[Violation]:
        for said in last.customs("decision"):
            decision = _plain(decide(said["program"], file.facts, self.on, approx=file.approx).to_json())
            different = [key for key, value in decision.items() if said.get(key) != value]
            if different:
                yield Violation("decision differs", f"{said['program']}: {different}")
        for listed in last.customs("programs"):
            for row in listed["programs"]:
                if decide(row["program"], file.facts, self.on, approx=file.approx).verdict != row["verdict"]:
                    yield Violation("list differs", row["program"])
        for said in last.customs("decision"):
            if _truth(said["program"], file, self.on) is None and last.asked in said.get("missing_facts", []):
                yield Violation("verdict while asking", said["program"])


def _form(last: Exchange) -> Iterator[Violation]:
    if not any(reply.get("text") or reply.get("custom") for reply in last.replies):
        yield Violation("no reply", json.dumps(last.replies, ensure_ascii=False))
    for text in last.texts:
        raw = RAW.search(text)
        if raw:
            yield Violation(f"raw text {raw.group()}", f"in {text[max(0, raw.start() - 40):raw.end() + 40]}")
    for button in last.buttons:
        if not button.get("title") or not button.get("payload") or button["payload"].startswith("/"):
            yield Violation("button", json.dumps(button, ensure_ascii=False))
    for number in LEFT.findall(last.text):
        if not number.isdigit() or not 1 <= int(number) <= MOST_QUESTIONS:
            yield Violation("questions left", number)


def _course(turns: list[Exchange]) -> Iterator[Violation]:
    last, before = turns[-1], turns[-2] if len(turns) > 1 else None
    lately = turns[-3:]
    if len(lately) == 3:
        if last.texts == lately[0].texts == lately[1].texts and not _echo(last):
            yield Violation("said three times", last.text[:80])
        if all(any(turn.says(each) for each in ("utter_unsure", "utter_unsure_again")) for turn in lately):
            yield Violation("third fallback", " | ".join(turn.text[:30] for turn in lately))
    if before is not None and last.asked is not None and last.asked == before.asked and not any(part in last.text for part in AGAIN):
        yield Violation("asked again without a reason", last.text[-120:])


def _echo(last: Exchange) -> bool:
    known = [re.escape(each["text"]) for name in ECHOES for each in RESPONSES[name]]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", each) for each in known]
    return all(any(re.fullmatch(pattern, text) for pattern in patterns) for text in last.texts)


def _shown(last: Exchange, file: File) -> Iterator[Violation]:
    if last.says("utter_profile_empty"):
        if len(file) or file.name or file.uscc:
            yield Violation("profile differs", "said to be empty")
        return
    for shown in last.customs("profile"):
        if (shown["name"], shown["uscc"]) != (file.name, file.uscc):
            yield Violation("profile differs", "name or code")
        if [row["fact"] for row in shown["facts"]] != file.known() or [row["fact"] for row in shown["stale"]] != list(file.stale):
            yield Violation("profile differs", "facts")
        for row in (*shown["facts"], *shown["stale"]):
            told = file.told.get(row["fact"]) or file.stale[row["fact"]]
            if not row["value"] or row["value"] not in last.text:
                yield Violation("profile differs", f"{row['fact']} is not said")
            if row["said_on"] != told.on.isoformat() or row["approx"] != isinstance(told.value, tuple):
                yield Violation("profile differs", row["fact"])


def _truth(program: str, file: File, on: date) -> Optional[bool]:
    try:
        return decide(program, file.facts, on, approx=file.approx).truth
    except NoVersion:
        return None


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def _texts(engine: sa.engine.Engine) -> list[tuple[str, list[str]]]:
    inspector = sa.inspect(engine)
    found = {
        table: [column["name"] for column in inspector.get_columns(table) if isinstance(column["type"], (sa.String, sa.JSON))]
        for table in inspector.get_table_names() if table not in ("documents", "clauses")
    }
    return [(table, columns) for table, columns in found.items() if columns]


__all__ = ["Exchange", "Invariants", "Violation"]
