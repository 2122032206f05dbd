"""Whose rules a question asks for: the place named, but not the one where the enterprise only says that it is."""

from __future__ import annotations

import pytest

from policy_db.search.query import read_question


@pytest.mark.parametrize(("question", "places"), [
    pytest.param("海宁有补贴吗", ("海宁",), id="县级市"),
    pytest.param("台州市级奖励多少钱", ("台州",), id="市级的市不算两遍"),
    pytest.param("台州椒江区的小巨人奖励", ("台州椒江区",), id="市和区连着写"),
    pytest.param("前湾新区有政策吗", ("前湾新区",), id="不是行政区的新区"),
    pytest.param("贵阳的小巨人奖多少", ("贵阳",), id="外省"),
    pytest.param("我们台州的企业测试费能减半吗", (), id="只说企业在哪里"),
    pytest.param("我公司在椒江，测试认证费能减半吗", (), id="先说注册地再问"),
    pytest.param("我们台州的企业市里有奖励吗", ("台州",), id="说了在哪里，问的是当地给什么"),
    pytest.param("温岭的厂国家有什么支持", (), id="问的是国家"),
    pytest.param("贵阳的厂国家有什么支持", ("贵阳",), id="外省不因问国家而略过"),
    pytest.param("战略合作项目怎么对接", (), id="和地名同形的词"),
    pytest.param("宁波单项冠军名额几个", (), id="文件写到的地方由文件回答"),
])
def test_places_asked_for(question: str, places: tuple[str, ...]) -> None:
    assert read_question(question).places == places
