"""The tree that a rule's condition is: comparisons of facts at the leaves, Kleene logic above them.

Every node answers three questions about a ``Situation``, and nothing else in the project re-implements them:
``truth`` (does it hold), ``missing`` (which unknown facts can still change that) and ``failing`` (by which known facts it fails).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Optional

from policy_db.rules.kleene import Truth, agreed, all_of, any_of, at_least, negate
from policy_db.rules.situation import Bounds, Situation, Value

# Sums and quotients of decimal amounts pick up binary dust; no policy text states a threshold finer than this.
PRECISION = 9


# Tells a condition that was not evaluated yet from one that came to unknown.
UNSEEN = object()


@dataclass(frozen=True)
class Limits:
    """Numeric limits: ``at_least``/``at_most`` include the number, ``above``/``below`` exclude it (民法典第一千二百五十九条)."""

    at_least: Optional[float] = None
    above: Optional[float] = None
    at_most: Optional[float] = None
    below: Optional[float] = None

    def hold(self, value: float) -> bool:
        """Whether one number keeps the limits."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    def check(self, low: float, high: float) -> Truth:
        """Whether every (``True``), no (``False``) or some (``None``) number from ``low`` to ``high`` keeps the limits."""
        result: Truth = True
        if self.at_least is not None:
            if high < self.at_least:
                return False
            if low < self.at_least:
                result = None
        if self.above is not None:
            if high <= self.above:
                return False
            if low <= self.above:
                result = None
        if self.at_most is not None:
            if low > self.at_most:
                return False
            if high > self.at_most:
                result = None
        if self.below is not None:
            if low >= self.below:
                return False
            if high >= self.below:
                result = None
        return result


@dataclass(frozen=True, eq=False)
class Condition:
    """A node of the tree. ``label`` is the words that an explanation uses instead of the generated ones."""

    label: str = field(default="", kw_only=True)

    def truth(self, situation: Situation) -> Truth:
        """``True``, ``False``, or ``None`` while unknown facts can still change the answer; evaluated once per situation."""
        truths = situation.truths
        value = truths.get(self, UNSEEN)
        if value is UNSEEN:
            value = truths[self] = self.evaluate(situation)
        return value  # type: ignore[return-value]

    def evaluate(self, situation: Situation) -> Truth:
        """What ``truth`` is made of; each kind of node has its own."""
        raise NotImplementedError

    def children(self) -> tuple[Condition, ...]:
        """The conditions below this one, in the order in which they are written."""
        return ()

    def facts(self) -> Iterator[str]:
        """Every fact that the condition reads, in order, possibly more than once."""
        for child in self.children():
            yield from child.facts()

    def missing(self, situation: Situation) -> Iterator[str]:
        """Unknown facts that can still change the answer; none once it is certain."""
        if self.truth(situation) is None:
            for child in self.children():
                if child.truth(situation) is None:
                    yield from child.missing(situation)

    def failing(self, situation: Situation) -> Iterator[str]:
        """Known facts by which the condition fails; none unless it does."""
        if self.truth(situation) is False:
            for child in self.children():
                yield from child.failing(situation)


@dataclass(frozen=True, eq=False)
class Leaf(Condition):
    """A condition on facts themselves."""

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is None:
            exact = situation.exact
            for fact in self.facts():
                if fact not in exact:
                    yield fact

    def failing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is False:
            for fact in self.facts():
                if fact in situation.exact or fact in situation.bounds:
                    yield from situation.sources(fact)


@dataclass(frozen=True, eq=False)
class Is(Leaf):
    """A yes/no fact is so, or an enum fact is one of the named values."""

    fact: str
    values: tuple[Value, ...]

    def evaluate(self, situation: Situation) -> Truth:
        value = situation.exact.get(self.fact)
        return None if value is None else value in self.values

    def facts(self) -> Iterator[str]:
        yield self.fact


@dataclass(frozen=True, eq=False)
class Within(Leaf):
    """The region (a full name that begins with its province) lies in ``place``; unknown where it is named less exactly."""

    fact: str
    place: str

    def evaluate(self, situation: Situation) -> Truth:
        value = situation.exact.get(self.fact)
        if not isinstance(value, str):
            return None
        if value.startswith(self.place):
            return True
        return None if self.place.startswith(value) else False

    def facts(self) -> Iterator[str]:
        yield self.fact

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is None:
            yield self.fact


@dataclass(frozen=True, eq=False)
class Compare(Leaf):
    """A number keeps its limits."""

    fact: str
    limits: Limits

    def evaluate(self, situation: Situation) -> Truth:
        value = situation.exact.get(self.fact)
        if value is not None:
            return self.limits.hold(value)  # type: ignore[arg-type]
        low, high = situation.range_of(self.fact)
        return self.limits.check(low, high)

    def facts(self) -> Iterator[str]:
        yield self.fact


