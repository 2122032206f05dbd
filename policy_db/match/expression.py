"""One node of the rule tree as SQL, in SQL's own three-valued logic: true, false, and null for unknown.

Nothing here decides anything anew: every node of ``policy_db.rules`` is written down once more as SQL over the truths of the
nodes below it, and the property tests hold both to the same answers.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import and_, case, false, func, literal, not_, null, or_, true
from sqlalchemy.types import Float

from policy_db.match.facts import Known, Sql
from policy_db.rules.conditions import (
    PRECISION,
    All,
    Any,
    Branches,
    Compare,
    Condition,
    Count,
    Defined,
    InPrinciple,
    Is,
    Limits,
    Not,
    Tiers,
    Total,
    Within,
)
from policy_db.rules.derive import domains
from policy_db.rules.scoring import Given, Item, Options, PerStep, Score
from policy_db.rules.situation import ANYTHING


class Below(Protocol):
    """What stands below a node, already computed."""

    def truth(self, condition: Condition) -> Sql:
        """The truth of a node."""

    def points(self, score: Score) -> list[tuple[Sql, Sql]]:
        """Per indicator, the lowest and the highest number of points."""


# What rounding to ``PRECISION`` decimals moves a number by at most.
DUST = 0.5 * 10.0**-PRECISION

COMPARISONS = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}


def truth(condition: Condition, facts: Known, below: Below) -> Sql:
    """Whether the condition holds."""
    if isinstance(condition, Is):
        return _is(condition, facts)
    if isinstance(condition, Within):
        return _within(condition, facts)
    if isinstance(condition, Compare):
        return _compared(condition.fact, condition.limits, facts)
    if isinstance(condition, Total):
        low = total(facts.low(part) for part in condition.parts)
        high = total(facts.high(part) for part in condition.parts)
        return kept(condition.limits, low, high, dust=DUST)
    if isinstance(condition, All):
        return and_(*map(below.truth, condition.of))
    if isinstance(condition, Any):
        return or_(*map(below.truth, condition.of))
    if isinstance(condition, Count):
        return _count(condition, below)
    if isinstance(condition, Not):
        return not_(below.truth(condition.of))
    if isinstance(condition, InPrinciple):
        return case((below.truth(condition.of), true()))
    if isinstance(condition, Defined):
        return below.truth(condition.of)
    if isinstance(condition, Branches):
        return _branches(condition, facts, below)
    if isinstance(condition, Score):
        points = below.points(condition)
        low, high = total(low for low, _ in points), total(high for _, high in points)
        return decided(low >= condition.line, high < condition.line)
    raise TypeError(f"no SQL for {type(condition).__name__}")


def decided(holds: Sql, fails: Sql) -> Sql:
    """True or false where one of the two is certain, else unknown."""
    return case((holds, true()), (fails, false()))


def kept(limits: Limits, low: Sql, high: Sql, *, dust: float = 0) -> Sql:
    """True where every, false where no number from ``low`` to ``high`` keeps the limits; a null end is open.

    ``dust`` is by how little a sum may miss a limit and still count as having reached it.
    """
    fails, holds = [], []
    if limits.at_least is not None:
        fails.append(high < limits.at_least - dust)
        holds.append(low >= limits.at_least - dust)
    if limits.above is not None:
        fails.append(high <= limits.above + dust)
        holds.append(low > limits.above + dust)
    if limits.at_most is not None:
        fails.append(low > limits.at_most + dust)
        holds.append(high <= limits.at_most + dust)
    if limits.below is not None:
        fails.append(low >= limits.below - dust)
        holds.append(high < limits.below - dust)
    return decided(and_(true(), *holds), or_(false(), *fails))


def chosen(branches: Branches, facts: Known) -> list[Sql]:
    """Per branch, whether the choosing fact leads to it; unknown while it may or may not."""
    if isinstance(branches, Tiers):
        starts = [case_.start for case_ in branches.cases]
        limits = [Limits(at_least=start, below=ceiling) for start, ceiling in zip(starts, [None, *starts[:-1]])]
        return [_compared(branches.fact, each, facts) for each in limits]
    value = facts.exact(branches.fact)
    named = [name for case_ in branches.cases for name in case_.values]
    return [value.in_(case_.values) if case_.values else value.not_in(named) for case_ in branches.cases]


def points_of(item: Item, facts: Known, below: Below) -> tuple[Sql, Sql]:
    """The lowest and the highest number of points that an indicator can still give."""
    if isinstance(item, Options):
        options = [(below.truth(option.when), option.points) for option in item.options]
        if item.add:
            low = total(case((holds, points), else_=0) for holds, points in options)
            high = total(case((not_(holds), 0), else_=points) for holds, points in options)
            return _capped(low, item.cap), _capped(high, item.cap)
        options.sort(key=lambda option: option[1], reverse=True)
        sure: Sql = case(*options, else_=item.otherwise)
        return sure, case(*((func.coalesce(holds, true()), points) for holds, points in options), else_=item.otherwise)
    if isinstance(item, PerStep):
        return (
            case(*_ladder(item, facts.low(item.fact)), else_=0),
            case((facts.high(item.fact).is_(None), item.cap), *_ladder(item, facts.high(item.fact)), else_=0),
        )
    if isinstance(item, Given):
        low, high = func.coalesce(facts.low(item.fact), 0), func.coalesce(facts.high(item.fact), item.cap)
        return _clipped(low, item.cap), _clipped(high, item.cap)
    raise TypeError(f"no SQL for {type(item).__name__}")


def total(parts: Iterable[Sql]) -> Sql:
    """The sum; null where a part is."""
    first, *others = parts
    for part in others:
        first = first + part
    return first


def _is(condition: Is, facts: Known) -> Sql:
    value = facts.exact(condition.fact)
    if condition.values == (True,):
        return value
    if condition.values == (False,):
        return not_(value)
    return value.in_(condition.values)


def _within(condition: Within, facts: Known) -> Sql:
    region, place = facts.exact(condition.fact), condition.place
    wider = [place[:length] for length in range(len(place))]
    return case((region.like(f"{place}%"), true()), (region.in_(wider), null()), (region.isnot(None), false()))


def _compared(fact: str, limits: Limits, facts: Known) -> Sql:
    if facts.bounded(fact) or limits.check(*domains().get(fact, ANYTHING)) is not None:
        return kept(limits, facts.low(fact), facts.high(fact))
    return and_(
        *(
            compare(facts.exact(fact), literal(limit, Float))
            for name, compare in COMPARISONS.items()
            if (limit := getattr(limits, name)) is not None
        )
    )


def _count(condition: Count, below: Below) -> Sql:
    truths = [below.truth(child) for child in condition.of]
    held = total(case((each, 1), else_=0) for each in truths)
    possible = total(case((not_(each), 0), else_=1) for each in truths)
    return decided(held >= condition.needed, possible < condition.needed)


def _branches(condition: Branches, facts: Known, below: Below) -> Sql:
    cases = [(so, below.truth(each.require)) for so, each in zip(chosen(condition, facts), condition.cases)]
    # While the choosing fact is unknown, the first is true or unknown and the second false or unknown; else they are the same.
    return func.coalesce(and_(*(or_(not_(so), holds) for so, holds in cases)), or_(*(and_(so, holds) for so, holds in cases)))


def _ladder(item: PerStep, value: Sql) -> list[tuple[Sql, int]]:
    steps = range(math.ceil(item.cap / item.each), 0, -1)
    return [(value >= item.step * step, min(item.cap, step * item.each)) for step in steps]


def _clipped(value: Sql, cap: int) -> Sql:
    # Points are whole numbers; a fraction of a point counts as none.
    steps = range(cap, 0, -1)
    return case(*((value >= step, step) for step in steps), else_=0)


def _capped(value: Sql, cap: int) -> Sql:
    return case((value > cap, cap), else_=value)
