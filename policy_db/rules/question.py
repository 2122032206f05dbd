"""Which fact to ask next: the one whose answer is expected to settle the verdict soonest.

For conditions that do not share facts, asking in the order of *chance to settle per expected question* is the best order
of an and/or tree: under an 「and」 the part most likely to fail goes first, under an 「or」 the part most likely to hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from policy_db.rules.conditions import (
    Any,
    Branches,
    Compare,
    Condition,
    Count,
    Defined,
    InPrinciple,
    Is,
    Leaf,
    Not,
    Total,
    unique,
)
from policy_db.rules.derive import situation_of
from policy_db.rules.kleene import all_of
from policy_db.rules.prior import chance_of, chance_within
from policy_db.rules.scoring import Score
from policy_db.rules.situation import Situation
from policy_db.rules.version import RuleVersion


@dataclass(frozen=True)
class Plan:
    """How an open condition would be settled: the chance that it holds, the expected number of questions, the first one."""

    chance: float
    cost: float
    first: str


def next_fact(rules: RuleVersion, situation: Situation, unknowable: frozenset[str]) -> Optional[str]:
    """The fact to ask, or ``None`` when the verdict is certain or hangs only on ``unknowable`` facts (「不知道」)."""
    plan = plan_of(rules, situation, unknowable)
    return plan.first if plan else None


def questions_left(rules: RuleVersion, situation: Situation, unknowable: frozenset[str]) -> int:
    """About how many questions are still ahead if no answer ends them early; none once there is nothing to ask."""
    costs = [plan.cost for plan in _plans(rules, situation, unknowable)]
    return max(1, round(sum(costs))) if costs else 0


def plan_of(rules: RuleVersion, situation: Situation, unknowable: frozenset[str]) -> Optional[Plan]:
    """The plan for the whole program, or ``None`` when there is nothing to ask."""
    return Planner(situation, unknowable).together(_plans(rules, situation, unknowable), to_hold=False)


def _plans(rules: RuleVersion, situation: Situation, unknowable: frozenset[str]) -> list[Plan]:
    """The plans of the criteria that can be asked about; none once the verdict is certain."""
    conditions = [criterion.require for criterion in rules.criteria if criterion.require is not None]
    if all_of(condition.truth(situation) for condition in conditions) is not None:
        return []
    planner = Planner(situation, unknowable)
    return [plan for condition in conditions if (plan := planner.plan(condition)) is not None]


def next_shared(
    open_: Iterable[tuple[RuleVersion, Situation]], unknowable: frozenset[str], *, barred: frozenset[str] = frozenset()
) -> Optional[str]:
    """The fact to ask when several programs are assessed together: the one that settles most of them soonest.

    For one program it is ``next_fact``. ``barred`` facts are not asked for now, but still count as answerable.
    """
    gains: dict[str, float] = {}
    for rules, situation in open_:
        if plan_of(rules, situation, unknowable) is None:
            continue
        planner, best = Planner(situation, unknowable), dict[str, float]()
        for criterion in rules.criteria:
            plan = planner.plan(criterion.require) if criterion.require is not None else None
            if plan is not None and plan.first not in barred:
                best[plan.first] = max(best.get(plan.first, 0.0), (1 - plan.chance) / plan.cost)
        for fact, gain in best.items():
            gains[fact] = gains.get(fact, 0.0) + gain
    return max(gains, key=gains.__getitem__, default=None)


def asking_order(rules: RuleVersion) -> list[str]:
    """The facts of a version in the order in which they would be asked of an enterprise of which nothing is known."""
    planner = Planner(situation_of({}), frozenset())
    plans = [
        (criterion, plan)
        for criterion in rules.criteria
        if criterion.require is not None and (plan := planner.plan(criterion.require)) is not None
    ]
    plans.sort(key=lambda pair: (1 - pair[1].chance) / pair[1].cost, reverse=True)
    return unique(fact for criterion, plan in plans for fact in (plan.first, *criterion.facts))


@dataclass(frozen=True)
class Planner:
    """Plans for the open conditions of one situation."""

    situation: Situation
    unknowable: frozenset[str]

    def plan(self, condition: Condition) -> Optional[Plan]:
        """The plan for a condition; ``None`` where it is certain or nothing that can be asked would change it."""
        if condition.truth(self.situation) is not None:
            return None
        if isinstance(condition, Leaf):
            return self.leaf(condition)
        if isinstance(condition, Not):
            plan = self.plan(condition.of)
            return plan and Plan(1 - plan.chance, plan.cost, plan.first)
        if isinstance(condition, (Defined, InPrinciple)):
            return self.plan(condition.of)
        if isinstance(condition, Branches):
            return self.branches(condition)
        if isinstance(condition, Score):
            return self.score(condition)
        plans = [self.plan(child) for child in condition.children()]
        if isinstance(condition, Count):
            return self.count(condition, plans)
        return self.together(plans, to_hold=isinstance(condition, Any))

    def leaf(self, condition: Leaf) -> Optional[Plan]:
        """One question per unknown fact of the leaf."""
        ask = [fact for fact in condition.missing(self.situation) if fact not in self.unknowable]
        if not ask:
            return None
        if isinstance(condition, Is):
            chance = chance_of(condition.fact, condition.values)
        elif isinstance(condition, Compare):
            chance = chance_within(condition.fact, condition.limits, self.situation.range_of(condition.fact))
        elif isinstance(condition, Total):
            share = len(condition.parts)
            limits = condition.limits
            each = type(limits)(
                *(
                    None if n is None else n / share
                    for n in (limits.at_least, limits.above, limits.at_most, limits.below)
                )
            )
            chance = chance_within(ask[0], each, self.situation.range_of(ask[0]))
        else:
            chance = 0.5
        return Plan(chance, len(ask), ask[0])

    def together(self, plans: Iterable[Optional[Plan]], *, to_hold: bool) -> Optional[Plan]:
        """The parts of an 「and」 (``to_hold`` false) or an 「or」 in the best order."""
        open_ = [plan for plan in plans if plan is not None]
        if not open_:
            return None

        def settles(plan: Plan) -> float:
            return plan.chance if to_hold else 1 - plan.chance

        open_.sort(key=lambda plan: settles(plan) / plan.cost, reverse=True)
        reached, cost = 1.0, 0.0
        for plan in open_:
            cost += reached * plan.cost
            reached *= 1 - settles(plan)
        return Plan(1 - reached if to_hold else reached, cost, open_[0].first)

    def count(self, condition: Count, plans: list[Optional[Plan]]) -> Optional[Plan]:
        """k of n: as an 「or」 while few are needed, as an 「and」 when nearly all are."""
        held = sum(child.truth(self.situation) is True for child in condition.of)
        open_ = [plan for plan in plans if plan is not None]
        if not open_:
            return None
        needed = condition.needed - held
        mean = sum(plan.chance for plan in open_) / len(open_)
        as_or = needed <= mean * len(open_)
        plan = self.together(open_, to_hold=as_or)
        assert plan is not None
        cost = sum(sorted(each.cost for each in open_)[: max(1, needed)])
        return Plan(min(0.98, max(0.02, mean * len(open_) / (needed + 1))), cost, plan.first)

    def branches(self, condition: Branches) -> Optional[Plan]:
        """The choosing fact first, then the branch that it leads to."""
        cases = condition.open_cases(self.situation)
        plans = [self.plan(case.require) for case in cases]
        inner = [plan for plan in plans if plan is not None]
        truths = [case.require.truth(self.situation) for case in cases]
        chances = [plan.chance if plan else float(truth or 0) for plan, truth in zip(plans, truths)]
        chance = sum(chances) / len(chances)
        cost = sum(plan.cost for plan in inner) / len(cases)
        if condition.fact not in self.situation.exact and len(cases) > 1 and condition.fact not in self.unknowable:
            return Plan(chance, 1 + cost, condition.fact)
        first = max(inner, key=lambda plan: plan.chance, default=None)
        return first and Plan(chance, max(cost, 1.0), first.first)

    def score(self, condition: Score) -> Optional[Plan]:
        """The indicator that moves the total most goes first."""
        best: Optional[tuple[float, str]] = None
        waiting = set(condition.missing(self.situation)) - self.unknowable
        if not waiting:
            return None
        for item in condition.items:
            ask = [fact for fact in item.missing(self.situation) if fact in waiting]
            if ask:
                points = item.points(self.situation)
                weight = (max(points) - min(points)) / len(set(ask))
                if best is None or weight > best[0]:
                    best = (weight, ask[0])
        if best is None:
            return None
        low, high = condition.bounds(self.situation)
        chance = (high - condition.line + 1) / (high - low + 1)
        return Plan(min(0.98, max(0.02, chance)), max(1.0, 0.7 * len(waiting)), best[1])
