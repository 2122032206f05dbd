"""A reply that leaves its answer to be worked out, as the arithmetic sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from policy_db.facts.periods import Period
from policy_db.facts.quantities import Quantity

# How far before a figure the word stands that tells what it is.
NEAR = 8
_FIGURES = frozenset({"money", "count", "percent", "plain"})


@dataclass(frozen=True)
class Reply:
    """The normalised text, the fact that it answers, and what was found in it."""

    asked: str
    text: str
    quantities: Sequence[Quantity]
    periods: Sequence[Period]

    @cached_property
    def figures(self) -> list[Quantity]:
        """The exact figures, of money, people and things, shares, or without a unit."""
        return [quantity for quantity in self.quantities if quantity.kind in _FIGURES and quantity.exact]

    def before(self, quantity: Quantity, letters: int = NEAR) -> str:
        """The last letters before a quantity."""
        return self.text[max(0, quantity.start - letters) : quantity.start]

    def year_of(self, quantity: Quantity) -> str | None:
        """The year that is named right before a figure."""
        near = range(quantity.start - NEAR, quantity.start)
        return next((period.name for period in reversed(self.periods) if period.start in near), None)


def value(quantity: Quantity) -> float:
    """The value of an exact quantity."""
    return quantity.low if quantity.low is not None else 0.0


__all__ = ["NEAR", "Reply", "value"]
