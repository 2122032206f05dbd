"""The evaluator and the compiled SQL say the same, whatever is known or unknown: verdict, failing and open criteria, and a
next fact that can still change the verdict wherever one can."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_db.rules import Rulebook, RuleVersion, decide_by, load_rulebook
from tests.policy_match.engines import DuckEngine, Engine, Row, SqlAlchemyEngine
from tests.policy_rules.strategies import enterprises, sample

# Every kind of node, whatever the real programs happen to use.
SAMPLES = Rulebook(Path(__file__).with_name("rules"))
VERSIONS = [version for book in (SAMPLES, load_rulebook()) for program in book.programs for version in book.versions(program)]


@cache
def engine_at(url: str) -> Engine:
    return DuckEngine() if url == "duckdb" else SqlAlchemyEngine(url)


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The database at hand; PostgreSQL only where it is installed."""
    urls = {"sqlite": "sqlite://", "duckdb": "duckdb"}
    return engine_at(urls.get(request.param) or request.getfixturevalue("postgres_place"))


def check(rules: RuleVersion, facts: dict[str, Any], row: Row) -> None:
    decision = decide_by(rules, facts, rules.start)
    results = [result for result in decision.results if result.criterion.require is not None]
    assert row.verdict == decision.verdict, facts
    assert row.failing == [result.criterion.id for result in results if result.truth is False], facts
    assert row.open == [result.criterion.id for result in results if result.truth is None], facts
    if decision.missing_facts:
        assert row.next_fact in decision.missing_facts, facts
    else:
        assert row.next_fact is None, facts


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.program}-{rules.version}")
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_agreement(rules: RuleVersion, engine: Engine, data: st.DataObject) -> None:
    batch = data.draw(st.lists(enterprises(rules), min_size=1, max_size=30))
    for facts, row in zip(batch, engine.match(rules, batch), strict=True):
        check(rules, facts, row)


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.program}-{rules.version}")
def test_agreement_on_a_fixed_sample(rules: RuleVersion, engine: Engine) -> None:
    batch = sample(rules, 500)
    for facts, row in zip(batch, engine.match(rules, batch), strict=True):
        check(rules, facts, row)
