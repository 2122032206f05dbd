"""Scores a reading against a case of the development set (tests/facts): right, missed, wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import Reading, read_facts

DEVELOPMENT_SET = Path(__file__).parents[1] / "facts"
DEFAULT_DATE = date(2026, 11, 23)


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file of the development set."""
    return list(yaml.safe_load((DEVELOPMENT_SET / name).read_text(encoding="utf-8")))


def read(case: dict[str, Any]) -> Reading:
    day = case.get("on")
    on = day if isinstance(day, date) else date.fromisoformat(day) if day else DEFAULT_DATE
    return read_facts(case["text"], asked=case.get("asked"), on=on)


def same(fact: str, got: object, want: object) -> bool:
    if isinstance(got, bool) or isinstance(want, (bool, str)):
        return got == want and isinstance(got, bool) == isinstance(want, bool)
    return isinstance(got, (int, float)) and isinstance(want, (int, float)) and abs(got - want) <= 0.01


def same_range(fact: str, got: tuple[float, float] | None, want: list[Any]) -> bool:
    """``open`` in a wanted range stands for an end as far out as the fact can go."""
    if got is None:
        return False
    low = want[0] if want[0] != "open" else None
    high = want[1] if want[1] != "open" else None
    slack = 1 if FACTS[fact].type == "int" else 0.011
    fits_low = got[0] < (high or 0) if low is None else abs(got[0] - low) <= slack
    fits_high = got[1] > (low or 0) if high is None else abs(got[1] - high) <= slack
    return fits_low and fits_high


def score(case: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """The ids of the facts read right, missed, and read wrongly (a wrong value, or one that was not stated)."""
    reading = read(case)
    right, missed, wrong = [], [], []
    # What a message leaves open: with the value that a reading must have then, or, as a list, with whatever value.
    allowed = case.get("may") or {}
    expected: set[str] = set(allowed)
    for fact, want in (case.get("facts") or {}).items():
        expected.add(fact)
        if fact in reading.facts:
            (right if same(fact, reading.facts[fact], want) else wrong).append(fact)
        elif fact in reading.approx:
            wrong.append(fact)
        else:
            missed.append(fact)
    for fact, want in (case.get("approx") or {}).items():
        expected.add(fact)
        if fact in reading.approx:
            (right if same_range(fact, reading.approx[fact], want) else wrong).append(fact)
        else:
            (wrong if fact in reading.facts else missed).append(fact)
    for fact, want in (case.get("vague") or {}).items():
        expected.add(fact)
        low, high = want["within"]
        if fact in reading.approx:
            inside = low <= reading.approx[fact][0] <= want["contains"] <= reading.approx[fact][1] <= high
            (right if inside else wrong).append(fact)
        elif fact in reading.facts:
            value = reading.facts[fact]
            (right if isinstance(value, (int, float)) and low <= value <= high else wrong).append(fact)
        else:
            missed.append(fact)
    for fact in case.get("unknown") or []:
        (right if fact in reading.unknown else missed).append(fact)
    for fact in case.get("rejected") or []:
        (right if fact in {item.fact for item in reading.rejected} else missed).append(fact)
    for fact, value in {**reading.facts, **reading.approx}.items():
        other = isinstance(allowed, dict) and fact in allowed and fact not in (case.get("facts") or {})
        if fact not in expected or (other and not same(fact, value, allowed[fact])):
            wrong.append(fact)
    wrong.extend(fact for fact in reading.unknown if fact not in (case.get("unknown") or []))
    return right, missed, wrong
