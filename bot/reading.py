"""A message and the facts that it states: the same for ``zjtx facts`` and ``POST /api/facts``."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.problems import Problems
from bot.wording import say
from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import read_facts

LONGEST = 2000


def read_message(text: object, asked: object, on: date) -> dict[str, Any]:
    """``{"facts", "approx", "unknown", "rejected"}`` for a text; ``asked`` is the fact that was just asked for, if any.

    Raises ``Problems`` for an empty or overlong text and for an unknown fact.
    """
    errors = {}
    if not isinstance(text, str) or not text.strip():
        errors["text"] = say("facts.empty")
    elif len(text) > LONGEST:
        errors["text"] = say("facts.too_long", longest=LONGEST)
    if asked is not None and (not isinstance(asked, str) or asked not in FACTS):
        errors["asked"] = say("facts.unknown_fact", fact=asked)
    if errors:
        raise Problems(errors)
    reading = read_facts(str(text), asked=None if asked is None else str(asked), on=on)
    return {
        "facts": dict(reading.facts),
        "approx": {fact: list(bounds) for fact, bounds in reading.approx.items()},
        "unknown": list(reading.unknown),
        "rejected": [{"fact": each.fact, "text": each.text, "message": each.message} for each in reading.rejected],
    }
