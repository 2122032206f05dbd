"""Kleene's strong three-valued logic: ``True``, ``False`` and ``None`` for unknown.

Unknown is never read as no: ``False`` and ``None`` are only told apart by identity, never by truthiness.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

Truth = Optional[bool]


def negate(value: Truth) -> Truth:
    """Not: unknown stays unknown."""
    return None if value is None else not value


def all_of(values: Iterable[Truth]) -> Truth:
    """And: one ``False`` decides, whatever is unknown."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Or: one ``True`` decides, whatever is unknown."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def at_least(needed: int, values: Iterable[Truth]) -> Truth:
    """At least ``needed`` of the values hold."""
    held = open_ = 0
    for value in values:
        if value is True:
            held += 1
        elif value is None:
            open_ += 1
    if held >= needed:
        return True
    return None if held + open_ >= needed else False


def agreed(values: Iterable[Truth]) -> Truth:
    """What every possible branch says; unknown where they differ or where one is unknown itself."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else None
