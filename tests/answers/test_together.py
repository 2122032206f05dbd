"""The province's and the nation's measures on the same matter are shown together, the more specific one first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policy_db.counterparts import LEVELS, bundled_counterparts
from policy_db.database import Database
from policy_db.documents import find_clause
from policy_db.yamlfile import read
from tests.answers.asking import ask
from tests.answers.test_quotes import CITED

CASES: list[dict[str, Any]] = list(read(Path(__file__).with_name("together.yml")))


def cited(question: str, on: date | None = None) -> list[str]:
    text = ask("ask_policy", question, **({"on": on} if on else {})).text.split("\n\n提示")[0]
    return [f"{found['document'] or found['title']} {found['clause']}" for found in CITED.finditer(text)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["asks"])
def test_measures_of_both_levels_answer_together(database: Database, case: dict[str, Any]) -> None:
    with database.session() as session:
        wanted = []
        for place in case.get("shows") or [case["only"]]:
            clause = find_clause(session, *place.rsplit(" ", 1))
            assert clause is not None
            wanted.append(f"{clause.document.number} {clause.label}")
    assert cited(case["asks"]) == wanted


def test_what_was_not_issued_yet_is_not_shown(database: Database) -> None:
    assert len(cited("供应链金融有哪些支持", date(2021, 6, 1))) == 1


def test_every_clause_that_answers_together_is_held_and_of_its_level(database: Database) -> None:
    with database.session() as session:
        for matter in bundled_counterparts().matters:
            for level in LEVELS:
                for document, label in matter.places[level]:
                    clause = find_clause(session, document, label)
                    assert clause is not None and (clause.document.key, clause.label) == (document, label), (document, label)
                    assert ("浙" in (clause.document.issuer or "")) == (level == "province")
