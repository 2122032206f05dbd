"""Warnings belong to the answer: each kind has a case, and nobody is told that a clause is for them when it is not."""

from __future__ import annotations

from datetime import date

import pytest

from policy_db.caveats import years_past
from policy_db.rules.newer import newer_than
from tests.answers.asking import TODAY, ask


@pytest.mark.parametrize(("kind", "question", "words"), [
    ("draft for comments", "腾笼换鸟里每年培育单项冠军企业多少家", ["征求意见稿，未生效", "从未按此文本施行"]),
    ("truncated source", "冠军申报对产品的能耗有没有说法，耗电高的能上吗", ["缺开头", "不是全部条件"]),
    ("target year past", "每家专精特新企业配一名服务专员吗", ["2022年", "期限", "已过"]),
    ("target year past, whole document", "雏鹰行动企业上云的目标是多少", ["目标年为2022年，已过去"]),
    ("superseded, and what the newer says", "第六批单项冠军示范企业主导产品销售要占多少", ["2023版", "工信部政法〔2023〕138号"]),
    ("only 小巨人, only non-mandatory", "测试费能便宜一半吗", ["只限“小巨人”企业", "只限非强制"]),
    ("every 专精特新 firm", "服务专员是不是只有小巨人才有", ["每一家“专精特新”中小企业", "不只是“小巨人”"]),
])
def test_clause_carries_its_warning(kind: str, question: str, words: list[str]) -> None:
    said = ask("ask_policy", question).text
    assert all(word in said for word in words), said


@pytest.mark.parametrize(("kind", "intent", "program", "words"), [
    ("expired window", "ask_window", "little_giant", ["已经结束", "2026年5月25日"]),
    ("expired window, one batch", "ask_benefits", "key_little_giant", ["早已截止"]),
    ("rated B", "ask_conditions", "hidden_champion", ["〔B〕", "只有一个来源"]),
    ("rated B, one line of several", "ask_validity", "srdi_sme", ["〔B〕只有一个来源"]),
    ("no version in force", "ask_conditions", "champion_product", ["现在没有有效的申报规则", "不再单独设立单项冠军产品"]),
    ("earlier version", "ask_validity", "hidden_champion", ["没有写明", "已被替代", "3年"]),
    ("date of the source of a phone number", "ask_contact", "key_little_giant", ["2021年7月22日印发", "可能已经变动"]),
])
def test_program_answer_carries_its_warning(kind: str, intent: str, program: str, words: list[str]) -> None:
    said = ask(intent, "怎么样", [program]).text
    assert all(word in said for word in words), said


@pytest.mark.parametrize("question", ["全省要培育多少家隐形冠军", "隐形冠军的目标数量是多少", "浙江一共有几家隐形冠军"])
def test_numbers_that_differ_are_quoted_with_document_and_year_and_never_merged(question: str) -> None:
    said = ask("ask_policy", question).text
    for year, document, quote in [
        ("2016年", "浙经信企创〔2016〕234号", "确认100家左右隐形冠军企业"), ("2017年", "浙政办发〔2017〕15号", "培育1000家左右"),
        ("2019年", "浙政办发〔2019〕28号", "产生隐形冠军企业200家左右"), ("2021年", "腾笼换鸟征求意见稿", "隐形冠军企业300家"),
    ]:
        assert year in said and document in said and quote in said
    assert "不能合并" in said and "征求意见稿，未生效" in said


def test_numbers_that_differ_are_told_to_whoever_asks_for_a_quota_too() -> None:
    assert "不能合并" in ask("ask_quota", "隐形冠军全省一共多少家", ["hidden_champion"]).text


@pytest.mark.parametrize(("text", "on", "years"), [
    ("到2022年,达到60%以上", TODAY, (2022,)), ("2021年底前,安排30亿元", TODAY, (2021,)), ("到2022年底", date(2022, 12, 31), ()),
    ("到2022年底", date(2023, 1, 1), (2022,)), ("2021年11月6日印发", TODAY, ()), ("到2020年和到2025年", TODAY, (2020, 2025)),
    ("中国制造2025", TODAY, ()),
])
def test_years_that_are_past(text: str, on: date, years: tuple[int, ...]) -> None:
    assert years_past(text, on) == years


def test_newer_rules_for_a_clause_that_an_ended_version_rests_on() -> None:
    [newer] = newer_than("浙经信企创〔2016〕234号", "三（一）1", TODAY)
    assert newer.program == "hidden_champion" and newer.rules is not None and newer.rules.version == "2026"
    assert ("上年度营业收入", "≥ 5000万元") in newer.conditions
    assert newer_than("浙经信企创〔2016〕234号", "三（一）1", date(2020, 1, 1)) == []
    assert newer_than("工信部企业〔2021〕170号", "五（十八）", TODAY) == []


def test_measures_of_nation_and_province_are_shown_together_the_more_specific_first() -> None:
    said = ask("ask_policy", "知识产权质押融资有哪些支持").text
    assert said.count("——") in (1, 2)
    places = [line for line in said.splitlines() if line.startswith("——")]
    if len(places) == 2:
        assert ("浙" in places[0]) >= ("浙" in places[1])
