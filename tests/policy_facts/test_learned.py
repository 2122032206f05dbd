"""The second reader of facts: its models, what it may fill in and take out, and that it fits the lessons in the tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.fact_corrections import FOLDER
from bot.learning.fact_models import (
    clause_rows,
    figure_rows,
    fit,
    fit_stops,
    fit_topics,
    lessons,
    message_rows,
    reply_rows,
    stop_rows,
)
from policy_db.facts.catalog import FACTS
from policy_db.facts.claims import Claim
from policy_db.facts.learned.figures import FALLING, NO_FACT
from policy_db.facts.learned.linear import Linear, unpacked
from policy_db.facts.learned.models import Models, digest, learnt_from, load_models, on_trial, save_models
from policy_db.facts.learned.opinion import Stated, filled, improbable, replied, verdict
from policy_db.facts.learned.stops import STOP, put_stops
from policy_db.facts.quantities import Quantity
from policy_db.facts.reader import read_facts
from policy_db.facts.seen import see

ON = date(2026, 11, 28)
MODEL = Linear(("a", "b"), {"x": 0, "y": 1}, np.array([[1, 0], [0, 2]], np.float32), np.array([0, 0], np.float32))


def test_the_models_were_learned_from_the_lessons_in_the_tree() -> None:
    """After a change of policy_db/facts/lessons: ``zjtx train --facts``."""
    assert learnt_from() == digest(FOLDER)


def test_probabilities_of_one_of_several_add_up_to_one() -> None:
    assert sum(MODEL.probabilities({"x", "y", "never met"}).values()) == pytest.approx(1)


def test_what_training_never_met_counts_for_nothing() -> None:
    assert MODEL.probabilities({"x"}) == MODEL.probabilities({"x", "never met"})


def test_a_model_comes_back_from_its_arrays() -> None:
    again = unpacked(MODEL.packed("m"), "m")
    assert (again.classes, dict(again.places)) == (MODEL.classes, dict(MODEL.places))
    assert again.probabilities({"y"}) == pytest.approx(MODEL.probabilities({"y"}), abs=0.01)


def test_models_are_learned_written_and_read_again(tmp_path: Path) -> None:
    cases = [
        {"text": text, "asked": "is_hightech", "facts": {"is_hightech": value}}
        for value, texts in ((True, ("有的", "有，去年发的证", "有啊", "早就有了")), (False, ("没有", "还没有", "没有啊", "一直没有")))
        for text in texts
    ]
    cases += [{"text": f"{year}年营收{year}00万，{word}", "facts": {"revenue": year * 100, "is_hightech": value}}
              for year in range(11, 19) for word, value in (("高企有", True), ("高企没有", False))]
    cases += [{"text": f"{year}年营收{year}00万", "facts": {"revenue": year * 100}} for year in range(11, 19)]
    cases += [{"text": f"员工{count}人", "facts": {"employees": count}} for count in range(31, 39)]
    stops = fit_stops([case["text"] for case in cases], 10)
    learnt = lessons(cases, stops)
    topics = fit_topics(learnt, 10)
    models = Models(
        fit([row for lesson in learnt for row in message_rows(lesson)] + [({"x"}, "nothing")] * 3, 10),
        fit([row for lesson in learnt for row in figure_rows(lesson)], 10),
        fit([row for lesson in learnt for row in reply_rows(lesson)], 10), topics,
        fit([row for lesson in learnt for row in clause_rows(lesson, topics)], 10), MODEL, MODEL, MODEL, stops,
    )
    save_models(models, "d", tmp_path / "m.npz")
    assert learnt_from(tmp_path / "m.npz") == "d"
    said = replied(see("没有", "is_hightech", ON), models)
    assert max(said, key=lambda name: said[name]) == "no"


@pytest.mark.parametrize(
    ("yes", "no", "rules", "meant"),
    [
        (0.97, 0.01, None, True),
        (0.01, 0.97, None, False),
        (0.7, 0.2, None, None),
        (0.5, 0.4, True, True),
        (0.05, 0.5, True, None),
        (0.02, 0.97, True, False),
        (0.97, 0.02, False, True),
    ],
)
def test_rules_and_models_together(yes: float, no: float, rules: bool | None, meant: bool | None) -> None:
    assert verdict({"yes": yes, "no": no}, rules, fill=0.95, drop=0.3) is meant


def _money(low: float, at: int, **chances: float) -> Stated:
    return Stated(Quantity("money", at, at + 4, low, low, "数"), 0, {NO_FACT: 1 - sum(chances.values()), **chances})


def test_a_figure_that_hardly_states_the_fact_is_taken_out() -> None:
    claim = Claim("revenue", 5000, 5000, "数", 0, 0)
    assert improbable(claim, [_money(5000, 0, revenue=0.05)], 0.3)
    assert not improbable(claim, [_money(5000, 0, revenue=0.6)], 0.3)


def test_what_was_worked_out_stands_in_no_figure_and_stays() -> None:
    assert not improbable(Claim("rd_ratio", 5, 5, "数", 0, 0), [_money(5000, 0, revenue=0.9)], 0.3)


def test_two_figures_for_one_fact_fill_nothing_in() -> None:
    both = [_money(5000, 0, revenue=0.97), _money(6000, 9, revenue=0.98)]
    assert filled("revenue", both, 0.95) is None
    assert filled("revenue", both[:1], 0.95) == Claim("revenue", 5000, 5000, "数", 0, 0)


def test_what_fell_is_filled_in_with_its_sign() -> None:
    figure = Stated(Quantity("percent", 0, 2, 3.0, 3.0, "3%"), 0, {NO_FACT: 0.01, "main_growth": 0.01, f"main_growth{FALLING}": 0.98})
    claim = filled("main_growth", [figure], 0.95)
    assert claim is not None and (claim.low, claim.high) == (-3.0, -3.0)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(alphabet="有没不高企营收研发占比3亿5%万人去前年，。？的了是我们省级证书", max_size=40),
    asked=st.sampled_from([None, *FACTS]),
)
def test_every_value_is_one_that_its_fact_can_have(text: str, asked: str | None) -> None:
    reading = read_facts(text, asked=asked, on=ON)
    for fact, value in reading.facts.items():
        assert isinstance(value, bool) == (FACTS[fact].type == "bool")
        if FACTS[fact].numeric:
            assert FACTS[fact].possible(float(value))
    assert not set(reading.facts) & set(reading.approx)
    assert not (set(reading.facts) | set(reading.approx)) & set(reading.unknown)


def test_the_models_are_read_once() -> None:
    assert load_models() is load_models()


def test_models_on_trial_read_in_place_of_the_served_for_as_long_as_the_trial_lasts() -> None:
    served = load_models()
    other = replace(served, messages=MODEL)
    with on_trial(other):
        assert load_models() is other
    assert load_models() is served


@pytest.mark.parametrize(
    ("dictated", "stopped"),
    [
        ("去年营收三个亿发明专利八个高企去年刚复审过还缺啥", "去年营收三个亿,发明专利八个,高企去年刚复审过,还缺啥"),
        ("目前还没有跟龙头企业搞过联合研发", "目前还没有跟龙头企业搞过联合研发"),
        ("营收到5000万是不是就能报小巨人", "营收到5000万是不是就能报小巨人"),
        ("期末资产负债率从55.2%降到了49.8%", "期末资产负债率从55.2%降到了49.8%"),
        ("高企有的", "高企有的"),
    ],
)
def test_what_was_dictated_is_set_apart_where_a_clause_ends(dictated: str, stopped: str) -> None:
    assert put_stops(dictated, load_models().stops) == stopped


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_stops_add_commas_and_change_nothing_else(text: str) -> None:
    stopped = put_stops(text, load_models().stops)
    assert stopped.replace(",", "") == text.replace(",", "")
    assert put_stops("", load_models().stops) == ""


def test_punctuated_texts_teach_where_stops_are_and_dictated_ones_teach_nothing() -> None:
    assert [label == STOP for _, label in stop_rows("高企有,省专没有")] == [False, False, True, False, False, False]
    assert stop_rows("去年" * 11) == []


def test_a_list_mark_teaches_neither() -> None:
    assert [label == STOP for _, label in stop_rows("甲、乙丙")] == [False]
