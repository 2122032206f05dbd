"""Documents and clauses are found however they are written; quotes are compared without layout."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
import yaml
from sqlalchemy.orm import Session

from policy_db.documents import find_clause, find_document, full_text, iter_clauses, normalise_quote, parts_of, quotes

CASES = yaml.safe_load(Path(__file__).with_name("documents.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))
def test_a_document_is_found_as_people_name_it(session: Session, case: dict[str, Optional[str]]) -> None:
    found = find_document(session, case["says"] or "")
    assert (found.key if found else None) == case["means"]


@pytest.mark.parametrize("label", ["五（十八）", "五(十八)", "五、（十八）", " 五 (十八) "])
def test_a_clause_is_found_by_its_label(session: Session, label: str) -> None:
    clause = find_clause(session, "170号", label)
    assert clause is not None and clause.pages == [63]


def test_no_clause_no_answer(session: Session) -> None:
    assert find_clause(session, "170号", "九十九") is None
    assert find_clause(session, "没有这份文件", "一") is None


def test_the_clauses_for_an_index_carry_their_headings(session: Session) -> None:
    clauses = list(iter_clauses(session))
    assert len(clauses) > 350 and all(clause.text for clause in clauses)
    item = next(clause for clause in clauses if clause.doc_no == "工信部企业〔2021〕169号" and clause.label == "六（十八）")
    assert item.path == ("提升知识产权创造、运用、保护和管理能力", "加强知识产权保护维权")
    assert [clause.label for clause in iter_clauses(session, document="工信部企业〔2021〕170号")][-1] == "十（三十一）"


def test_a_section_can_be_read_with_everything_under_it(session: Session) -> None:
    section = find_clause(session, "234号", "三（二）")
    assert section is not None
    lines = full_text(section).split("\n")
    assert lines[0] == "(二)隐形冠军企业标准" and lines[-1].startswith("4.持续创新指标")


def test_the_parts_of_a_document(session: Session) -> None:
    document = find_document(session, "170号")
    assert document is not None
    assert parts_of(session, document)[:2] == ["一、加大财税支持力度", "二、完善信贷支持政策"]


def test_quotes_are_compared_without_layout_and_style_of_punctuation() -> None:
    text = "上年主营业务收入增长;或有上市计划(已递交申请书或已进入辅导期,不包含在新三板挂牌的计划)。"
    assert quotes(text, "或有上市计划（已递交申请书 或已进入辅导期，不包含在新三板挂牌的计划）")
    assert not quotes(text, "或有上市计划（已递交申请书）")
    assert not quotes(text, "")
    assert normalise_quote("“专 精特新”") == normalise_quote('"专精特新"')
