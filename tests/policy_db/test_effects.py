"""After an ingest: which rules, terms and questions rest on what changed, and on which enterprises decisions change."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from policy_db.documents import find_document, full_text
from policy_db.enterprises.file import File, Told
from policy_db.enterprises.store import save
from policy_db.ingest.effects import Effects, effects
from policy_db.ingest.plan import apply, plan
from policy_db.models import Enterprise
from policy_db.rules import load_rulebook

ON = dt.date(2026, 11, 27)


def ingest(session: Session, file: Path, text: str, source: str | None = None) -> Effects:
    file.write_text(text, encoding="utf-8")
    found = plan(session, [file])
    apply(session, found, ON)
    return effects(session, found, ON, source=source)


def printed(session: Session, key: str) -> str:
    """A stored document as a text file that reads back to the same clauses."""
    document = find_document(session, key)
    assert document is not None
    header = f"---\nkey: {key}\ndoc_no: {key}\ntitle: {document.title}\nissued: {document.issued}\n---\n"
    return header + "\n".join(full_text(clause) for clause in document.clauses if clause.parent_id is None) + "\n"


def test_an_unrelated_document_touches_nothing(session: Session, tmp_path: Path) -> None:
    found = ingest(session, tmp_path / "a.txt", "台州市经信局关于某事的通知\n台经信〔2026〕8号\n一、甲。\n台州市经信局\n2026年5月6日\n")
    assert (found.resting, found.compared, found.decisions) == ([], [], [])


def test_a_quote_that_does_not_stand_any_more_is_a_mistake(session: Session, tmp_path: Path) -> None:
    key = "工信部企业〔2021〕170号"
    cited = {(citation.clause, citation.quote) for program in load_rulebook().programs
             for version in load_rulebook().versions(program) for citation in version.citations()
             if citation.doc_no == key and citation.verbatim}
    text = printed(session, key)
    found = ingest(session, tmp_path / "a.txt", text.replace("减半收取", "按三成收取").replace("服务专员", "联络员"))
    lost = {(item.clause, item.quote) for item in found.of("rule") if item.state == "quote_gone"}
    assert lost == {(clause, quote) for clause, quote in cited if "减半收取" in quote or "服务专员" in quote}
    assert any("减半收取" in quote for _, quote in lost)
    assert found.lost and all(item.document == key for item in found.lost)
    assert {item.state for item in found.of("question")} >= {"changed"}


def test_a_quote_that_moved_says_where_it_stands(session: Session, tmp_path: Path) -> None:
    text = printed(session, "工信部企业〔2021〕170号")
    assert text.count("\n(十八)工业和信息化部") == 1
    found = ingest(session, tmp_path / "a.txt", text.replace("\n(十八)工业和信息化部", "工业和信息化部"))
    moved = [item for item in found.lost if item.kind == "rule" and "减半收取" in item.quote]
    assert moved and {(item.state, item.found_in) for item in moved} == {("clause_gone", moved[0].found_in)}
    assert moved[0].found_in.endswith("（十七）")


def test_a_superseded_document_names_what_rests_on_it(session: Session, tmp_path: Path) -> None:
    found = ingest(session, tmp_path / "a.txt", "---\nsupersedes: [工信部企业〔2021〕170号]\n---\n"
                   "台州市经信局关于某事的通知\n台经信〔2026〕8号\n一、甲。\n台州市经信局\n2026年5月6日\n")
    assert {item.state for item in found.resting} == {"superseded"}
    assert found.of("rule") and found.of("question")


M2 = ("优质中小企业梯度培育管理办法\n工信部企业〔2026〕2号\n第一章 总则\n第一条 为规范培育工作，制定本办法。\n"
      "第二条 本办法自2026年4月1日起施行。\n工业和信息化部\n2026年1月5日\n")


def test_a_text_that_was_only_registered_can_be_quoted_now(session: Session, tmp_path: Path) -> None:
    found = ingest(session, tmp_path / "a.txt", M2)
    # The entry said already what the text replaces; the rules by that rest on a text that is replaced now.
    assert {item.state for item in found.of("rule")} == {"readable", "superseded"}
    assert "little_giant 2022 → 2026" in found.compared


@pytest.fixture
def enterprises(session: Session) -> None:
    for place, ratio in enumerate((60.0, 75.0, 95.0), start=1):
        told = Told(ratio, f"person-{place}", ON, f"message-{place}")
        file = File()
        file.changes["main_business_ratio"] = told
        save(session, f"person-{place}", file, ON)
        enterprise = session.get(Enterprise, file.enterprise)
        assert enterprise is not None
        enterprise.name = f"企业{place}"
    session.flush()


@pytest.mark.usefixtures("enterprises")
def test_the_decisions_that_change_with_the_rules_of_a_document(session: Session, tmp_path: Path) -> None:
    found = ingest(session, tmp_path / "a.txt", M2)
    changed = {(item.enterprise, item.before, item.after) for item in found.decisions if item.program == "little_giant"}
    # 2022 wants 70 %, 2026 wants 90 %.
    assert changed == {("企业2", "undetermined", "ineligible")}
    assert found.decided == 3 and {item.day for item in found.decisions} == {dt.date(2026, 4, 1)}


@pytest.mark.usefixtures("enterprises")
def test_with_the_rules_unchanged_no_decision_changes(session: Session, tmp_path: Path) -> None:
    found = ingest(session, tmp_path / "a.txt", printed(session, "工信部企业〔2021〕170号").replace("减半收取", "按三成收取"))
    assert (found.compared, found.decisions) == ([], [])


def test_enterprises_of_a_file_are_compared_as_in_a_match(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("企业名称,main_business_ratio\n甲,60\n乙,75\n丙,95\n", encoding="utf-8")
    found = ingest(session, tmp_path / "a.txt", M2, str(table))
    assert {(item.enterprise, item.before, item.after) for item in found.decisions if item.program == "little_giant"} == {
        ("乙", "undetermined", "ineligible")}
    assert found.to_json()["decided"] == 3
