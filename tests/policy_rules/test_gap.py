"""What is lacking: making the advised changes removes every failing criterion; times and fixed obstacles are said as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_db.rules import Rulebook, RuleVersion, decide, decide_by, load_rulebook
from policy_db.rules.explain import explain
from policy_db.rules.gap import gaps, what_if
from tests.policy_rules.strategies import enterprises

ON = date(2026, 11, 23)
VERSIONS = [version for program in load_rulebook().programs for version in load_rulebook().versions(program)]
Build = Callable[..., Rulebook]


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.program}-{rules.version}")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_advised_changes_are_enough(rules: RuleVersion, data: st.DataObject) -> None:
    decision = decide_by(rules, data.draw(enterprises(rules)), rules.start)
    found = gaps(decision)
    assert [gap.criterion for gap in found] == [r.criterion.id for r in decision.results if r.truth is False]
    if any(gap.changes is None for gap in found):
        return
    changes = [change for gap in found for change in gap.changes or ()]
    # Derived values are kept as they were: a changed amount would change the ratio that is derived from it.
    after = decide_by(rules, {**decision.situation.exact, **{change.fact: change.needed for change in changes}}, rules.start)
    failing = {result.criterion.id for result in after.results if result.truth is False}
    assert not failing & {gap.criterion for gap in found}, changes


def test_how_much_is_lacking(rulebook_of: Build) -> None:
    decision = decide("sample", {"main_business_ratio": 89}, ON, rulebook=rulebook_of("{fact: main_business_ratio, at_least: 90}"))
    (change,) = gaps(decision)[0].changes or ()
    assert (change.now, change.needed, change.lacking) == (89, 90, 1)
    assert what_if(decision, {"main_business_ratio": 90}).verdict == "eligible"


def test_waiting_names_the_day(rulebook_of: Build) -> None:
    decision = decide("sample", {"years_in_niche": 2}, ON, rulebook=rulebook_of("{fact: years_in_niche, at_least: 3}"))
    (change,) = gaps(decision)[0].changes or ()
    assert change.met_from == date(2027, 11, 23)


def test_the_shorter_way_is_advised(rulebook_of: Build) -> None:
    tree = "{any: [{all: [{fact: listed, is: true}, {fact: own_brand, is: true}]}, {fact: class1_ip, at_least: 2}]}"
    decision = decide("sample", {"listed": False, "own_brand": False, "class1_ip": 0}, ON, rulebook=rulebook_of(tree))
    assert [change.fact for change in gaps(decision)[0].changes or ()] == ["class1_ip"]


def test_explanation_names_what_was_ignored_and_why(rulebook_of: Build) -> None:
    tree = "{any: [{fact: listed, is: true}, {fact: own_brand, is: true}]}"
    explained: dict[str, Any] = explain(decide("sample", {"listed": True}, ON, rulebook=rulebook_of(tree)))
    (criterion,) = explained["criteria"]
    first, second = criterion["tree"]["children"]
    assert (first["status"], first["decisive"], first["ignored_because"]) == ("met", True, None)
    assert (second["status"], second["decisive"], second["ignored_because"]) == ("unknown", False, "already_met")
