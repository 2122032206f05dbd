"""The tree in three-valued logic: by hand for each node, and by brute force over every completion of the unknown facts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from policy_db.rules import Decision, Rulebook, decide

ON = date(2026, 11, 23)
Build = Callable[..., Rulebook]
VERDICT = {True: "eligible", False: "ineligible", None: "undetermined"}

NODES: list[tuple[str, dict[str, Any], bool | None]] = [
    ("{fact: rd_ratio, at_least: 3}", {"rd_ratio": 3}, True),
    ("{fact: rd_ratio, at_least: 3}", {"rd_ratio": 2.99}, False),
    ("{fact: rd_ratio, at_least: 3}", {}, None),
    ("{fact: rd_ratio, above: 3}", {"rd_ratio": 3}, False),
    ("{fact: rd_ratio, at_most: 3}", {"rd_ratio": 3}, True),
    ("{fact: rd_ratio, below: 3}", {"rd_ratio": 3}, False),
    ("{fact: rd_ratio, at_least: 3}", {"rd_expense": 300, "revenue": 10000}, True),
    ("{fact: rd_ratio, at_least: 3}", {"rd_expense": 299, "revenue": 10000}, False),
    ("{fact: region, within: 浙江省}", {"region": "浙江省台州市"}, True),
    ("{fact: region, within: 浙江省台州市}", {"region": "浙江省"}, None),
    ("{fact: region, within: 浙江省}", {"region": "上海市"}, False),
    ("{fact: sector, is: [industry, other]}", {"sector": "other"}, True),
    ("{sum: [rd_expense, rd_expense_prev], at_least: 1200}", {"rd_expense": 700, "rd_expense_prev": 500}, True),
    ("{sum: [rd_expense, rd_expense_prev], at_least: 1200}", {"rd_expense": 1200}, True),
    ("{sum: [rd_expense, rd_expense_prev], at_least: 1200}", {"rd_expense": 1199}, None),
    ("{each: [rd_ratio, rd_ratio_prev], at_least: 4}", {"rd_ratio": 9, "rd_ratio_prev": 3.9}, False),
    ("{each: [rd_ratio, rd_ratio_prev], at_least: 4}", {"rd_ratio_prev": 3.9}, False),
    ("{any: [{fact: listed, is: true}, {fact: ipo_plan, is: true}]}", {"listed": True}, True),
    ("{any: [{fact: listed, is: true}, {fact: ipo_plan, is: true}]}", {"listed": False}, None),
    (
        "{count: 2, of: [{fact: listed, is: true}, {fact: ipo_plan, is: true}, {fact: own_brand, is: true}]}",
        {"listed": True, "ipo_plan": False},
        None,
    ),
    (
        "{count: 2, of: [{fact: listed, is: true}, {fact: ipo_plan, is: true}, {fact: own_brand, is: true}]}",
        {"listed": False, "ipo_plan": False},
        False,
    ),
    ("{not: {fact: listed, is: true}}", {"listed": True}, False),
    ("{not: {fact: listed, is: true}}", {}, None),
    ("{if: {fact: revenue, below: 40000}, then: {fact: is_little_giant, is: true}}", {"revenue": 39000}, None),
    ("{if: {fact: revenue, below: 40000}, then: {fact: is_little_giant, is: true}}", {"revenue": 40000}, True),
    (
        "{tiers: revenue, cases: [{from: 10000, require: {fact: rd_ratio, at_least: 3}}, {require: {fact: rd_ratio, at_least: 6}}]}",
        {"rd_ratio": 6},
        True,
    ),
    (
        "{tiers: revenue, cases: [{from: 10000, require: {fact: rd_ratio, at_least: 3}}, {require: {fact: rd_ratio, at_least: 6}}]}",
        {"rd_ratio": 4},
        None,
    ),
    (
        "{tiers: revenue, cases: [{from: 10000, require: {fact: rd_ratio, at_least: 3}}, {require: {fact: rd_ratio, at_least: 6}}]}",
        {"rd_ratio": 2},
        False,
    ),
    (
        "{tiers: revenue, cases: [{from: 10000, require: {fact: rd_ratio, at_least: 3}}, {require: {fact: rd_ratio, at_least: 6}}]}",
        {"revenue": 10000, "rd_ratio": 3},
        True,
    ),
    ("{in_principle: {fact: rd_ratio_3y, at_least: 3}}", {"rd_ratio_3y": 2.9}, None),
    ("{in_principle: {fact: rd_ratio_3y, at_least: 3}}", {"rd_ratio_3y": 3}, True),
    ("{fact: national_award_top5, is: true}", {"national_award_top3": True}, True),
    ("{fact: national_award_top3, is: true}", {"science_award_3y": False}, False),
    ("{fact: rd_institute, is: true}", {"rd_institute_level": "city"}, True),
    ("{fact: class1_ip, at_least: 2}", {"class1_ip_own": 2}, True),
    ("{fact: class1_ip_own, at_least: 2}", {"class1_ip": 1}, False),
]


@pytest.mark.parametrize(("condition", "facts", "truth"), NODES, ids=[f"{node} {facts}" for node, facts, _ in NODES])
def test_node(condition: str, facts: dict[str, Any], truth: bool | None, rulebook_of: Build) -> None:
    decision = decide("sample", facts, ON, rulebook=rulebook_of(condition))
    assert decision.verdict == VERDICT[truth]
    if truth is False:
        assert decision.failing_facts and set(decision.failing_facts) <= set(facts)
    if truth is not None:
        assert decision.missing_facts == [] and decision.next_fact is None


def test_below_the_line_in_principle_is_left_to_the_official(rulebook_of: Build) -> None:
    decision = decide(
        "sample", {"rd_ratio_3y": 2.9}, ON, rulebook=rulebook_of("{in_principle: {fact: rd_ratio_3y, at_least: 3}}")
    )
    assert decision.results[0].status == "judgement"
    assert decision.missing_facts == []


@pytest.mark.parametrize(
    ("approx", "verdict"),
    [((5000, 6000), "eligible"), ((4000, 4999), "ineligible"), ((4000, 6000), "undetermined")],
)
def test_a_range_decides_where_both_ends_agree(approx: tuple[float, float], verdict: str, rulebook_of: Build) -> None:
    book = rulebook_of("{fact: revenue, at_least: 5000}")
    decision = decide("sample", {}, ON, approx={"revenue": approx}, rulebook=book)
    assert decision.verdict == verdict
    assert decision.missing_facts == (["revenue"] if verdict == "undetermined" else [])


def test_contradictory_facts_are_reported_and_kept(rulebook_of: Build) -> None:
    book = rulebook_of("{fact: rd_ratio, at_least: 3}")
    decision = decide("sample", {"rd_ratio": 4.5, "rd_expense": 200, "revenue": 10000}, ON, rulebook=book)
    assert decision.verdict == "eligible"
    assert any("4.5%" in warning and "2%" in warning for warning in decision.warnings)


SCORING = """scoring:
  rd: {label: 研发, options: [{when: {fact: rd_ratio, at_least: 5}, points: 20}, {when: {fact: rd_ratio, at_least: 3}, points: 15}]}
  quality: {label: 质量, combine: sum, cap: 5, options: [{when: {fact: own_brand, is: true}, points: 3}, {when: {fact: listed, is: true}, points: 3}]}
  years: {label: 年限, per: {fact: years_in_niche, step: 2, points: 1}, cap: 5}
  local: {label: 地方, points_of: local_feature_score, cap: 15}
