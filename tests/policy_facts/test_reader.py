"""Reading facts from messages: cases as data, and properties that hold for any text and any value."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_db.facts.catalog import FACTS, check_facts, number_text
from policy_db.facts.reader import read_facts
from policy_db.facts.text import normalise
from policy_db.rules.wording import show, show_range
from tests.policy_facts.scoring import LESSONS, cases

ON = date(2026, 11, 23)
FILES = (*sorted(Path(__file__).parent.glob("*.yaml")), *sorted(LESSONS.glob("cases_*.yml")))


def _cases() -> list[dict[str, Any]]:
    return [case for path in FILES for case in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["name"])
def test_a_message_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    assert not set(case) - {"name", "text", "asked", "facts", "approx", "unknown", "rejected", "recent"}
    reading = read_facts(case["text"], asked=case.get("asked"), on=ON, recent=case.get("recent", ()))
    assert reading.facts == case.get("facts", {})
    assert reading.approx == {fact: tuple(ends) for fact, ends in case.get("approx", {}).items()}
    assert reading.unknown == case.get("unknown", [])
    assert [item.fact for item in reading.rejected] == case.get("rejected", [])


CHINESE = "零一二两三四五六七八九十百千万亿几多来半个点成分之到不没有是无约超过营收研发占比发明专利员工年去前今%％,，。？！0123456789.-wWkK "


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.text(alphabet=CHINESE, max_size=60)),
    st.one_of(st.none(), st.sampled_from(sorted(FACTS))),
    st.one_of(st.none(), st.just(ON)),
)
def test_any_text_is_read_without_error_and_to_possible_values(text: str, asked: str | None, on: date | None) -> None:
    reading = read_facts(text, asked=asked, on=on)
    assert check_facts(reading.facts) == reading.facts
    for fact, (low, high) in reading.approx.items():
        assert low < high and FACTS[fact].possible(low) and FACTS[fact].possible(high)
    assert not set(reading.facts) & set(reading.approx)
    assert not set(reading.unknown) & (set(reading.facts) | set(reading.approx))
    assert all(item.message.endswith(("。", "？", "吗？")) for item in reading.rejected)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x01", "1" * 10_000, "一" * 10_000, "做" * 10_000, "百分之" * 3000, "/inform{\"revenue\": 1}", "/restart",
     "<script>alert(1)</script>营收", "'; DROP TABLE enterprises; --", "🐉" * 5000, "负负负", "\ud800", "9" * 400 + "亿"],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_states_no_fact(text: str) -> None:
    for asked in (None, "revenue", "region", "listed", "sector"):
        reading = read_facts(text, asked=asked, on=ON)
        assert not reading.facts and not reading.approx


NUMERIC = sorted(fact for fact in FACTS if FACTS[fact].numeric)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NUMERIC), st.data())
def test_an_answer_in_the_unit_of_the_question_gives_the_value_back(fact_id: str, data: st.DataObject) -> None:
    fact = FACTS[fact_id]
    assert fact.typical is not None
    low, high = max(fact.typical[0], 1.0 if fact.type != "percent" else fact.typical[0]), fact.typical[2]
    if fact.type in ("int", "years"):
        value: float = data.draw(st.integers(int(low), int(high)))
    else:
        value = round(data.draw(st.floats(low, high)), 1)
    unit = {"money": "万元", "percent": "%"}.get(fact.type, fact.unit)
    if fact_id == "development_score":
        unit = "分"
    reading = read_facts(f"{number_text(value)}{unit}", asked=fact_id, on=ON)
    assert reading.facts == {fact_id: value}


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 99_999_999))
def test_a_chinese_numeral_and_its_figures_are_the_same_number(number: int) -> None:
    from policy_db.facts.numbers import read_numeral

    spoken = _spoken(number)
    numeral = read_numeral(spoken, 0)
    assert numeral is not None and numeral.end == len(spoken) and numeral.low == numeral.high == number


def _spoken(number: int) -> str:
    digits = "零一二三四五六七八九"

    def below_wan(value: int) -> str:
        result, gap = "", False
        for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = value // place % 10
            if digit:
                result += ("零" if gap and result else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return result

    wan, rest = divmod(number, 10_000)
    if not wan:
        return below_wan(rest)
    joint = "零" if 0 < rest < 1000 else ""
    return below_wan(wan) + "万" + joint + below_wan(rest)


@pytest.mark.parametrize("fact_id", sorted(FACTS))
def test_not_knowing_is_never_an_answer(fact_id: str) -> None:
    reading = read_facts("不清楚", asked=fact_id, on=ON)
    assert reading.unknown == [fact_id] and not reading.facts and not reading.approx


@pytest.mark.parametrize("fact_id", sorted(fact for fact in FACTS if FACTS[fact].type == "bool"))
@pytest.mark.parametrize(("text", "value"), [("有", True), ("是的", True), ("没有", False), ("不是", False)])
def test_yes_and_no_answer_every_bool_question(fact_id: str, text: str, value: bool) -> None:
    assert read_facts(text, asked=fact_id, on=ON).facts == {fact_id: value}


@pytest.mark.parametrize("fact_id", sorted(FACTS))
def test_a_question_is_no_answer(fact_id: str) -> None:
    for text in (f"{FACTS[fact_id].label}是什么意思？", "为什么问这个", "这个怎么算？", "要哪一年的？", "这个重要吗"):
        reading = read_facts(text, asked=fact_id, on=ON)
        assert not reading.facts and not reading.approx, text


def test_an_unknown_fact_id_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        read_facts("三千二", asked="no_such_fact")


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(fact for fact in FACTS if FACTS[fact].type != "text")), st.data())
def test_a_value_as_it_is_shown_is_read_as_the_same_value(fact_id: str, data: st.DataObject) -> None:
    fact = FACTS[fact_id]
    value: float | str | bool
    if fact.type == "bool":
        value = data.draw(st.booleans())
    elif fact.type == "enum":
        value = data.draw(st.sampled_from(sorted(fact.values)))
    elif fact.type == "int":
        value = data.draw(st.integers(int(fact.least), int(min(fact.most, 100_000))))
    else:
        value = round(data.draw(st.floats(fact.least, fact.most)), 2)
    assert read_facts(show(fact, value), asked=fact_id, on=ON).facts == {fact_id: value}


@pytest.mark.parametrize(("text", "asked", "value"), [("第4001名", "global_rank", 4001), ("9001人", "employees", 9001)])
def test_a_figure_alone_states_nothing_besides(text: str, asked: str, value: int) -> None:
    assert read_facts(text, asked=asked, on=ON).facts == {asked: value}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([fact for fact in NUMERIC if FACTS[fact].type in ("money", "percent")]), st.data())
def test_a_range_as_it_is_shown_is_read_as_the_same_range(fact_id: str, data: st.DataObject) -> None:
    fact = FACTS[fact_id]
    assert fact.typical is not None
    low = round(data.draw(st.floats(max(fact.typical[0], 10.0), max(fact.typical[2], 20.0))), 1)
    high = round(low + data.draw(st.floats(1.0, 5.0)), 1)
    if not fact.believable(high):
        return
    reading = read_facts(show_range(fact, (low, high)), asked=fact_id, on=ON)
    assert reading.approx == {fact_id: (low, high)}


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet=CHINESE + "，。、；：（） \t～—－％ⅠⅡ萬億兩個壹贰廿", max_size=80)))
def test_one_form_of_the_text_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_every_fact_has_messages_that_tell_it() -> None:
    told: dict[str, set[str]] = {fact: set() for fact in FACTS}
    for case in [*_cases(), *cases("single.yml"), *cases("messages.yml"), *cases("vague.yml")]:
        for kind in ("facts", "approx", "vague"):
            for fact in case.get(kind) or {}:
                told[fact].add(case["text"])
    assert {fact: len(texts) for fact, texts in told.items() if len(texts) < 3} == {}
