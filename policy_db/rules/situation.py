"""What is known about an enterprise while one decision is taken: exact values, and bounds where only a range is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

Value = Union[bool, int, float, str]
Bounds = tuple[float, float]

INFINITY = float("inf")
ANYTHING: Bounds = (-INFINITY, INFINITY)


@dataclass
class Situation:
    """Facts of one enterprise, in the units of the catalogue (万元, percent, counts, years).

    ``exact`` holds known values, stated or derived. ``bounds`` holds the range of a number that is not exactly known:
    a vague statement, or what other facts imply. ``origin`` names, for a derived fact, the stated facts it comes from.
    ``truths`` remembers what each condition came to; the facts must not change once a condition has been evaluated.
    """

    exact: dict[str, Value]
    bounds: dict[str, Bounds] = field(default_factory=dict)
    origin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domain: Mapping[str, Bounds] = field(default_factory=dict)
    truths: dict[object, object] = field(default_factory=dict)

    def range_of(self, fact: str) -> Bounds:
        """The smallest range that surely holds the number; both ends equal where it is known."""
        value = self.exact.get(fact)
        if value is not None:
            return float(value), float(value)
        return self.bounds.get(fact) or self.domain.get(fact, ANYTHING)

    def sources(self, fact: str) -> tuple[str, ...]:
        """The stated facts behind a value: the fact itself, or what it was derived from."""
        return self.origin.get(fact, (fact,))
