"""Runs every case of ``tests/rules/<program>/<version>.yaml`` against the rule file of the same name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policy_db.facts.catalog import check_facts
from policy_db.rules import decide, load_rulebook
from policy_db.yamlfile import read

HERE = Path(__file__).parent
KEYS = {"name", "date", "facts", "approx", "verdict", "failing", "missing", "status", "warnings"}


def cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yaml")):
        content = read(path)
        for case in content["cases"] if isinstance(content, dict) else content:
            found.append(
                pytest.param(path.parent.name, path.stem, case, id=f"{path.parent.name}-{path.stem}-{case['name']}")
            )
    return found


@pytest.mark.parametrize(("program", "version", "case"), cases())
def test_case(program: str, version: str, case: dict[str, Any]) -> None:
    assert not set(case) - KEYS, f"unknown keys: {set(case) - KEYS}"
    on = case["date"] if isinstance(case["date"], date) else date.fromisoformat(case["date"])
    approx = {fact: (pair[0], pair[1]) for fact, pair in case.get("approx", {}).items()}
    decision = decide(program, check_facts(case["facts"]), on, approx=approx)
    assert decision.rules.version == version
    statuses = {result.criterion.id: result.status for result in decision.results}
    assert decision.verdict == case["verdict"], statuses
    if "failing" in case:
        assert sorted(decision.failing_facts) == sorted(case["failing"])
    if "missing" in case:
        assert sorted(decision.missing_facts) == sorted(case["missing"])
    assert {key: statuses.get(key) for key in case.get("status", {})} == dict(case.get("status", {}))
    for part in case.get("warnings", []):
        assert any(part in warning for warning in decision.warnings), decision.warnings
    assert decision.to_json()["rules_digest"] == load_rulebook().named(program, version).digest


def test_every_version_has_cases() -> None:
    rulebook = load_rulebook()
    versions = {
        (version.program, version.version) for program in rulebook.programs for version in rulebook.versions(program)
    }
    assert versions == {(path.parent.name, path.stem) for path in HERE.glob("*/*.yaml")}
