"""Which facts of the development set are read otherwise than they are stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy_db.facts.reader import Reading, read_facts

# The day of the cases that name none: the set was written for it.
WRITTEN_FOR = date(2026, 11, 23)
OPEN = "open"


@dataclass(frozen=True)
class Judged:
    """One fact of a case: ``kind`` is right, missed or wrong (a wrong value, or one that nobody stated)."""

    fact: str
    kind: str
    meant: Any
    read: Any


def judge(case: Mapping[str, Any]) -> list[Judged]:
    """Every fact that a case of ``tests/facts`` states or the reader read in it, as right, missed or wrong."""
    day = case.get("on") or WRITTEN_FOR
    on = day if isinstance(day, date) else date.fromisoformat(day)
    got, want = _flat(read_facts(case["text"], asked=case.get("asked"), on=on)), _wanted(case)
    may = case.get("may") or {}
    judged = []
    for fact in sorted(set(got) | set(want)):
        # As a list, ``may`` leaves a fact open with whatever value.
        left_open = isinstance(may, Sequence) and fact in may and fact not in want
        kind = None if left_open else _kind(got.get(fact), want.get(fact), None if isinstance(may, Sequence) else may.get(fact))
        if kind is not None:
            judged.append(Judged(fact, kind, want.get(fact), got.get(fact)))
    return judged


def misread_facts(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``{"cases", "right", "missed", "wrong", "misread"}``; ``misread`` has a ``kind`` (``missed``, ``wrong``) for each fact."""
    judged = [(case["text"], item) for case in cases for item in judge(case)]
    counts = {kind: sum(item.kind == kind for _, item in judged) for kind in ("right", "missed", "wrong")}
    misread = [
        {"text": text, "fact": item.fact, "kind": item.kind, "meant": item.meant, "read": item.read}
        for text, item in judged
        if item.kind != "right"
    ]
    return {"cases": len(cases), **counts, "misread": misread}


def _flat(reading: Reading) -> dict[str, Any]:
    """What was read of each fact: a value, [low, high], ``unknown`` or ``rejected``."""
    flat: dict[str, Any] = {**reading.facts, **{fact: list(ends) for fact, ends in reading.approx.items()}}
    return {**flat, **dict.fromkeys(reading.unknown, "unknown"), **{each.fact: "rejected" for each in reading.rejected}}


def _wanted(case: Mapping[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for part in ("facts", "approx", "vague"):
        wanted |= case.get(part) or {}
    for word in ("unknown", "rejected"):
        wanted |= dict.fromkeys(case.get(word) or (), word)
    return wanted


def _kind(got: Any, want: Any, may: Any) -> str | None:
    """``right``, ``missed``, ``wrong``; None where something that need not be read was read or left out."""
    if want is None:
        return None if got is None or got == "rejected" or _fits(got, may) else "wrong"
    if got is None or (got == "rejected") != (want == "rejected"):
        return "missed"
    return "right" if _fits(got, want) else "wrong"


def _fits(got: Any, want: Any) -> bool:
    if isinstance(want, Mapping):
        low, high = want["within"]
        ends = got if isinstance(got, list) else [got, got]
        inside = all(_number(end) and low <= end <= high for end in ends)
        return inside and (not isinstance(got, list) or ends[0] <= want["contains"] <= ends[1])
    if isinstance(want, list):
        return isinstance(got, list) and _range_fits(got, want)
    if _number(want):
        return _number(got) and abs(got - want) <= 0.01
    return bool(got == want)


def _range_fits(got: Sequence[float], want: Sequence[Any]) -> bool:
    """``open`` stands for an end as far out as the fact can go."""
    low, high = want
    fits_low = got[0] < (got[1] if high == OPEN else high) if low == OPEN else abs(got[0] - low) <= 1
    fits_high = got[1] > (got[0] if low == OPEN else low) if high == OPEN else abs(got[1] - high) <= 1
    return bool(fits_low and fits_high)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
