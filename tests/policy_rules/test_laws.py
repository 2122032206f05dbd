"""Laws that hold for every rule version: more facts never turn a certain verdict, and certainty means every completion agrees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_db.rules import RuleVersion, decide_by, load_rulebook
from tests.policy_rules.strategies import consistent, enterprises, fact_values, thresholds

VERSIONS = [version for program in load_rulebook().programs for version in load_rulebook().versions(program)]
each_version = pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.program}-{rules.version}")
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def verdict(rules: RuleVersion, facts: dict[str, Any]) -> str:
    return decide_by(rules, facts, rules.start).verdict


@each_version
@quick
@given(data=st.data())
def test_more_facts_never_turn_a_certain_verdict(rules: RuleVersion, data: st.DataObject) -> None:
    known = data.draw(enterprises(rules))
    decision = decide_by(rules, known, rules.start)
    more = dict(known)
    for name in rules.facts():
        if name not in decision.situation.exact and data.draw(st.booleans()):
            more[name] = data.draw(fact_values(name, thresholds(rules).get(name, ())))
    if consistent(more) == more and decision.verdict != "undetermined":
        assert verdict(rules, more) == decision.verdict


@each_version
@quick
@given(data=st.data())
def test_missing_facts_are_those_that_are_unknown_and_used(rules: RuleVersion, data: st.DataObject) -> None:
    known = data.draw(enterprises(rules))
    decision = decide_by(rules, known, rules.start)
    # A region may be known and yet too vague: 「浙江省」 does not say whether it is Ningbo.
    assert set(decision.missing_facts) <= (set(rules.facts()) - set(decision.situation.exact)) | {"region"}
    assert (decision.next_fact in decision.missing_facts) if decision.missing_facts else decision.next_fact is None
    if decision.verdict != "undetermined":
        assert decision.missing_facts == []
    else:
        left_open = [result for result in decision.results if result.truth is None and result.criterion.require is not None]
        assert left_open
    assert decision.to_json() == decide_by(rules, dict(reversed(known.items())), rules.start).to_json()


@each_version
@quick
@given(data=st.data())
def test_answering_every_question_ends_in_a_verdict(rules: RuleVersion, data: st.DataObject) -> None:
    facts = data.draw(enterprises(rules))
    for _ in range(len(rules.facts()) + 2):
        asked = decide_by(rules, facts, rules.start).next_fact
        if asked is None:
            break
        if asked in facts:
            assert asked == "region"
            facts[asked] = "浙江省台州市椒江区"
        else:
            facts[asked] = data.draw(fact_values(asked, thresholds(rules).get(asked, ())))
    decision = decide_by(rules, facts, rules.start)
    statuses = {result.status for result in decision.results if result.truth is None}
    assert decision.verdict != "undetermined" or statuses == {"judgement"}
