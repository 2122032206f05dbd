"""Adding documents: read, compared, stored whole or not at all, and once only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from policy_db.database import Database
from policy_db.documents import find_clause, find_document
from policy_db.ingest.bundle import store_bundle
from policy_db.ingest.errors import IngestError
from policy_db.ingest.files import MANIFESTS, REGISTERED, read_file
from policy_db.ingest.plan import apply, plan
from policy_db.ingest.text_file import read_text_document
from policy_db.models import Clause, Correction, Document

HERE = Path(__file__).parent
NOTICE = HERE / "notice.txt"
SOURCE = MANIFESTS[0].parent / "source.txt"
DOUBTS: list[dict[str, Any]] = yaml.safe_load((HERE / "doubts.yml").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = yaml.safe_load((HERE / "broken.yml").read_text(encoding="utf-8"))


def contents(session: Session) -> list[Any]:
    return [
        session.execute(select(Document.id, Document.key, Document.digest, Document.status).order_by(Document.id)).all(),
        session.execute(select(Clause.id, Clause.document_id, Clause.parent_id, Clause.label, Clause.text).order_by(Clause.id)).all(),
        session.execute(select(Correction.wrong, Correction.clause_id).order_by(Correction.id)).all(),
    ]


def test_a_text_file_becomes_a_document_with_its_clauses() -> None:
    read = read_text_document(NOTICE)
    assert read.key == read.metadata["doc_no"] == "台经信〔2026〕5号"
    assert read.metadata["title"] == "台州市经济和信息化局关于做好2026年专精特新企业培育工作的通知"
    assert read.metadata["issuer"] == "台州市经济和信息化局"
    assert (read.metadata["issued"], read.metadata["effective"]) == (dt.date(2026, 2, 10), dt.date(2026, 3, 1))
    assert [(clause.label, clause.kind, clause.parent) for clause in read.clauses] == [
        ("标题", "title", None), ("前言", "paragraph", None), ("一", "part", None), ("二", "part", None),
        ("二（一）", "item", "二"), ("二（二）", "section", "二"), ("二（二）1", "item", "二（二）"),
        ("二（二）2", "item", "二（二）"), ("三", "part", None), ("附件目录", "paragraph", None),
        ("落款", "signature", None), ("附件1", "part", None), ("附件1一", "part", "附件1"),
    ]
    assert read.clauses[2].text == "一、总体要求\n坚持企业主体、市场导向。"


def test_articles_keep_their_numbered_points(tmp_path: Path) -> None:
    file = tmp_path / "办法.txt"
    file.write_text(
        "某省企业培育管理办法（征求意见稿）\n第一章 总则\n第一条 本办法所称企业包括：\n（一）大企业；\n（二）小企业。\n"
        "第二章 附则\n第二条 本办法自发布之日起施行。\n附件2\n认定标准\n（一）专业化。从事细分市场3年以上。\n", encoding="utf-8")
    read = read_text_document(file)
    assert read.metadata["status"] == "draft"
    texts = {clause.label: clause.text for clause in read.clauses}
    assert list(texts) == ["标题", "第一章", "第一条", "第二章", "第二条", "附件2", "附件2（一）"]
    assert texts["第一条"] == "第一条 本办法所称企业包括：\n（一）大企业；\n（二）小企业。"


def test_planning_stores_nothing(empty: Database) -> None:
    with empty.session() as session:
        found = plan(session, [REGISTERED, *MANIFESTS])
    assert {change.change for change in found.documents} == {"add"}
    with empty.session() as session:
        assert session.execute(select(func.count()).select_from(Document)).scalar_one() == 0


def test_ingesting_again_changes_nothing(session: Session) -> None:
    before = contents(session)
    found = plan(session, [REGISTERED, SOURCE])
    assert found.changes == [] and len(found.documents) > 20
    apply(session, found)
    assert contents(session) == before


def test_the_compendium_is_recognised_wherever_it_lies(session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "compendium_p51-100.txt"
    copy.write_bytes(SOURCE.read_bytes())
    assert plan(session, [copy]).changes == []


def test_a_new_document_is_added_and_replaces_what_it_says(session: Session) -> None:
    found = plan(session, [NOTICE])
    assert [(change.read.key, change.change) for change in found.changes] == [("台经信〔2026〕5号", "add")]
    apply(session, found)
    replaced = find_document(session, "工信部企业〔2021〕170号")
    assert replaced is not None and (replaced.status, replaced.superseded_by) == ("superseded", "台经信〔2026〕5号")
    past = find_document(session, "浙政办发〔2019〕28号")
    assert past is not None and (past.status, past.superseded_by) == ("historical", "台经信〔2026〕5号")
    assert plan(session, [NOTICE]).changes == []


def test_a_changed_document_is_updated_in_place(session: Session, tmp_path: Path) -> None:
    apply(session, plan(session, [NOTICE]))
    kept = find_clause(session, "台经信〔2026〕5号", "二（二）1")
    assert kept is not None
    number = kept.id
    changed = tmp_path / "notice.txt"
    changed.write_text(
        NOTICE.read_text(encoding="utf-8").replace("每年入库500家", "每年入库600家").replace("2.组织培训。每年不少于2次。\n", "")
        .replace("effective: 2026-03-01", "effective: 2026-04-01"), encoding="utf-8")
    found = plan(session, [changed])
    (change,) = found.changes
    assert change.change == "update"
    assert change.fields == [("effective", dt.date(2026, 3, 1), dt.date(2026, 4, 1))]
    assert [(clause.label, clause.change) for clause in change.clauses] == [("二（二）2", "remove"), ("二（一）", "change")]
    apply(session, found)
    again = find_clause(session, "台经信〔2026〕5号", "二（二）1")
    assert again is not None and again.id == number
    assert find_clause(session, "台经信〔2026〕5号", "二（二）2") is None
    item = find_clause(session, "台经信〔2026〕5号", "二（一）")
    assert item is not None and item.text == "（一）建立培育库。每年入库600家。"


def test_an_update_does_not_forget_what_the_file_does_not_say(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "28号.txt"
    file.write_text("浙江省人民政府办公厅关于开展“雏鹰行动”培育隐形冠军企业的实施意见\n浙政办发〔2019〕28号\n一、总体要求。\n", encoding="utf-8")
    before = find_document(session, "浙政办发〔2019〕28号")
    assert before is not None
    known = (before.status, before.status_reason, before.aliases, before.issuer, before.issued)
    (change,) = plan(session, [file]).changes
    assert {name for name, _, _ in change.fields} <= {"source", "book_section", "rating", "page_first", "page_last", "printed_note",
                                                      "annexes_missing", "consultation_opens", "title"}
    apply(session, plan(session, [file]))
    after = find_document(session, "浙政办发〔2019〕28号")
    assert after is not None
    assert (after.status, after.status_reason, after.aliases, after.issuer, after.issued) == known
    assert plan(session, [file]).changes == []


def test_one_bad_file_keeps_all_out(prepared: Database, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("各市经信局：\n一、甲\n", encoding="utf-8")
    with pytest.raises(IngestError), prepared.session() as session:
        apply(session, plan(session, [NOTICE, bad]))
    with prepared.session() as session:
        assert find_document(session, "台经信〔2026〕5号") is None


def test_a_failure_while_storing_rolls_everything_back(prepared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("policy_db.ingest.plan._store_clauses", broken)
    with pytest.raises(RuntimeError), prepared.session() as session:
        apply(session, plan(session, [NOTICE]))
    with prepared.session() as session:
        assert find_document(session, "台经信〔2026〕5号") is None


def test_a_later_text_is_not_undone_by_the_bundle(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "2号.txt"
    file.write_text("优质中小企业梯度培育管理办法\n工信部企业〔2026〕2号\n一、总则\n本办法自2026年4月1日起施行。\n", encoding="utf-8")
    apply(session, plan(session, [file]))
    store_bundle(session)
    document = find_document(session, "工信部企业〔2026〕2号")
    assert document is not None and document.held and document.clauses


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: str(case["name"]))
def test_a_broken_file_is_refused_with_line_and_reason(session: Session, tmp_path: Path, case: dict[str, Any]) -> None:
    file = tmp_path / "文件.txt"
    file.write_text(case["text"], encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        plan(session, [file])
    assert refused.value.line == case["line"]
    assert case["message"] in refused.value.message
    assert str(refused.value).startswith(f"文件.txt 第{case['line']}行：" if case["line"] else "文件.txt：")


@pytest.mark.parametrize(("before", "after", "page", "message"), [
    ("(十七)组织节能诊断机构", "组织节能诊断机构", 63, "编号不连续：「(十八)工业和信息化部所属事」之前应为「（十七）」。"),
    ("六、推动数字化转型", "", 63, "编号不连续：「七、加强人才智力支持"),
    ("第70页", "第71页", 71, "页码不连续：第69页之后是第71页。"),
    ("一、支持对象和内容", "", 52, "此行之后找不到「一、支持对象和内容」"),
])
def test_a_damaged_compendium_is_refused_whole(
    session: Session, tmp_path: Path, before: str, after: str, page: int, message: str,
) -> None:
    raw = SOURCE.read_text(encoding="utf-8")
    assert raw.count(before) == 1
    file = tmp_path / "compendium.txt"
    file.write_text(raw.replace(before, after), encoding="utf-8")
    stored = contents(session)
    with pytest.raises(IngestError) as refused:
        plan(session, [file])
    assert message in refused.value.message
    above = file.read_text(encoding="utf-8").split("\n")[: refused.value.line]
    assert [line for line in above if line.startswith("第") and line.endswith("页")][-1] == f"第{page}页"
    assert contents(session) == stored


def test_a_correction_that_finds_no_place_is_refused_with_its_line(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "compendium.txt"
    file.write_text(SOURCE.read_text(encoding="utf-8").replace("全城整治", "全域整治"), encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        plan(session, [file])
    assert "「全城整治工业低效用地」，更正无法落实" in refused.value.message
    assert "全城整治" in MANIFESTS[0].read_text(encoding="utf-8").split("\n")[refused.value.line - 1]


def test_a_file_that_is_not_there(session: Session, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="文件打不开"):
        plan(session, [tmp_path / "没有.txt"])


@pytest.mark.parametrize("case", DOUBTS, ids=lambda case: str(case["name"]))
def test_what_is_not_sure_is_said(tmp_path: Path, case: dict[str, Any]) -> None:
    file = tmp_path / "文件.txt"
    file.write_text(case["text"], encoding=case.get("encoding", "utf-8"))
    _, (read,) = read_file(file)
    assert [doubt.field for doubt in read.doubts] == [name for name, _ in case["doubts"]]
    for doubt, (_, words) in zip(read.doubts, case["doubts"]):
        assert words in doubt.message
    if "labels" in case:
        assert [clause.label for clause in read.clauses] == case["labels"]


def test_what_a_person_has_stated_beside_the_file_is_no_doubt(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "十条.txt"
    file.write_text("专精特新十条\n一、总体要求\n", encoding="utf-8")
    stated = tmp_path / "十条.txt.yml"
    stated.write_text("title: 台州市专精特新十条\ndoc_no: null\nissuer: 台州市经信局\nissued: 2026-05-06\n", encoding="utf-8")
    found = plan(session, [file, stated])
    (change,) = found.changes
    assert change.read.doubts == [] and change.read.key == "台州市专精特新十条"
    assert change.read.metadata["issued"] == dt.date(2026, 5, 6)
