"""The gate: which change of figures stops a model, and which messages it names."""

from __future__ import annotations

from typing import Any

import pytest

from bot.learning.development_set import Message
from bot.learning.gate import judge

SET = [Message(f"消息{number}", "greet" if number < 80 else "out_of_scope", frozenset()) for number in range(100)]
LIMITS = {
    "at_least": {"accuracy": 0.9, "oos_recall": 0.8},
    "at_most": {"refused": 0.05},
    "slack": {"accuracy": 0.01, "oos_recall": 0.05, "refused": 0.02},
}


def read(wrong: int = 0, refused: int = 0, missed: int = 0, asked: int = 0) -> list[dict[str, Any]]:
    """Readings of ``SET``: so many greetings taken for thanks or refused, so many out of scope missed or asked back about."""
    names = ["thanks"] * wrong + ["out_of_scope"] * refused + ["greet"] * (80 - wrong - refused)
    outside = ["nlu_fallback"] * asked + ["greet"] * missed + ["out_of_scope"] * (20 - missed - asked)
    return [{"intent": {"name": name}, "intent_ranking": [{"name": name}]} for name in names + outside]


def stopped(before: list[dict[str, Any]] | None, now: list[dict[str, Any]]) -> set[str]:
    judgement = judge(SET, now, before, LIMITS)
    assert judgement.accepted == (not judgement.worse)
    return {worse.figure for worse in judgement.worse}


@pytest.mark.parametrize(
    ("before", "now", "figures"),
    [
        (read(), read(), set()),
        (read(wrong=2), read(), set()),
        (read(), read(wrong=1), set()),
        (read(), read(wrong=2), {"accuracy"}),
        (read(), read(missed=2), {"accuracy", "oos_recall"}),
        (read(wrong=3), read(refused=2), {"refused"}),
        (read(wrong=9), read(wrong=12), {"accuracy"}),
        (None, read(wrong=9), set()),
        (None, read(wrong=12), {"accuracy"}),
        (None, read(refused=5), {"refused"}),
        (read(wrong=20), read(wrong=15), set()),
        (read(wrong=15), read(wrong=15), {"accuracy"}),
    ],
    ids=[
        "same", "better", "within the slack", "beyond the slack", "misses what is out of scope", "better but refuses more",
        "falls within the slack below the floor", "above the floor with nothing before", "below it with nothing before",
        "refuses more than may be", "below the floor but better than before", "below the floor and no better",
    ],
)  # fmt: skip
def test_what_stops_a_model(before: list[dict[str, Any]] | None, now: list[dict[str, Any]], figures: set[str]) -> None:
    assert stopped(before, now) == figures


def test_flips_are_the_messages_that_were_right_before() -> None:
    judgement = judge(SET, read(wrong=3), read(wrong=1), LIMITS)
    assert [(flip.text, flip.meant, flip.now) for flip in judgement.flips] == [
        ("消息1", "greet", "thanks"), ("消息2", "greet", "thanks"),
    ]  # fmt: skip


def test_asking_back_about_what_is_out_of_scope_is_no_flip() -> None:
    before = [{**each, "intent_ranking": [{"name": "out_of_scope"}]} for each in read()]
    now = [{**each, "intent_ranking": [{"name": "out_of_scope"}]} for each in read(asked=5)]
    assert judge(SET, now, before, LIMITS).flips == ()
