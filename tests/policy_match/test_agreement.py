"""The evaluator and the compiled SQL give the same verdict, failing and open criteria, whatever is known or unknown."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_db.rules import RuleVersion, decide_by, load_rulebook
from tests.policy_match.engines import DuckEngine, Engine, Row, SqlAlchemyEngine
from tests.policy_rules.strategies import enterprises

VERSIONS = [version for program in load_rulebook().programs for version in load_rulebook().versions(program)]
POSTGRES = os.environ.get("ZJTX_TEST_POSTGRES_URL")


@lru_cache(maxsize=None)
def engine_of(name: str) -> Engine:
    if name == "duckdb":
        return DuckEngine()
    return SqlAlchemyEngine("sqlite://" if name == "sqlite" else str(POSTGRES))


def by_evaluator(rules: RuleVersion, facts: dict[str, Any]) -> Row:
    decision = decide_by(rules, facts, rules.start)
    decided = [result for result in decision.results if result.criterion.require is not None]
    return (
        decision.verdict,
        frozenset(result.criterion.id for result in decided if result.truth is False),
        frozenset(result.criterion.id for result in decided if result.truth is None),
    )


@pytest.mark.parametrize(
    "engine", ["sqlite", "duckdb", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="未设置 ZJTX_TEST_POSTGRES_URL"))]
)
@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.program}-{rules.version}")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_agreement(rules: RuleVersion, engine: str, data: st.DataObject) -> None:
    batch = data.draw(st.lists(enterprises(rules), min_size=1, max_size=40))
    found = engine_of(engine).match(rules, batch)
    for facts, row in zip(batch, found):
        assert row == by_evaluator(rules, facts), facts
