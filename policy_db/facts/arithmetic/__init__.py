"""Answers left to be worked out from the figures of a reply: sums, means, growth, shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from policy_db.facts.arithmetic.means import averaged, grown
from policy_db.facts.arithmetic.reply import Reply
from policy_db.facts.arithmetic.shares import shared, told_by_both
from policy_db.facts.arithmetic.sums import compared, multiplied, summed
from policy_db.facts.periods import Period
from policy_db.facts.quantities import Quantity

_WAYS: Final[tuple[Callable[[Reply], float | None], ...]] = (summed, grown, multiplied, compared, averaged, shared)


def worked_out(asked: str, text: str, quantities: Sequence[Quantity], periods: Sequence[Period]) -> float | None:
    """The value of the fact ``asked`` that follows from the figures of a reply, rounded to two places; None where none does."""
    reply = Reply(asked, text, quantities, periods)
    return next((value for way in _WAYS if (value := way(reply)) is not None), None)


__all__ = ["told_by_both", "worked_out"]
