"""A document is known by any writing of its number, its title or a nickname, and is told apart from what stands in it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from policy_db.database import Database
from policy_db.models import Document
from tests.answers.asking import ask

NESTLING = "开展“雏鹰行动”培育隐形冠军企业的实施意见"


@pytest.mark.parametrize(("text", "title"), [
    ("浙政办发〔2019〕28号", NESTLING), ("浙政办发[2019]28号是什么文件", NESTLING), ("浙政办发（2019）28 号还有效吗", NESTLING),
    ("浙政办发【2019】28号讲的啥", NESTLING), ("2019 28号文", NESTLING), ("2019年28号文是哪年发的", NESTLING), ("雏鹰行动那个", NESTLING),
    ("雏鹰行动那个文件还管用吗", NESTLING), ("浙政办发2019-28", NESTLING),
    ("169号", "提升中小企业竞争力若干措施"), ("169号文讲什么", "提升中小企业竞争力若干措施"), ("帮我查一下169号文件", "提升中小企业竞争力若干措施"),
    ("办实事清单是谁发的", "办实事清单"), ("中国制造2025浙江行动纲要", "中国制造2025浙江行动纲要"),
    ("腾笼换鸟方案还算数吗", "攻坚行动方案"), ("工信部企业〔2026〕2号还有效吗", "梯度培育管理办法"),
    ("划型标准是哪个文件", "划型"), ("第六批单项冠军通知", "组织推荐第六批制造业单项冠军"),
])
def test_document_by_any_name(text: str, title: str) -> None:
    said = ask("ask_document", text).text
    first = said.splitlines()[0]
    assert first.startswith("《") and title in first
    assert "状态：" in said


def test_every_document_says_what_it_is(database: Database) -> None:
    with database.session() as session:
        documents = [(one.key, one.title, one.issuer, one.issued, one.held) for one in session.execute(select(Document)).scalars()]
    for key, title, issuer, issued, held in documents:
        reply = ask("ask_document", key)
        assert f"《{title}》" in reply.text and "状态：" in reply.text and "None" not in reply.text
        assert issuer is None or issuer in reply.text
        assert issued is None or f"{issued.year}年{issued.month}月{issued.day}日" in reply.text
        assert bool(reply.buttons) == held
        assert held or "原文没有收入文库" in reply.text


def test_parts_are_buttons_that_open_them() -> None:
    reply = ask("ask_document", "170号文讲什么")
    assert len(reply.buttons) == 10
    opened = ask("ask_policy", reply.buttons["五、提升企业创新能力"]).text
    assert opened.startswith("五、提升企业创新能力") and "(十八)工业和信息化部所属事业单位" in opened


def test_programs_of_a_document_and_whether_they_still_go_by_it() -> None:
    said = ask("ask_document", "浙经信企创〔2016〕234号").text
    assert "浙江省隐形冠军企业（2016版，已不再适用）" in said and "浙江省隐形冠军培育企业（2016版）" in said
    assert "隐形冠军" in ask("ask_document", "雏鹰行动").text


@pytest.mark.parametrize(("text", "words"), [
    ("28号文的企业上云目标是多少", "50万家企业上云"), ("办实事清单里测试认证费减半是怎么说的", "减半收取"), ("170号第十八条", "减半收取"),
    ("170号五（十八）怎么说", "减半收取"),
])
def test_question_about_what_stands_in_a_document_is_answered_from_its_text(text: str, words: str) -> None:
    said = ask("ask_document", text).text
    assert words in said and "——" in said


@pytest.mark.parametrize("text", ["888号文讲什么", "国发〔2099〕1号"])
def test_document_that_is_not_here_is_said_to_be_missing(text: str) -> None:
    assert "没有依据" in ask("ask_document", text).text


@pytest.mark.parametrize("text", ["170号文和169号文是一个意思吗", "工信部企业〔2021〕169号跟170号有什么不一样"])
def test_two_documents_in_one_question_stand_side_by_side(text: str) -> None:
    reply = ask("ask_document", text)
    assert "（工信部企业〔2021〕170号）" in reply.text and "（工信部企业〔2021〕169号）" in reply.text
    assert set(reply.buttons.values()) == {"工信部企业〔2021〕170号", "工信部企业〔2021〕169号"}
    assert ask("ask_policy", text).text == reply.text


def test_question_about_what_two_documents_say_is_searched_in_them() -> None:
    assert "——工信部企业〔2021〕1" in ask("ask_policy", "170号文和169号文对融资担保有什么支持").text
