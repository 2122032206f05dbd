"""Nothing is deleted: what a document said on a past day can still be read and searched, with the status of that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from policy_db.database import Database, open_database
from policy_db.documents import find_document, iter_clauses, status_on, text_on
from policy_db.ingest.errors import IngestError
from policy_db.ingest.plan import apply, plan
from policy_db.models import Document, EarlierText
from policy_db.search import search

NOTICE = (Path(__file__).parent / "notice.txt").read_text(encoding="utf-8")
KEY = "台经信〔2026〕5号"
QUESTION = "台经信〔2026〕5号的培育库每年入库多少家"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    opened.prepare()
    yield opened
    opened.close()


def ingest(database: Database, tmp_path: Path, text: str, on: str) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(text, encoding="utf-8")
    with database.session(writing=True) as session:
        apply(session, plan(session, [file]), dt.date.fromisoformat(on))


def texts(session: Session, on: str | None) -> dict[str, str]:
    day = dt.date.fromisoformat(on) if on else None
    return {clause.label: clause.text for clause in iter_clauses(session, document=KEY, on=day)}


def test_every_earlier_text_can_still_be_read(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    ingest(database, tmp_path, NOTICE.replace("每年入库500家", "每年入库600家").replace("2.组织培训。每年不少于2次。\n", ""), "2026-06-01")
    ingest(database, tmp_path, NOTICE.replace("每年入库500家", "每年入库700家").replace("---\neff", "---\nsince: 2026-10-01\neff"),
           "2026-09-01")
    with database.session() as session:
        first, second, third = texts(session, "2026-05-31"), texts(session, "2026-06-01"), texts(session, "2026-10-01")
        assert texts(session, "2026-09-30") == second
        assert texts(session, None) == third
        assert texts(session, "2026-02-09") == {}
    assert [text["二（一）"] for text in (first, second, third)] == [
        "（一）建立培育库。每年入库500家。", "（一）建立培育库。每年入库600家。", "（一）建立培育库。每年入库700家。"]
    assert "二（二）2" in first and "二（二）2" not in second and "二（二）2" in third


def test_ingesting_the_same_text_again_keeps_no_earlier_one(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    ingest(database, tmp_path, NOTICE, "2026-06-01")
    with database.session() as session:
        assert session.execute(select(EarlierText)).first() is None


def test_a_status_is_that_of_the_day(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    with database.session() as session:
        def status(name: str, on: str) -> str | None:
            document = find_document(session, name)
            assert document is not None
            return status_on(document, dt.date.fromisoformat(on))

        assert status(KEY, "2026-02-09") is None
        assert status(KEY, "2026-02-10") == "upcoming"
        assert status(KEY, "2026-03-01") == "in_force"
        replaced = "工信部企业〔2021〕170号"
        assert status(replaced, "2021-11-05") is None
        assert status(replaced, "2026-02-28") == "in_force"
        assert status(replaced, "2026-03-01") == "superseded"
        assert status("腾笼换鸟征求意见稿", "2026-03-01") == "draft"
        # No day of these is known; their numbers say the year.
        assert status("浙经信企业〔2025〕233号", "2024-12-31") is None
        assert status("浙经信企创〔2016〕234号", "2024-12-31") == "in_force"
        assert status("浙经信企创〔2016〕234号", "2025-01-01") == "superseded"


def test_an_answer_can_be_given_as_of_a_past_day(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    then = search(database, QUESTION, 3, dt.date(2026, 3, 6))
    ingest(database, tmp_path, NOTICE.replace("每年入库500家", "每年入库600家"), "2026-06-01")
    now = search(database, QUESTION, 3, dt.date(2026, 6, 1))
    assert "500家" in then.results[0].text and "600家" in now.results[0].text
    assert search(database, QUESTION, 3, dt.date(2026, 3, 6)) == then
    assert search(database, QUESTION, 3) == now
    assert KEY not in {result.document for result in search(database, QUESTION, 50, dt.date(2026, 2, 9)).results}


def test_a_clause_that_was_struck_out_is_still_found_on_the_days_before(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    ingest(database, tmp_path, NOTICE.replace("2.组织培训。每年不少于2次。\n", ""), "2026-06-01")
    asked = "台经信〔2026〕5号的组织培训每年几次"
    before = search(database, asked, 1, dt.date(2026, 5, 1)).results[0]
    assert (before.document, before.clause) == (KEY, "二（二）2")
    assert all("2.组织培训。每年" not in result.text for result in search(database, asked, 5, dt.date(2026, 6, 1)).results)


def test_a_text_cannot_count_from_before_the_one_that_it_replaces(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    ingest(database, tmp_path, NOTICE.replace("500家", "600家"), "2026-06-01")
    with pytest.raises(IngestError, match="须晚于现有文本起算的日子"):
        ingest(database, tmp_path, NOTICE.replace("500家", "700家").replace("---\neff", "---\nsince: 2026-05-01\neff"), "2026-07-01")


def test_an_earlier_description_belongs_to_the_earlier_text(database: Database, tmp_path: Path) -> None:
    ingest(database, tmp_path, NOTICE, "2026-03-05")
    ingest(database, tmp_path, NOTICE.replace("2026-03-01", "2026-09-01").replace("500家", "600家"), "2026-09-01")
    with database.session() as session:
        document = session.execute(select(Document).where(Document.key == KEY)).scalar_one()
        assert status_on(document, dt.date(2026, 4, 1)) == "in_force"
        assert text_on(document, dt.date(2026, 8, 31)) is document.earlier[0]
        assert status_on(document, dt.date(2026, 9, 1)) == "in_force"
