"""Random but possible facts for property tests: values near every threshold of a rule version, each fact perhaps unknown."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from hypothesis import strategies as st

from policy_db.facts.catalog import FACTS
from policy_db.rules import RuleVersion
from policy_db.rules.conditions import Branches, Compare, Condition, Total, walk
from policy_db.rules.derive import domains, implied
from policy_db.rules.scoring import Options, PerStep, Score
from policy_db.rules.situation import ANYTHING

REGIONS = ["浙江省台州市椒江区", "浙江省", "上海市浦东新区", "江苏省苏州市"]


def conditions_of(rules: RuleVersion) -> list[Condition]:
    """Every condition of a version, those inside its score tables as well."""
    found: list[Condition] = []
    queue = [criterion.require for criterion in rules.criteria if criterion.require is not None]
    while queue:
        for condition in walk(queue.pop()):
            found.append(condition)
            if isinstance(condition, Score):
                queue += [option.when for item in condition.items if isinstance(item, Options) for option in item.options]
    return found


@cache
def thresholds(rules: RuleVersion) -> dict[str, tuple[float, ...]]:
    """Per numeric fact, the numbers at which a condition of the version changes its mind."""
    found: dict[str, set[float]] = {}

    def add(fact: str, value: float | None) -> None:
        if value is not None:
            found.setdefault(fact, set()).add(value)

    for condition in conditions_of(rules):
        if isinstance(condition, (Compare, Total)):
            facts = [condition.fact] if isinstance(condition, Compare) else list(condition.parts)
            limits = condition.limits
            for fact in facts:
                for value in (limits.at_least, limits.above, limits.at_most, limits.below):
                    add(fact, None if value is None else value / len(facts))
        elif isinstance(condition, Branches):
            for case in condition.cases:
                add(condition.fact, case.start)
        elif isinstance(condition, Score):
            for item in condition.items:
                if isinstance(item, PerStep):
                    for step in range(1, item.cap // item.each + 1):
                        add(item.fact, step * item.step)
    return {fact: tuple(sorted(values)) for fact, values in found.items()}


def candidates(name: str, near: tuple[float, ...]) -> list[Any]:
    """Possible values of a fact, mostly at and beside the thresholds."""
    fact = FACTS[name]
    if fact.type == "bool":
        return [False, True]
    if fact.type == "enum":
        return sorted(fact.values)
    if fact.type == "text":
        return REGIONS
    low, high = domains().get(name, ANYTHING)
    step = 1 if fact.type == "int" else 0.01
    numbers = {round(value + change, 2) for value in near or (1.0,) for change in (-step, 0, step, 37 * step)} | {0, 3}
    return sorted({int(value) if fact.type == "int" else value for value in numbers if low <= value <= high})


def fact_values(name: str, near: tuple[float, ...]) -> st.SearchStrategy[Any]:
    """One of the ``candidates``."""
    return st.sampled_from(candidates(name, near))


def facts_around(rules: RuleVersion) -> list[str]:
    """The facts that the version reads, and those from which one of them may follow."""
    names = set(rules.facts())
    for ratio in implied().ratios:
        if ratio.fact in names:
            names |= {ratio.of, ratio.to}
    for level in implied().levels:
        if level.fact in names:
            names.add(level.by)
    for first, second in implied().implies:
        if names & {first, second}:
            names |= {first, second}
    for relation in implied().parts:
        if names & {relation.whole, *relation.parts}:
            names |= {relation.whole, *relation.parts}
    return sorted(names)


def enterprises(rules: RuleVersion) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of one enterprise as far as the version reads them, with what implies them; about half unknown."""
    near = thresholds(rules)
    return st.fixed_dictionaries(
        {}, optional={name: fact_values(name, near.get(name, ())) for name in facts_around(rules)}
    ).map(consistent)


def sample(rules: RuleVersion, count: int, seed: int = 2026) -> list[dict[str, Any]]:
    """A fixed random sample of enterprises, from almost unknown to fully known."""
    draw = random.Random(seed)
    near = thresholds(rules)
    choices = {name: candidates(name, near.get(name, ())) for name in facts_around(rules)}
    enterprises = []
    for _ in range(count):
        known = draw.choice([0.2, 0.6, 0.9, 1.0])
        facts = {name: draw.choice(values) for name, values in choices.items() if draw.random() < known}
        enterprises.append(consistent(facts))
    return enterprises


def consistent(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts without those that contradict another one; a contradiction is reported, it has no right answer."""
    facts = dict(facts)
    for ratio in implied().ratios:
        if ratio.of in facts and ratio.to in facts:
            facts.pop(ratio.fact, None)
    for level in implied().levels:
        if level.by in facts:
            facts.pop(level.fact, None)
    for first, second in implied().implies:
        if facts.get(first) is True and facts.get(second) is False:
            facts.pop(first)
    for first, second in implied().implies:
        if facts.get(first) is True and facts.get(second) is False:
            facts.pop(first)
    for relation in implied().parts:
        for part in relation.parts:
            if relation.whole in facts and facts.get(part, 0) > facts[relation.whole]:
                facts.pop(part)
    return facts
