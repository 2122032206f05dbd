"""What would make an enterprise eligible: the fewest changes, how much each lacks, and from when waiting alone meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Optional

from policy_db.facts.catalog import FACTS
from policy_db.rules.conditions import (
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
    Total,
    Within,
)
from policy_db.rules.decide import Decision, decide_by
from policy_db.rules.scoring import Options, PerStep, Score
from policy_db.rules.situation import Situation, Value

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Change:
    """One fact that would have to be different. ``lacking`` is the distance in the fact's unit; ``met_from`` the day on which
    waiting alone meets it; ``fixed`` that the enterprise can do nothing about it; ``lapse`` when such an obstacle ends, in words.
    """

    fact: str
    now: Optional[Value]
    needed: Value
    lacking: Optional[float] = None
    met_from: Optional[date] = None
    fixed: bool = False
    lapse: str = ""


@dataclass(frozen=True)
class Gap:
    """What one unmet criterion lacks; ``changes`` is ``None`` where no change of facts could meet it."""

    criterion: str
    label: str
    changes: Optional[tuple[Change, ...]]


def gaps(decision: Decision) -> tuple[Gap, ...]:
    """The gaps of a decision, in the order of the criteria; empty where no criterion fails."""
    found = []
    for result in decision.results:
        if result.truth is not False or result.criterion.require is None:
            continue
        changes = Finder(decision.situation).meet(result.criterion.require)
        if changes is not None:
            kind, lapse = result.criterion.gap, result.criterion.lapse
            changes = tuple(_timed(change, kind, lapse, decision.on) for change in changes)
        found.append(Gap(result.criterion.id, result.criterion.label, changes))
    return tuple(found)


def what_if(decision: Decision, overrides: dict[str, Value]) -> Decision:
    """The decision by the same rules with some facts overridden."""
    return decide_by(decision.rules, {**decision.stated, **overrides}, decision.on)


@dataclass(frozen=True)
class Finder:
    """Finds the fewest changes that make a condition hold. Facts that are unknown are taken as changeable too."""

    situation: Situation

    def meet(self, condition: Condition) -> Optional[tuple[Change, ...]]:
        """The changes, none if it holds already, or ``None`` if nothing would."""
        if condition.truth(self.situation) is True:
            return ()
        for kind, method in METHODS.items():
            if isinstance(condition, kind):
                return method(self, condition)
        return None

    def compare(self, condition: Compare) -> Optional[tuple[Change, ...]]:
        return self.number(condition.fact, condition.limits)

    def number(self, fact: str, limits: Limits) -> Optional[tuple[Change, ...]]:
        low, high = self.situation.range_of(fact)
        now = self.situation.exact.get(fact)
        step = 1 if FACTS[fact].type == "int" else 0.01
        if limits.at_least is not None and low < limits.at_least:
            return (Change(fact, now, limits.at_least, _distance(limits.at_least, now)),)
        if limits.above is not None and low <= limits.above:
            return (Change(fact, now, limits.above + step, _distance(limits.above + step, now)),)
        if limits.at_most is not None and high > limits.at_most:
            return (Change(fact, now, limits.at_most, _distance(limits.at_most, now)),)
        if limits.below is not None and high >= limits.below:
            return (Change(fact, now, limits.below - step, _distance(limits.below - step, now)),)
        return ()

    def total(self, condition: Total) -> Optional[tuple[Change, ...]]:
        goal = condition.limits.at_least if condition.limits.at_least is not None else condition.limits.above
        if goal is None:
            return None
        first = condition.parts[0]
        rest = condition.bounds(self.situation)[0] - self.situation.range_of(first)[0]
        now = self.situation.exact.get(first)
        return (Change(first, now, goal - rest, _distance(goal - rest, now)),)

    def is_(self, condition: Is) -> Optional[tuple[Change, ...]]:
        return (Change(condition.fact, self.situation.exact.get(condition.fact), condition.values[0]),)

    def within(self, condition: Within) -> Optional[tuple[Change, ...]]:
        return (Change(condition.fact, self.situation.exact.get(condition.fact), condition.place, fixed=True),)

    def all(self, condition: All) -> Optional[tuple[Change, ...]]:
        return _together(self.meet(child) for child in condition.of)

    def any(self, condition: Any) -> Optional[tuple[Change, ...]]:
        return _fewest(self.meet(child) for child in condition.of)

    def count(self, condition: Count) -> Optional[tuple[Change, ...]]:
        options = sorted((each for child in condition.of if (each := self.meet(child)) is not None), key=len)
        return _together(options[: condition.needed]) if len(options) >= condition.needed else None

    def inner(self, condition: Defined | InPrinciple) -> Optional[tuple[Change, ...]]:
        return self.meet(condition.of)

    def not_(self, condition: Not) -> Optional[tuple[Change, ...]]:
        inner = condition.of
        if isinstance(inner, Is) and FACTS[inner.fact].type == "bool":
            return (Change(inner.fact, self.situation.exact.get(inner.fact), not inner.values[0]),)
        if isinstance(inner, Compare):
            limits = inner.limits
            return self.number(inner.fact, Limits(limits.below, limits.at_most, limits.above, limits.at_least))
        return None

    def branches(self, condition: Branches) -> Optional[tuple[Change, ...]]:
        return _fewest(self.meet(case.require) for case in condition.open_cases(self.situation))

    def score(self, condition: Score) -> Optional[tuple[Change, ...]]:
        lacking = condition.line - condition.bounds(self.situation)[0]
        offers: list[tuple[int, tuple[Change, ...]]] = []
        for item in condition.items:
            now = min(item.points(self.situation))
            if isinstance(item, Options):
                for option in item.options:
                    changes = self.meet(option.when)
                    gain = min(item.cap - now, option.points if item.add else option.points - now)
                    if changes and gain > 0:
                        offers.append((gain, changes))
            elif isinstance(item, PerStep) and now < item.cap:
                needed = item.step * item.cap / item.each
                known = self.situation.exact.get(item.fact)
                offers.append((item.cap - now, (Change(item.fact, known, needed, _distance(needed, known)),)))
        enough = [changes for gain, changes in offers if gain >= lacking]
        if enough:
            return min(enough, key=len)
        chosen: list[tuple[Change, ...]] = []
        facts: set[str] = set()
        for gain, changes in sorted(offers, key=lambda offer: offer[0], reverse=True):
            if lacking > 0 and not facts & {change.fact for change in changes}:
                chosen.append(changes)
                facts |= {change.fact for change in changes}
                lacking -= gain
        return _together(chosen) if lacking <= 0 else None


METHODS: dict[type[Condition], Callable[..., Optional[tuple[Change, ...]]]] = {
    Compare: Finder.compare,
    Total: Finder.total,
    Is: Finder.is_,
    Within: Finder.within,
    All: Finder.all,
    Any: Finder.any,
    Count: Finder.count,
    Defined: Finder.inner,
    InPrinciple: Finder.inner,
    Not: Finder.not_,
    Branches: Finder.branches,
    Score: Finder.score,
}


def _together(parts: Iterable[Optional[tuple[Change, ...]]]) -> Optional[tuple[Change, ...]]:
    """All of the changes; of two on one fact the one that goes further."""
    merged: dict[str, Change] = {}
    for part in parts:
        if part is None:
            return None
        for change in part:
            other = merged.get(change.fact)
            if other is None or (change.lacking or 0) ** 2 > (other.lacking or 0) ** 2:
                merged[change.fact] = change
    return tuple(merged.values())


def _fewest(options: Iterable[Optional[tuple[Change, ...]]]) -> Optional[tuple[Change, ...]]:
    return min((each for each in options if each is not None), key=len, default=None)


def _distance(goal: float, now: Optional[Value]) -> Optional[float]:
    return None if now is None else round(goal - float(now), 4)


def _timed(change: Change, kind: str, lapse: str, on: date) -> Change:
    if FACTS[change.fact].type == "years" and change.lacking is not None and change.lacking > 0:
        return replace(change, met_from=on + timedelta(days=round(change.lacking * DAYS_PER_YEAR)), lapse=lapse)
    return replace(change, fixed=change.fixed or kind == "fixed", lapse=lapse)
