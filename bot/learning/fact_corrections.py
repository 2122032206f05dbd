"""Messages whose facts were misread, on their way into the lessons of the second reader."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from bot.errors import WrongCall
from bot.learning.additions import Outcome, unfit
from bot.learning.examples import same
from bot.learning.facts import judge
from bot.wording import say
from policy_db.facts.catalog import FACTS
from policy_db.facts.learned.models import PATH

FOLDER: Final = PATH.parents[1] / "lessons"
FILE: Final = "corrected.yml"


@dataclass(frozen=True)
class FactCorrection:
    """A message and the facts that it states, as ``tests/facts`` writes them: exact values by fact, and what is not known.

    ``asked``: the fact that the question before it was about. ``on``: the day that it was written.
    """

    text: str
    on: date
    asked: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def case(self) -> dict[str, Any]:
        """The lesson: what is empty is left out."""
        whole = {"text": self.text, "asked": self.asked, "on": str(self.on), "facts": dict(self.facts), "unknown": [*self.unknown]}
        return {key: value for key, value in whole.items() if value}


@dataclass(frozen=True)
class ReviewedFacts(Outcome):
    """A message with its facts put right, what becomes of it, and which of the facts are read otherwise now."""

    correction: FactCorrection
    misread: tuple[str, ...] = ()


def fact_correction(item: Mapping[Any, Any], number: int, today: date) -> FactCorrection:
    """One entry with ``text`` and ``facts`` or ``unknown``; raises ``WrongCall`` and names the entry that is not one."""
    # YAML takes a bare ``on`` for a yes.
    facts, unknown, on = item.get("facts") or {}, item.get("unknown") or [], item.get("on", item.get(True, today))
    try:
        day = on if isinstance(on, date) else date.fromisoformat(str(on))
    except ValueError as error:
        raise WrongCall(say("nlu.not_facts", number=number)) from error
    if not isinstance(item.get("text"), str) or not isinstance(facts, dict) or not isinstance(unknown, list):
        raise WrongCall(say("nlu.not_facts", number=number))
    return FactCorrection(" ".join(item["text"].split()), day, item.get("asked"), facts, tuple(map(str, unknown)))


def review_facts(
    corrections: Sequence[FactCorrection], lessons: Sequence[Mapping[str, Any]], held_out: Sequence[str]
) -> list[ReviewedFacts]:
    """Judges corrections in order, each also against those before it."""
    apart = {same(text) for text in held_out}
    present = {(same(case["text"]), case.get("asked")): case for case in lessons if "text" in case}
    reviewed = []
    for correction in corrections:
        key = (same(correction.text), correction.asked)
        problem = unfit(correction.text, apart) or _wrong_value(correction)
        misread = () if problem else tuple(item.fact for item in judge(correction.case()) if item.kind != "right")
        reviewed.append(ReviewedFacts(correction, misread, problem=problem, present=problem is None and key in present))
        if reviewed[-1].taken:
            present[key] = correction.case()
    return reviewed


def _wrong_value(correction: FactCorrection) -> str | None:
    named = [*correction.facts, *correction.unknown, *([correction.asked] if correction.asked else [])]
    for fact in named:
        if fact not in FACTS:
            return say("nlu.unknown_fact", fact=fact)
    for fact, value in correction.facts.items():
        if not _can_be(fact, value):
            return say("nlu.wrong_value", fact=FACTS[fact].label, value=value)
    return None


def _can_be(fact: str, value: Any) -> bool:
    told = FACTS[fact]
    if told.type == "bool" or isinstance(value, bool):
        return told.type == "bool" and isinstance(value, bool)
    if told.numeric:
        return isinstance(value, (int, float)) and told.possible(value) and (told.type != "int" or value == int(value))
    return isinstance(value, str) and (told.type != "enum" or value in told.values)


def append(corrections: Sequence[FactCorrection], folder: Path | None = None) -> Path:
    """Adds lessons at the end of ``corrected.yml``; the file is replaced whole or not at all."""
    path = (folder or FOLDER) / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    beside = path.with_suffix(".new")
    lines = [f"- {json.dumps(correction.case(), ensure_ascii=False)}\n" for correction in corrections]
    beside.write_text(before + "".join(lines), encoding="utf-8")
    os.replace(beside, path)
    return path


def lessons(folder: Path | None = None) -> list[dict[str, Any]]:
    """The labelled messages to learn from, of all files."""
    return [
        case
        for path in sorted((folder or FOLDER).glob("*.yml"))
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]


__all__ = ["FILE", "FOLDER", "FactCorrection", "ReviewedFacts", "append", "fact_correction", "lessons", "review_facts"]
