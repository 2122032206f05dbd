"""Whatever is said over and over, the answer is not the same three times in a row."""

from __future__ import annotations

import pytest

from tests.actions.talk import Talk

# Many times: what counts repetitions must not run out of numbers.
TIMES = 14


@pytest.mark.parametrize(("said", "intent"), [
    ("你好", "greet"),
    ("我能申报小巨人吗", "check_eligibility"),
    ("继续", "inform"),
    ("还剩几个问题", "inform"),
    ("嗯那个啥", "nlu_fallback"),
    ("不到11%", "inform"),
    ("小巨人要什么条件", "ask_conditions"),
    ("返回上一题", "restart"),
])  # fmt: skip
@pytest.mark.parametrize("asking", [True, False])
def test_the_same_is_never_said_three_times_in_a_row(talk: Talk, said: str, intent: str, asking: bool) -> None:
    if asking:
        talk.say("我能申报小巨人吗", "check_eligibility")
    heard = [str(talk.say(said, intent)) for _ in range(TIMES)]
    assert all(heard), heard
    same = [text for text, second, third in zip(heard, heard[1:], heard[2:]) if text == second == third]
    assert not same, same[0]
