"""Score tables: points per indicator, and the conditions 「总分不低于60分」 over all or some of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Optional

from policy_db.rules.conditions import Condition
from policy_db.rules.kleene import Truth
from policy_db.rules.situation import INFINITY, Situation


@dataclass(frozen=True, eq=False)
class Option:
    """Points that an indicator gives when a condition holds."""

    when: Condition
    points: int


@dataclass(frozen=True, eq=False)
class Item:
    """One indicator of a score table, worth at most ``cap`` points."""

    id: str
    label: str
    cap: int

    def points(self, situation: Situation) -> frozenset[int]:
        """Every number of points that is still possible; a single one once the facts are known."""
        raise NotImplementedError

    def facts(self) -> Iterator[str]:
        """The facts that the indicator reads."""
        raise NotImplementedError

    def missing(self, situation: Situation) -> Iterator[str]:
        """Unknown facts on which the points still hang."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Options(Item):
    """Points by conditions: the best option that holds (``otherwise`` where none does), or the sum of all that hold."""

    options: tuple[Option, ...]
    add: bool
    otherwise: int = 0

    def points(self, situation: Situation) -> frozenset[int]:
        truths = [(option.when.truth(situation), option.points) for option in self.options]
        if self.add:
            sums = {0}
            for truth, points in truths:
                if truth is True:
                    sums = {total + points for total in sums}
                elif truth is None:
                    sums |= {total + points for total in sums}
            return frozenset(min(total, self.cap) for total in sums)
        sure = max((points for truth, points in truths if truth is True), default=self.otherwise)
        return frozenset({sure} | {points for truth, points in truths if truth is None and points > sure})

    def facts(self) -> Iterator[str]:
        for option in self.options:
            yield from option.when.facts()

    def missing(self, situation: Situation) -> Iterator[str]:
        if len(self.points(situation)) > 1:
            sure = 0 if self.add else min(self.points(situation))
            for option in self.options:
                if option.points > sure:
                    yield from option.when.missing(situation)


@dataclass(frozen=True, eq=False)
class PerStep(Item):
    """``each`` points per full ``step`` of a number (每满2年得1分)."""

    fact: str
    step: float
    each: int

    def points(self, situation: Situation) -> frozenset[int]:
        low, high = situation.range_of(self.fact)
        first = max(0, floor(low / self.step)) * self.each if low != -INFINITY else 0
        last = self.cap if high == INFINITY else max(0, floor(high / self.step)) * self.each
        return frozenset(min(points, self.cap) for points in range(first, max(first, last) + 1, self.each))

    def facts(self) -> Iterator[str]:
        yield self.fact

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.fact not in situation.exact and len(self.points(situation)) > 1:
            yield self.fact


@dataclass(frozen=True, eq=False)
class Given(Item):
    """A fact that is itself the points, as set by an authority."""

    fact: str

    def points(self, situation: Situation) -> frozenset[int]:
        low, high = (min(self.cap, max(0, end)) for end in situation.range_of(self.fact))
        return frozenset(range(int(low), int(high) + 1))

    def facts(self) -> Iterator[str]:
        yield self.fact

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.fact not in situation.exact and len(self.points(situation)) > 1:
            yield self.fact


@dataclass(frozen=True, eq=False)
class Score(Condition):
    """The points of the items together reach a line."""

    items: tuple[Item, ...]
    line: int
    whole: bool = True

    def bounds(self, situation: Situation) -> tuple[int, int]:
        """The lowest and the highest total that are still possible."""
        points = [item.points(situation) for item in self.items]
        return sum(min(each) for each in points), sum(max(each) for each in points)

    def evaluate(self, situation: Situation) -> Truth:
        low, high = self.bounds(situation)
        if low >= self.line:
            return True
        return None if high >= self.line else False

    def facts(self) -> Iterator[str]:
        for item in self.items:
            yield from item.facts()

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is not None:
            return
        points = [item.points(situation) for item in self.items]
        for index, item in enumerate(self.items):
            if len(points[index]) > 1 and self._matters(index, points):
                yield from item.missing(situation)

    def _matters(self, index: int, points: list[frozenset[int]]) -> bool:
        low, high = min(points[index]), max(points[index])
        others = {0}
        for position, each in enumerate(points):
            if position != index and len(each) > 1:
                others = {total + value for total in others for value in each}
            elif position != index:
                others = {total + next(iter(each)) for total in others}
        return any(total + low < self.line <= total + high for total in others)

    def failing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is False:
            for item in self.items:
                if max(item.points(situation)) < item.cap:
                    for fact in item.facts():
                        if fact in situation.exact or fact in situation.bounds:
                            yield from situation.sources(fact)


def item_cap(options: tuple[Option, ...], add: bool, cap: Optional[int]) -> int:
    """The most that an indicator can give: the stated cap, or what its options allow."""
    if cap is not None:
        return cap
    return sum(option.points for option in options) if add else max(option.points for option in options)
