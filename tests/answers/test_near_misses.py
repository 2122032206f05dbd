"""What is close to an answer but is none: a place, a year or a word that no text speaks of, and a question taken for something else."""

from __future__ import annotations

import pytest

from actions.handlers import HANDLERS
from tests.answers.asking import Reply, ask, reply_of, turn


@pytest.mark.parametrize(("text", "program", "place"), [
    ("台州的专精特新有奖金吗", "srdi_sme", "台州"),
    ("杭州认定小巨人奖100万是真的吗", "little_giant", "杭州"),
])
def test_rules_of_the_province_are_not_taken_for_those_of_a_place(text: str, program: str, place: str) -> None:
    assert ask("ask_benefits", text, [program]).text.startswith(f"所收文件没有专门写{place}的规定")


def test_place_without_a_program_is_refused() -> None:
    assert ask("ask_benefits", "台州市级奖励多少钱").text.startswith("没有依据：所收文件没有专门写台州的规定")


def test_year_of_which_no_period_is_known_is_named() -> None:
    assert ask("ask_window", "2025年小巨人申报截止到哪天", ["little_giant"]).text.startswith("现有资料没有2025年的申报时间")
    assert "现有资料没有2026年" not in ask("ask_window", "2026年小巨人什么时候申报", ["little_giant"]).text


@pytest.mark.parametrize(("intent", "text", "program", "version"), [
    ("ask_conditions", "2016年的隐形冠军要求研发占比多少", "hidden_champion", "2016"),
    ("ask_conditions", "2022版小巨人条件是什么", "little_giant", "2022"),
    ("ask_validity", "2021年的小巨人几年有效", "little_giant", "2021"),
])
def test_rules_of_an_earlier_year_are_those_that_are_asked_for(intent: str, text: str, program: str, version: str) -> None:
    said = ask(intent, text, [program]).text
    assert said.startswith(f"您问的是{version}年：下面是当时有效的{version}版") and f"（{version}版" in said


@pytest.mark.parametrize("text", ["我们2023年成立的，小巨人要什么条件", "2026年小巨人条件", "2019年营收5000万，小巨人什么条件"])
def test_year_of_the_enterprise_and_this_year_leave_the_rules_in_force(text: str) -> None:
    assert "（2026版，工信部企业〔2026〕2号 附件2" in ask("ask_conditions", text, ["little_giant"]).text.split("\n")[0]


def test_what_is_known_of_a_text_that_is_not_held_is_said() -> None:
    said = ask("ask_policy", "现在还能按63号申报吗").text
    assert "库中没有工信部企业〔2022〕63号的原文" in said and "已被新规定替代" in said


@pytest.mark.parametrize("word", ["联合体", "独角兽企业"])
def test_word_that_stands_nowhere_is_not_explained(word: str) -> None:
    assert f"都没有“{word}”这个词" in ask("explain_term", f"{word}是什么意思").text


def test_title_of_a_document_is_no_second_answer() -> None:
    assert ask("ask_policy", "浙政办发2017年15号里机器换人每年做多少项").text.count("——") == 1


def test_rules_in_force_are_silent_and_an_older_clause_speaks() -> None:
    reply = ask("ask_quota", "每家行业协会能推荐几家隐形冠军", ["hidden_champion"])
    assert "没有写明" in reply.text and "每家行业协会不超过10家" in reply.text and "已被新规定替代" in reply.text


def read_as(intent: str, confidence: float, text: str, second: str = "ask_policy") -> Reply:
    asked = turn(intent, text)
    asked.confidence, asked.ranking = confidence, [{"name": intent}, {"name": second}]
    HANDLERS[intent](asked)
    return reply_of(asked)


def test_question_that_was_half_taken_for_something_else_is_answered_from_the_text() -> None:
    assert "清理拖欠中小企业" in read_as("out_of_scope", 0.51, "拖着我们货款不给怎么办").text
    assert "不在我能回答的范围内" in read_as("out_of_scope", 0.9, "拖着我们货款不给怎么办").text
    assert "不在我能回答的范围内" in read_as("out_of_scope", 0.5, "拖着我们货款不给怎么办", "thanks").text
    assert "不在我能回答的范围内" in read_as("out_of_scope", 0.5, "今天天气怎么样").text


def test_what_the_specialist_is_for_is_answered_from_the_text() -> None:
    assert "每家“专精特新”中小企业配备一名服务专员" in read_as("talk_to_specialist", 0.67, "服务专员是给谁配的").text
