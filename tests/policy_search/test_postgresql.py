"""The same search over PostgreSQL: the same clauses, the same decisions, and an index of its own that keeps up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from policy_db.database import Database, open_database
from policy_db.models import Clause, Document
from policy_db.search import Searcher, search
from policy_db.search.catalog import documents_seen
from tests.peers.postgres import place_in
from tests.policy_search.measure import read_own


@pytest.fixture(scope="module")
def postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with pytest.MonkeyPatch.context() as patch, place_in(postgres_url) as place:
        patch.setenv("ZJTX_HOME", str(tmp_path_factory.mktemp("home")))
        database = open_database(place)
        database.prepare()
        yield database
        database.close()


def test_every_own_question_has_the_answer_that_it_has_over_sqlite(database: Database, postgres: Database) -> None:
    for case in read_own()[::4]:
        assert search(postgres, case.question).to_json() == search(database, case.question).to_json()


def test_index_is_kept_in_the_data_directory(postgres: Database, database: Database) -> None:
    search(postgres, "小微企业园")
    assert list(Path(os.environ["ZJTX_HOME"]).glob("search-*.npz"))


def test_new_document_is_found_and_unchanged_ones_are_taken_over(postgres: Database) -> None:
    searcher = Searcher(None)
    with postgres.session(writing=True) as session:
        before, seen = searcher.index(session), documents_seen(session)
        document = Document(key="试验〔2026〕1号", doc_no="试验〔2026〕1号", title="关于氢能两轮车示范的通知", status="in_force",
                            collection="test", digest="1")
        document.clauses.append(Clause(
            ordinal=1, kind="item", label="一（一）", heading="氢能两轮车", text="氢能两轮车示范运营每辆登记上牌。", original=""))
        session.add(document)
        session.flush()
        assert documents_seen(session) != seen
        result = searcher.search(session, "氢能两轮车怎么上牌").results[0]
        assert (result.document, result.clause) == ("试验〔2026〕1号", "一（一）")
        after = searcher.index(session)
        assert [a is b for a, b in zip(before.segments, after.segments)] == [True] * len(before.segments)
        session.rollback()