@dataclass(frozen=True, eq=False)
class Total(Leaf):
    """The sum of several facts keeps the limits; a part that is known may already be enough."""

    parts: tuple[str, ...]
    limits: Limits

    def evaluate(self, situation: Situation) -> Truth:
        low, high = self.bounds(situation)
        return self.limits.check(low, high)

    def bounds(self, situation: Situation) -> Bounds:
        """The range in which the sum lies."""
        ranges = [situation.range_of(fact) for fact in self.parts]
        return round(sum(low for low, _ in ranges), PRECISION), round(sum(high for _, high in ranges), PRECISION)

    def facts(self) -> Iterator[str]:
        yield from self.parts


@dataclass(frozen=True, eq=False)
class All(Condition):
    """Every condition holds."""

    of: tuple[Condition, ...]

    def evaluate(self, situation: Situation) -> Truth:
        return all_of(child.truth(situation) for child in self.of)

    def children(self) -> tuple[Condition, ...]:
        return self.of


@dataclass(frozen=True, eq=False)
class Any(Condition):
    """At least one condition holds."""

    of: tuple[Condition, ...]

    def evaluate(self, situation: Situation) -> Truth:
        return any_of(child.truth(situation) for child in self.of)

    def children(self) -> tuple[Condition, ...]:
        return self.of


@dataclass(frozen=True, eq=False)
class Count(Condition):
    """At least ``needed`` of the conditions hold."""

    needed: int
    of: tuple[Condition, ...]

    def evaluate(self, situation: Situation) -> Truth:
        return at_least(self.needed, (child.truth(situation) for child in self.of))

    def children(self) -> tuple[Condition, ...]:
        return self.of


@dataclass(frozen=True, eq=False)
class Not(Condition):
    """The condition does not hold."""

    of: Condition

    def evaluate(self, situation: Situation) -> Truth:
        return negate(self.of.truth(situation))

    def children(self) -> tuple[Condition, ...]:
        return (self.of,)

    def failing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is False:
            for fact in dict.fromkeys(self.of.facts()):
                if fact in situation.exact:
                    yield from situation.sources(fact)


@dataclass(frozen=True, eq=False)
class InPrinciple(Condition):
    """「原则上」: holds where the line is kept; below it an official decides, so it is never a no, and no fact can settle it."""

    of: Condition

    def evaluate(self, situation: Situation) -> Truth:
        return True if self.of.truth(situation) is True else None

    def children(self) -> tuple[Condition, ...]:
        return (self.of,)

    def left_to_official(self, situation: Situation) -> bool:
        """Whether the facts are known and lie below the line."""
        return self.of.truth(situation) is False


@dataclass(frozen=True, eq=False)
class Defined(Condition):
    """A condition with a name of its own, kept in ``definitions.yml`` and shown as derived."""

    name: str
    of: Condition

    def evaluate(self, situation: Situation) -> Truth:
        return self.of.truth(situation)

    def children(self) -> tuple[Condition, ...]:
        return (self.of,)


@dataclass(frozen=True, eq=False)
class Case:
    """One branch of ``Tiers`` (reached at ``start``, inclusive; ``None`` = all below) or of ``Switch`` (for ``values``)."""

    require: Condition
    start: Optional[float] = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Branches(Condition):
    """A condition that another fact chooses. While that fact is unknown, only what all open branches agree on is certain."""

    fact: str
    cases: tuple[Case, ...]

    def open_cases(self, situation: Situation) -> list[Case]:
        """The branches that the known facts leave possible; exactly one once the choosing fact is known."""
        raise NotImplementedError

    def evaluate(self, situation: Situation) -> Truth:
        cases = self.open_cases(situation)
        return agreed(case.require.truth(situation) for case in cases)

    def children(self) -> tuple[Condition, ...]:
        return tuple(case.require for case in self.cases)

    def facts(self) -> Iterator[str]:
        yield self.fact
        yield from super().facts()

    def missing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is None:
            if self.fact not in situation.exact and len(self.open_cases(situation)) > 1:
                yield self.fact
            for case in self.open_cases(situation):
                yield from case.require.missing(situation)

    def failing(self, situation: Situation) -> Iterator[str]:
        if self.truth(situation) is False:
            if self.fact in situation.exact:
                yield from situation.sources(self.fact)
            for case in self.open_cases(situation):
                yield from case.require.failing(situation)


@dataclass(frozen=True, eq=False)
class Tiers(Branches):
    """Branches by the size of a number: the first case whose ``start`` is reached governs."""

    def open_cases(self, situation: Situation) -> list[Case]:
        low, high = situation.range_of(self.fact)
        ceiling = float("inf")
        result = []
        for case in self.cases:
            start = float("-inf") if case.start is None else case.start
            if high >= start and low < ceiling:
                result.append(case)
            ceiling = start
        return result


@dataclass(frozen=True, eq=False)
class Switch(Branches):
    """Branches by the value of an enum fact; the last case, without values, takes the rest."""

    def open_cases(self, situation: Situation) -> list[Case]:
        value = situation.exact.get(self.fact)
        if value is None:
            return list(self.cases)
        return [case for case in self.cases if value in case.values] or [case for case in self.cases if not case.values]


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything below it, top down."""
    yield condition
    for child in condition.children():
        yield from walk(child)


def unique(facts: Iterable[str]) -> list[str]:
    """The facts once each, in the order of first appearance."""
    return list(dict.fromkeys(facts))
