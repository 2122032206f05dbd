"""Corrected messages on their way into the training data: what each would do, and why some are turned down."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.errors import WrongCall
from bot.learning.examples import same, same_for_model
from bot.wording import say

LONGEST = 200
# A message this short, like 「你好」, stands in any set of messages: finding it in two of them is no accident to prevent.
SHORT = 5
# Rasa reads [大](size) in an example as an entity, and a leading slash as a command.
_MARKUP = re.compile(r"^/|\[[^\]]*\]\s*[({]")
# Mobile and other telephone numbers, identity cards, credit codes, e-mail: nobody's number belongs into training data.
_PERSONAL = re.compile(r"(?<!\d)1\d{10}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<![\dA-Z])[\dA-Z]{17,18}(?![\dA-Z])|\S@\S+\.\w")


@dataclass(frozen=True)
class Correction:
    """A message and the intent that it should have been read as."""

    text: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``problem``: why a correction cannot be taken, or None. ``present``: it is learned from already."""

    problem: str | None = None
    present: bool = False

    @property
    def taken(self) -> bool:
        """Whether it would be added."""
        return self.problem is None and not self.present


@dataclass(frozen=True)
class Reviewed(Outcome):
    """A corrected intent and what becomes of it."""

    correction: Correction


def entries(content: str) -> list[dict[str, Any]]:
    """The entries of a YAML list or of JSON lines, each with ``text`` and with ``intent``, ``facts`` or ``unknown``.

    Raises ``WrongCall`` and names the entry that is not one.
    """
    try:
        items = _json_lines(content) if content.lstrip().startswith("{") else yaml.safe_load(content)
    except (yaml.YAMLError, ValueError) as error:
        raise WrongCall(say("nlu.unreadable", reason=" ".join(str(error).split()))) from error
    if not isinstance(items, list) or not items:
        raise WrongCall(say("nlu.not_list"))
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not isinstance(item.get("text"), str) or not _corrects(item):
            raise WrongCall(say("nlu.not_correction", number=number))
    return items


def _corrects(item: Mapping[str, Any]) -> bool:
    return isinstance(item.get("intent"), str) if "intent" in item else bool(item.get("facts") or item.get("unknown"))


def intent_corrections(items: Sequence[Mapping[str, Any]]) -> list[Correction]:
    """The corrected intents among the entries; other keys are left aside."""
    return [Correction(" ".join(item["text"].split()), item["intent"].strip()) for item in items if "intent" in item]


def _json_lines(content: str) -> list[Any]:
    return [json.loads(line) for line in content.splitlines() if line.strip()]


def review(
    corrections: Sequence[Correction],
    known: Sequence[tuple[str, str]],
    intents: Sequence[str],
    held_out: Sequence[str],
) -> list[Reviewed]:
    """Judges corrections in order, each also against those before it.

    ``known``: the training messages with their intents; ``intents``: the names that exist; ``held_out``: the messages of
    the development set.
    """
    apart = {same(text) for text in held_out}
    present = {same(text): intent for text, intent in known}
    read_alike = {same_for_model(text): (text, intent) for text, intent in known}
    reviewed = []
    for correction in corrections:
        problem = _problem(correction, intents, apart, read_alike)
        key = same(correction.text)
        reviewed.append(Reviewed(correction, problem=problem, present=problem is None and key in present))
        if reviewed[-1].taken:
            present[key] = correction.intent
            read_alike[same_for_model(correction.text)] = (correction.text, correction.intent)
    return reviewed


def _problem(
    correction: Correction,
    intents: Sequence[str],
    apart: set[str],
    read_alike: Mapping[str, tuple[str, str]],
) -> str | None:
    if correction.intent not in intents:
        return say("nlu.unknown_intent", intent=correction.intent)
    if (problem := unfit(correction.text, apart)) is not None:
        return problem
    other, intent = read_alike.get(same_for_model(correction.text), ("", correction.intent))
    if intent != correction.intent:
        return say("nlu.contradicts", text=other, intent=intent)
    return None


def unfit(text: str, apart: set[str]) -> str | None:
    """Why a message may not be learned from whatever it means; ``apart`` are those of the development sets, in one spelling."""
    if not any(unicodedata.category(character)[0] in "LNS" for character in text):
        return say("nlu.says_nothing")
    if len(text) > LONGEST:
        return say("nlu.too_long", longest=LONGEST)
    if _MARKUP.search(text) or any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        return say("nlu.markup")
    if _PERSONAL.search(text):
        return say("nlu.personal")
    key = same(text)
    if len(key) > SHORT and key in apart:
        return say("nlu.held_out")
    return None
