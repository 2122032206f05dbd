"""The catalogue of facts and the check of facts that come from outside."""

from __future__ import annotations

from datetime import date

import pytest

from policy_db.facts.catalog import FACTS, FactErrors, check_facts
from policy_db.facts.places import AmbiguousPlace, UnknownPlace, full_name
from policy_db.facts.reader import read_facts


@pytest.mark.parametrize("fact_id", sorted(FACTS))
def test_every_fact_can_be_asked_and_weighed(fact_id: str) -> None:
    fact = FACTS[fact_id]
    assert fact.label and fact.question.endswith(("？", "）", "。")) and fact.synonyms
    assert len(fact.question) <= 70
    assert 0 <= fact.likely <= 1
    if fact.numeric:
        assert fact.unit and fact.typical is not None and list(fact.typical) == sorted(fact.typical)
        assert all(fact.believable(value) for value in fact.typical)
    assert bool(fact.values) == (fact.type == "enum")
    assert fact.hint and fact.ages in ("", "year", "grows")
    assert bool(fact.choices) == fact.numeric


@pytest.mark.parametrize("fact_id", sorted(fact for fact in FACTS if FACTS[fact].choices))
def test_quick_replies_are_read_as_ranges_that_do_not_overlap(fact_id: str) -> None:
    """Together they cover what can be, so that nobody finds no button; ranks are listed from the best."""
    ends = []
    for choice in FACTS[fact_id].choices:
        assert len(choice) <= 20
        reading = read_facts(choice, asked=fact_id, on=date(2026, 11, 23))
        assert not reading.rejected and not reading.unknown and {*reading.facts, *reading.approx} == {fact_id}, choice
        value = reading.facts.get(fact_id)
        assert not isinstance(value, str)
        ends.append((value, value) if value is not None else reading.approx[fact_id])
    assert all(before[1] < after[0] or before == (0, 0) for before, after in zip(ends, ends[1:])), ends
    assert ends[0][0] <= max(FACTS[fact_id].least, 1) and ends[-1][1] == FACTS[fact_id].most


def test_facts_are_checked_and_the_region_is_written_out() -> None:
    given = {"revenue": 32000, "rd_ratio": 4.5, "listed": False, "region": "台州椒江", "employees": None}
    assert check_facts(given) == {"revenue": 32000, "rd_ratio": 4.5, "listed": False, "region": "浙江省台州市椒江区"}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("revenue", "很多"), ("revenue", "32000"), ("revenue", -1), ("revenue", True), ("revenue", float("nan")),
        ("rd_ratio", 430), ("employees", 1.5), ("employees", -3), ("listed", 1), ("listed", "是"), ("sector", "制造业"),
        ("region", "火星"), ("region", "鼓楼"), ("region", ""), ("digital_level", 9), ("no_such_fact", 1), ("national_rank", 0),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_path(fact: str, value: object) -> None:
    with pytest.raises(FactErrors) as caught:
        check_facts({fact: value})
    assert [error.path for error in caught.value.errors] == [f"facts.{fact}"]
    assert caught.value.errors[0].message.endswith("。")


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(FactErrors) as caught:
        check_facts({"revenue": "很多", "rd_ratio": 430, "listed": True})
    assert {error.path for error in caught.value.errors} == {"facts.revenue", "facts.rd_ratio"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("台州椒江", "浙江省台州市椒江区"), ("温岭市", "浙江省台州市温岭市"), ("玉环的企业", "浙江省台州市玉环市"),
        ("天台", "浙江省台州市天台县"), ("杭州临平", "浙江省杭州市临平区"), ("钱塘区", "浙江省杭州市钱塘区"),
        ("三门", "浙江省台州市三门县"), ("三门峡", "河南省三门峡市"), ("深圳南山", "广东省深圳市南山区"), ("海淀", "北京市海淀区"),
        ("台州湾新区", "浙江省台州市"), ("大溪镇", "浙江省台州市温岭市"), ("内蒙古", "内蒙古自治区"), ("恩施", "湖北省恩施土家族苗族自治州"),
        ("浙江省台州市椒江区", "浙江省台州市椒江区"), ("仙桃", "湖北省仙桃市"), ("上海浦东新区", "上海市浦东新区"),
    ],
)
def test_a_place_is_written_out_in_full(text: str, name: str) -> None:
    assert full_name(text) == name


def test_a_name_that_several_places_bear_is_not_guessed() -> None:
    with pytest.raises(AmbiguousPlace):
        full_name("鼓楼区")
    with pytest.raises(UnknownPlace):
        full_name("火星")
