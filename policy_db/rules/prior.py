"""How likely a fact keeps a limit before it is asked, from the catalogue's picture of a plausible applicant.

Used for the order of questions only; no verdict ever rests on it.
"""

from __future__ import annotations

from functools import lru_cache

from policy_db.facts.catalog import FACTS
from policy_db.rules.conditions import Limits
from policy_db.rules.situation import INFINITY, Bounds, Value

# Share of plausible applicants below each of the three ``typical`` numbers of the catalogue.
QUANTILES = (0.1, 0.5, 0.9)
NEVER_SURE = 0.02


def chance_of(fact: str, values: tuple[Value, ...]) -> float:
    """The chance that a yes/no or enum fact is one of the values."""
    entry = FACTS[fact]
    if entry.type == "bool":
        return _tempered(sum(entry.likely if value else 1 - entry.likely for value in set(values)))
    return _tempered(len(set(values)) / max(1, len(entry.values)))


@lru_cache(maxsize=8192)
def chance_within(fact: str, limits: Limits, bounds: Bounds) -> float:
    """The chance that a number keeps the limits, given the range that it is known to lie in."""
    low, high = bounds
    first = limits.at_least if limits.at_least is not None else limits.above
    last = limits.at_most if limits.at_most is not None else limits.below
    inside = _mass(fact, max(low, -INFINITY if first is None else first), min(high, INFINITY if last is None else last))
    everything = _mass(fact, low, high)
    return _tempered(inside / everything if everything > 0 else 0.5)


def _mass(fact: str, low: float, high: float) -> float:
    return max(0.0, _below(fact, high) - _below(fact, low))


def _below(fact: str, value: float) -> float:
    typical = FACTS[fact].typical
    if value == INFINITY:
        return 1.0
    if value == -INFINITY:
        return 0.0
    if typical is None:
        return 0.5
    points = (2 * typical[0] - typical[1], *typical, 2 * typical[2] - typical[1])
    shares = (0.0, *QUANTILES, 1.0)
    if value <= points[0]:
        return 0.0
    for left, right, start, end in zip(points, points[1:], shares, shares[1:]):
        if value <= right:
            return start + (end - start) * ((value - left) / (right - left) if right > left else 1.0)
    return 1.0


def _tempered(chance: float) -> float:
    return min(1 - NEVER_SURE, max(NEVER_SURE, chance))
