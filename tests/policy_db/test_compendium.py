"""The ten documents of the compendium stand in the database as printed: counts, pages, corrections, states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from policy_db.documents import find_clause, normalise_quote
from policy_db.models import Clause, Document

EXPECTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("compendium.yml").read_text(encoding="utf-8"))


def document_of(session: Session, key: str) -> Document:
    return session.execute(select(Document).where(Document.key == key)).scalar_one()


def clause_of(session: Session, case: dict[str, Any]) -> Clause:
    clause = find_clause(session, case["document"], case["label"])
    assert clause is not None
    return clause


def test_all_ten_documents_are_held(session: Session) -> None:
    held = session.execute(select(Document.key).where(Document.held).order_by(Document.page_first)).scalars().all()
    assert sorted(held) == sorted(case["key"] for case in EXPECTED["documents"])


@pytest.mark.parametrize("case", EXPECTED["documents"], ids=lambda case: str(case["key"]))
def test_a_document_has_its_parts_and_items(session: Session, case: dict[str, Any]) -> None:
    document = document_of(session, case["key"])
    assert (document.status, document.printed_state) == (case["status"], case["printed"])
    assert document.status_reason
    assert [document.page_first, document.page_last] == case["pages"]
    assert sum(clause.kind == "part" for clause in document.clauses) == case["parts"]
    items = [clause for clause in document.clauses if clause.kind == "item"]
    if "items" in case:
        assert len(items) == case["items"]
    for label, count in case.get("under", {}).items():
        parent = next(clause for clause in document.clauses if clause.label == label)
        assert sum(child.kind in ("item", "section") for child in parent.children) == count, label
    assert sum("·" in clause.label for clause in items) == case.get("named", 0)


@pytest.mark.parametrize("case", EXPECTED["clauses"], ids=lambda case: f"{case['document']} {case['label']}")
def test_a_clause_stands_on_its_pages_from_first_to_last_word(session: Session, case: dict[str, Any]) -> None:
    clause = clause_of(session, case)
    assert clause.pages == case["pages"]
    assert normalise_quote(clause.text).startswith(normalise_quote(case["opens"]))
    assert normalise_quote(clause.text).endswith(normalise_quote(case["closes"]))


@pytest.mark.parametrize("case", EXPECTED["corrections"]["sure"], ids=lambda case: str(case["right"]))
def test_a_sure_correction_changes_the_text_and_keeps_the_original(session: Session, case: dict[str, Any]) -> None:
    clause = clause_of(session, case)
    assert case["right"] in clause.text
    assert case["wrong"] not in clause.text
    assert case["wrong"] in clause.original
    assert any(correction.sure for correction in clause.corrections)


@pytest.mark.parametrize("case", EXPECTED["corrections"]["unsure"], ids=lambda case: str(case["wrong"]))
def test_an_unsure_correction_is_only_a_doubt(session: Session, case: dict[str, Any]) -> None:
    clause = clause_of(session, case)
    assert case["wrong"] in clause.text
    assert any(correction.wrong == case["wrong"] and not correction.sure for correction in clause.corrections)


def test_what_the_source_lacks_is_marked(session: Session) -> None:
    for key, label in (("第六批单项冠军通知", "一"), ("第六批单项冠军通知", "一（一）"), ("腾笼换鸟征求意见稿", "三（二）")):
        clause = find_clause(session, key, label)
        assert clause is not None and clause.missing and clause.note


def test_no_layout_is_left_between_chinese_characters(session: Session) -> None:
    for clause in session.execute(select(Clause)).scalars():
        for before, char, after in zip(clause.text, clause.text[1:], clause.text[2:]):
            if char == " ":
                assert before.isascii() and after.isascii(), clause.text


def test_documents_that_are_not_held_can_be_named(session: Session) -> None:
    registered = session.execute(select(Document).where(Document.held.is_(False))).scalars().all()
    assert len(registered) >= 15
    for document in registered:
        assert document.rating in ("A", "B") and document.status_reason and not document.clauses
    draft = document_of(session, "腾笼换鸟征求意见稿")
    assert draft.successor is not None and draft.successor.key == "腾笼换鸟攻坚行动方案"
