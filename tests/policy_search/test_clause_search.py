"""What the search finds and refuses, what its answer carries, and that it keeps up with the documents."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_db.database import Database
from policy_db.documents import find_clause, iter_clauses
from policy_db.models import Clause, Document
from policy_db.search import Result, Searcher, search
from policy_db.search.index import load_index, save_index


@pytest.mark.parametrize(("question", "document", "clause"), [
    ("检测认证费能不能减半", "工信部企业〔2021〕170号", "五（十八）"),
    ("測試認證費能減半嗎", "工信部企业〔2021〕170号", "五（十八）"),
    ("测试费能便宜一半吗", "工信部企业〔2021〕170号", "五（十八）"),
    ("隐形冠军几年有效", "浙经信企创〔2016〕234号", "四（四）"),
    ("老本行收入要占多少才能报重点小巨人", "浙经信企业〔2021〕112号", "二（一）3"),
    ("客户拖着钱不给怎么办", "关于促进中小企业健康发展的实施意见", "四（十二）"),
    ("单向冠军几年复核一次", "第六批单项冠军通知", "二"),
    ("169号文怎么说跨境电商", "工信部企业〔2021〕169号", "七（二十二）"),
    ("2019年28号文的企业上云目标", "浙政办发〔2019〕28号", "二（二）"),
])
def test_everyday_words_find_the_clause(database: Database, question: str, document: str, clause: str) -> None:
    answer = search(database, question)
    assert (answer.results[0].document, answer.results[0].clause) == (document, clause)
    assert answer.answerable


@pytest.mark.parametrize("question", [
    "台州市级奖励有多少", "2030年小巨人申报时间", "高企认定要什么条件", "小规模纳税人增值税率", "第十二批小巨人名单",
    "今天天气怎么样", "888号文怎么说", "", "？？？", "asdf qwer",
])
def test_what_no_document_answers_is_refused(database: Database, question: str) -> None:
    assert not search(database, question).answerable


def test_refusal_gives_a_reason_where_one_is_known(database: Database) -> None:
    assert "888号" in search(database, "888号文怎么说").reason
    assert "台州" in search(database, "台州对小巨人奖励多少").reason


def test_json_has_the_fixed_shape(database: Database) -> None:
    answer = search(database, "隐形冠军几年有效", 2).to_json()
    assert set(answer) == {"question", "answerable", "results"}
    assert len(answer["results"]) == 2
    for result in answer["results"]:
        assert set(result) == {"doc_no", "title", "clause", "pages", "text", "score", "status"}
        assert 0 <= result["score"] <= 1
    assert answer["results"][0]["pages"] == [83]


def test_a_text_that_does_not_count_yet_is_a_draft_to_programs() -> None:
    result = Result("试验〔2027〕1号", "通知", "一", (), "文本", 1.0, "upcoming")
    assert result.to_json()["status"] == "draft"


def test_document_without_a_number_is_cited_by_its_key(database: Database) -> None:
    result = search(database, "首席数据官").results[0]
    assert result.doc_no == "关于促进中小企业健康发展的实施意见"


def test_text_is_the_whole_clause_and_draft_and_cut_sources_are_marked(database: Database) -> None:
    result = search(database, "亩均税收要达到多少").results[0]
    with database.session() as session:
        clause = next(c for c in iter_clauses(session, document=result.document) if c.label == result.clause)
    assert result.text == clause.text
    assert (result.status, result.printed_state) == ("draft", "truncated_end")


def test_number_of_a_document_keeps_the_search_in_it(database: Database) -> None:
    answer = search(database, "15号文怎么支持技术改造", 20)
    assert {result.document for result in answer.results} == {"浙政办发〔2017〕15号"}


def test_reason_why_names_the_words(database: Database) -> None:
    why = search(database, "检测费能打对折吗").results[0].why
    assert any("打对折→减半" in word for word in why)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_question_and_every_result_is_a_clause(database: Database, text: str) -> None:
    answer = search(database, text, 2)
    with database.session() as session:
        for result in answer.results:
            clause = find_clause(session, result.document, result.clause)
            assert clause is not None and clause.text == result.text
            assert 0 <= result.score <= 1


@pytest.mark.parametrize("top", [-1, 0, 1, 7, 10_000])
def test_any_top_is_borne(database: Database, top: int) -> None:
    assert len(search(database, "小微企业园", top).results) == min(max(top, 0), 50)


def test_same_question_same_answer_from_many_threads(database: Database) -> None:
    wanted = search(database, "贷款到期能续吗").to_json()
    got: list[dict] = []
    threads = [threading.Thread(target=lambda: got.append(search(database, "贷款到期能续吗").to_json())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [wanted] * 8


def test_index_survives_its_file(database: Database, tmp_path) -> None:
    path = tmp_path / "index.npz"
    with database.session() as session:
        index = Searcher(None).index(session)
        save_index(index, path)
        again = load_index(path, segments=True)
        assert again is not None and again.digest == index.digest and again.labels == index.labels
        assert (again.clauses.weights == index.clauses.weights).all()
        assert [segment.digest for segment in again.segments] == [segment.digest for segment in index.segments]
    path.write_bytes(b"broken")
    assert load_index(path) is None
    assert load_index(tmp_path / "none.npz") is None


def test_new_document_is_found_and_unchanged_ones_are_taken_over(database: Database) -> None:
    searcher = Searcher(None)
    with database.session() as session:
        before = searcher.index(session)
        document = Document(key="试验〔2026〕1号", doc_no="试验〔2026〕1号", title="关于氢能两轮车示范的通知", status="in_force",
                            collection="test", digest="1")
        document.clauses.append(Clause(
            ordinal=1, kind="item", label="一（一）", heading="氢能两轮车", text="氢能两轮车示范运营每辆登记上牌。", original=""))
        session.add(document)
        session.flush()
        result = searcher.search(session, "氢能两轮车怎么上牌").results[0]
        assert (result.document, result.clause) == ("试验〔2026〕1号", "一（一）")
        after = searcher.index(session)
        assert [a is b for a, b in zip(before.segments, after.segments)] == [True] * len(before.segments)
        session.rollback()