"""


@pytest.mark.parametrize(
    ("facts", "verdict", "missing"),
    [
        (
            {"rd_ratio": 5, "own_brand": True, "listed": True, "years_in_niche": 10.5, "local_feature_score": 0},
            "eligible",
            [],
        ),
        (
            {"rd_ratio": 5, "own_brand": True, "listed": True, "years_in_niche": 9.9, "local_feature_score": 0},
            "ineligible",
            [],
        ),
        ({"rd_ratio": 5, "local_feature_score": 10}, "eligible", []),
        ({"rd_ratio": 2, "years_in_niche": 1}, "ineligible", []),
        (
            {"rd_ratio": 5, "own_brand": False, "listed": False},
            "undetermined",
            ["years_in_niche", "local_feature_score"],
        ),
        # Three points are lacking: one or two from the years alone can't matter when the local score is known to be zero.
        ({"rd_ratio": 5, "years_in_niche": 10, "local_feature_score": 2}, "undetermined", ["own_brand", "listed"]),
    ],
)
def test_score(facts: dict[str, Any], verdict: str, missing: list[str], rulebook_of: Build) -> None:
    decision = decide("sample", facts, ON, rulebook=rulebook_of("{score: all, at_least: 30}", SCORING))
    assert decision.verdict == verdict
    assert decision.missing_facts == missing


SMALL: dict[str, list[Any]] = {
    "rd_ratio": [2, 3, 4, 6],
    "revenue": [4000, 10000],
    "listed": [True, False],
    "own_brand": [True, False],
    "class1_ip": [0, 1, 2],
}
TREES = [
    "{all: [{fact: rd_ratio, at_least: 3}, {any: [{fact: listed, is: false}, {fact: own_brand, is: true}]}]}",
    "{tiers: revenue, cases: [{from: 10000, require: {fact: rd_ratio, at_least: 3}}, {require: {fact: rd_ratio, at_least: 6}}]}",
    "{count: 2, of: [{fact: rd_ratio, at_least: 4}, {fact: listed, is: true}, {fact: class1_ip, at_least: 2}]}",
    "{any: [{fact: class1_ip, at_least: 2}, {all: [{fact: rd_ratio, at_least: 6}, {fact: own_brand, is: true}]}]}",
    "{if: {fact: revenue, below: 10000}, then: {all: [{fact: listed, is: true}, {fact: class1_ip, at_least: 1}]}}",
]


@pytest.mark.parametrize("tree", TREES)
def test_verdict_and_missing_facts_by_brute_force(tree: str, rulebook_of: Build) -> None:
    """Certain exactly when all completions agree; a fact is missing exactly when its value can still make a difference."""
    book = rulebook_of(tree)
    names = [name for name in SMALL if name in tree]
    verdicts: dict[tuple[Any, ...], Decision] = {}
    for values in itertools.product(*([None, *SMALL[name]] for name in names)):
        verdicts[values] = decide("sample", {n: v for n, v in zip(names, values) if v is not None}, ON, rulebook=book)

    def completions(values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return list(itertools.product(*([v] if v is not None else SMALL[n] for n, v in zip(names, values))))

    for values, decision in verdicts.items():
        outcomes = {verdicts[full].verdict for full in completions(values)}
        assert decision.verdict == (outcomes.pop() if len(outcomes) == 1 else "undetermined"), values
        matters = []
        for index, name in enumerate(names):
            if values[index] is None and any(
                len({verdicts[full[:index] + (v,) + full[index + 1 :]].verdict for v in SMALL[name]}) > 1
                for full in completions(values)
            ):
                matters.append(name)
        assert sorted(decision.missing_facts) == sorted(matters), values
