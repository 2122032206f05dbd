"""The rule tree as one SQL expression, in SQL's own three-valued logic: true, false, and null for unknown.

Nothing here decides anything anew: every node of ``policy_db.rules.conditions`` is written down once more as SQL, and the
property tests hold both to the same answers.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any as Anything, Optional

from sqlalchemy import Float, and_, case, cast, false, func, literal, not_, null, or_, true
from sqlalchemy.sql.elements import ColumnElement

from policy_db.rules.conditions import (
    PRECISION,
    All, Any, Branches, Compare, Condition, Count, Defined, InPrinciple, Is, Limits, Not, Tiers, Total, Within,
)
from policy_db.rules.derive import domains, implied
from policy_db.rules.scoring import Given, Item, Options, PerStep, Score
from policy_db.rules.situation import ANYTHING, INFINITY

Sql = ColumnElement[Anything]

COMPARISONS = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}


@dataclass(frozen=True)
class Facts:
    """The facts of a row as SQL: ``columns`` maps a fact to its nullable column; absent columns are unknown throughout.

    ``derived`` says that the columns already hold what follows from other facts.
    """

    columns: Mapping[str, Sql]
    derived: bool = False

    def exact(self, fact: str) -> Sql:
        """The value, stated or derived; null where unknown."""
        return self._exact.get(fact, null())

    def known(self) -> frozenset[str]:
        """The facts that some row may know, stated or derived."""
        return frozenset(self._exact)

    def low(self, fact: str) -> Optional[Sql]:
        """The lowest possible number; ``None`` or null where nothing bounds it below."""
        floor = domains().get(fact, ANYTHING)[0]
        known = self._lowest.get(fact)
        return self._bound(self.exact(fact), known, floor)

    def high(self, fact: str) -> Optional[Sql]:
        """The highest possible number; ``None`` or null where nothing bounds it above."""
        ceiling = domains().get(fact, ANYTHING)[1]
        known = self._highest.get(fact)
        return self._bound(self.exact(fact), known, ceiling)

    def bounded(self, fact: str) -> bool:
        """Whether other facts may bound this one while it is not known itself."""
        return fact in self._lowest or fact in self._highest

    @staticmethod
    def _bound(exact: Sql, known: Optional[Sql], end: float) -> Sql:
        choices = [exact]
        if known is not None:
            choices.append(known)
        if abs(end) != INFINITY:
            choices.append(literal(end, Float))
        return choices[0] if len(choices) == 1 else func.coalesce(*choices)

    @cached_property
    def _exact(self) -> dict[str, Sql]:
        found = dict(self.columns)
        if self.derived:
            return found
        relations = implied()
        for ratio in relations.ratios:
            if ratio.of in found and ratio.to in found:
                amount, base = cast(found[ratio.of], Float), cast(found[ratio.to], Float)
                found[ratio.fact] = self._or(found.get(ratio.fact), case((base > 0, rounded(100 * amount / base))))
        for level in relations.levels:
            if level.by in found:
                by = found[level.by]
                value = case((by.in_(level.true), true()), (by.in_(level.false), false()))
                found[level.fact] = self._or(found.get(level.fact), value)
        for first, second in relations.implies:
            if first in found:
                found[second] = self._or(found.get(second), case((found[first], true())))
        for first, second in reversed(relations.implies):
            if second in found:
                found[first] = self._or(found.get(first), case((not_(found[second]), false())))
        return found

    @cached_property
    def _lowest(self) -> dict[str, Sql]:
        found = {}
        for relation in implied().parts:
            parts = [self._exact[part] for part in relation.parts if part in self._exact]
            if parts:
                found[relation.whole] = _extreme(parts, largest=True)
        return found

    @cached_property
    def _highest(self) -> dict[str, Sql]:
        return {
            part: self._exact[relation.whole]
            for relation in implied().parts
            if relation.whole in self._exact
            for part in relation.parts
        }

    @staticmethod
    def _or(stated: Optional[Sql], derived: Sql) -> Sql:
        return derived if stated is None else func.coalesce(stated, derived)


def truth(condition: Condition, facts: Facts) -> Sql:
    """The SQL of a condition."""
    if isinstance(condition, Is):
        return _is(condition, facts)
    if isinstance(condition, Within):
        region = facts.exact(condition.fact)
        starts = region.like(condition.place + "%")
        return case((starts, true()), (literal(condition.place).like(region.concat("%")), null()), (region.isnot(None), false()))
    if isinstance(condition, Compare):
        return _compare(condition, facts)
    if isinstance(condition, Total):
        low = _sum(facts.low(part) for part in condition.parts)
        high = _sum(facts.high(part) for part in condition.parts)
        return within(condition.limits, rounded(low), rounded(high))
    if isinstance(condition, All):
        return and_(*(truth(child, facts) for child in condition.of))
    if isinstance(condition, Any):
        return or_(*(truth(child, facts) for child in condition.of))
    if isinstance(condition, Count):
        return _count(condition, facts)
    if isinstance(condition, Not):
        return not_(truth(condition.of, facts))
    if isinstance(condition, InPrinciple):
        return case((truth(condition.of, facts), true()))
    if isinstance(condition, Defined):
        return truth(condition.of, facts)
    if isinstance(condition, Branches):
        return _branches(condition, facts)
    if isinstance(condition, Score):
        return _score(condition, facts)
    raise TypeError(f"no SQL for {type(condition).__name__}")


def rounded(value: Sql) -> Sql:
    """The number without binary dust, as ``policy_db.rules.conditions`` rounds it; ``round(x, n)`` differs between databases."""
    scale = 10.0**PRECISION
    return func.round(value * scale) / scale


def within(limits: Limits, low: Sql, high: Sql) -> Sql:
    """True where every, false where no number from ``low`` to ``high`` keeps the limits; a null end is open."""
    fails, holds = [], []
    if limits.at_least is not None:
        fails.append(high < limits.at_least)
        holds.append(low >= limits.at_least)
    if limits.above is not None:
        fails.append(high <= limits.above)
        holds.append(low > limits.above)
    if limits.at_most is not None:
        fails.append(low > limits.at_most)
        holds.append(high <= limits.at_most)
    if limits.below is not None:
        fails.append(low >= limits.below)
        holds.append(high < limits.below)
    return case((or_(*fails), false()), (and_(*holds), true()))


def _is(condition: Is, facts: Facts) -> Sql:
    value = facts.exact(condition.fact)
    if condition.values == (True,):
        return value
    if condition.values == (False,):
        return not_(value)
    return value.in_(condition.values)


def _compare(condition: Compare, facts: Facts) -> Sql:
    domain = condition.limits.check(*domains().get(condition.fact, ANYTHING))
    if not facts.bounded(condition.fact) and domain is None:
        value = facts.exact(condition.fact)
        given = ((compare, getattr(condition.limits, name)) for name, compare in COMPARISONS.items())
        return and_(*(compare(value, limit) for compare, limit in given if limit is not None))
    return within(condition.limits, facts.low(condition.fact), facts.high(condition.fact))


def _count(condition: Count, facts: Facts) -> Sql:
    truths = [truth(child, facts) for child in condition.of]
    held = _total(case((each, 1), else_=0) for each in truths)
    possible = _total(case((not_(each), 0), else_=1) for each in truths)
    return case((held >= condition.needed, true()), (possible < condition.needed, false()))


def _branches(condition: Branches, facts: Facts) -> Sql:
    value = facts.exact(condition.fact)
    whens: list[tuple[Sql, Sql]] = []
    truths = [truth(each.require, facts) for each in condition.cases]
    agreed = case((and_(*truths), true()), (and_(*(not_(each) for each in truths)), false()))
    whens.append((value.is_(None), agreed))
    rest: Sql = null()
    for each, branch in zip(condition.cases, truths):
        if isinstance(condition, Tiers) and each.start is not None:
            whens.append((value >= each.start, branch))
        elif each.values:
            whens.append((value.in_(each.values), branch))
        else:
            rest = branch
    return case(*whens, else_=rest)


def _score(condition: Score, facts: Facts) -> Sql:
    points = [_points(item, facts) for item in condition.items]
    low, high = _total(low for low, _ in points), _total(high for _, high in points)
    return case((low >= condition.line, true()), (high < condition.line, false()))


def _points(item: Item, facts: Facts) -> tuple[Sql, Sql]:
    if isinstance(item, Options) and item.add:
        truths = [(truth(option.when, facts), option.points) for option in item.options]
        low = _total(case((each, points), else_=0) for each, points in truths)
        high = _total(case((not_(each), 0), else_=points) for each, points in truths)
        return _capped(low, item.cap), _capped(high, item.cap)
    if isinstance(item, Options):
        truths = sorted(
            ((truth(option.when, facts), option.points) for option in item.options), key=lambda pair: pair[1], reverse=True
        )
        low = case(*((each, points) for each, points in truths), else_=0)
        high = case(*((or_(each, each.is_(None)), points) for each, points in truths), else_=0)
        return low, high
    if isinstance(item, PerStep):
        steps = range(item.cap // item.each, 0, -1)
        ladder = [(facts.exact(item.fact) >= item.step * step, step * item.each) for step in steps]
        return case(*ladder, else_=0), case((facts.exact(item.fact).is_(None), item.cap), *ladder, else_=0)
    if isinstance(item, Given):
        value = facts.exact(item.fact)
        clipped = case((value > item.cap, item.cap), (value < 0, 0), else_=value)
        return func.coalesce(clipped, 0), func.coalesce(clipped, item.cap)
    raise TypeError(f"no SQL for {type(item).__name__}")


def _capped(value: Sql, cap: int) -> Sql:
    return case((value > cap, cap), else_=value)


def _total(parts: Iterable[Sql]) -> Sql:
    total: Optional[Sql] = None
    for part in parts:
        total = part if total is None else total + part
    assert total is not None
    return total


def _sum(parts: Iterable[Optional[Sql]]) -> Sql:
    return _total(cast(null() if part is None else part, Float) for part in parts)


def _extreme(parts: list[Sql], *, largest: bool) -> Sql:
    """The largest of the known parts; null where none is known."""
    result = parts[0]
    for part in parts[1:]:
        pick = part > result if largest else part < result
        result = case((result.is_(None), part), (pick, part), else_=result)
    return result
