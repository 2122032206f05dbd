"""The targets on the independently written development set (tests/facts)."""

from __future__ import annotations

from datetime import date

import pytest

from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import read_facts
from tests.policy_facts.scoring import LESSONS, cases, score


def _figures(*names: str) -> tuple[int, int, int, int, int]:
    right = missed = wrong = whole = total = 0
    for name in names:
        for case in cases(name):
            good, lost, bad = score(case)
            right, missed, wrong = right + len(good), missed + len(lost), wrong + len(bad)
            whole, total = whole + (not lost and not bad), total + 1
    return right, missed, wrong, whole, total


def test_at_least_95_of_100_single_answers_are_read() -> None:
    *_, whole, total = _figures("single.yml")
    assert total >= 200 and whole / total >= 0.95


def test_at_least_90_of_100_facts_in_messages_are_read() -> None:
    right, missed, wrong, *_ = _figures("messages.yml")
    assert right / (right + missed + wrong) >= 0.90


@pytest.mark.parametrize(
    ("name", "single", "told", "false"),
    [(f"unseen_{name}.yml", 0.95, 0.90, 0.01) for name in "abcdefghijklmnopqrstu"]
    + [(f"voices_{name}.yml", 0.95, 0.90, 0.01) for name in "abcdfghi"]
    + [("voices_e.yml", 0.95, 0.90, 0.02), ("unseen_v.yml", 0.95, 0.90, 0.02), ("unseen_w.yml", 0.92, 0.90, 0.02), ("voices_j.yml", 0.95, 0.95, 0.03)],
)
def test_no_lesson_falls_below_its_figures(name: str, single: float, told: float, false: float) -> None:
    """Each was read far worse when it was first run, the heads of the files say how."""
    answers = [score(case) for case in cases(name, LESSONS) if case.get("asked")]
    messages = [score(case) for case in cases(name, LESSONS) if not case.get("asked")]
    whole = sum(not lost and not bad for _, lost, bad in answers)
    right, missed, wrong = (sum(len(result[part]) for result in messages) for part in range(3))
    stated = sum(len(good) for good, _, _ in answers) + right
    mistaken = sum(len(bad) for _, _, bad in answers) + wrong
    assert whole / len(answers) >= single
    assert right / (right + missed + wrong) >= told
    assert mistaken / (stated + mistaken) <= false


def test_at_most_one_value_in_100_is_wrong() -> None:
    right, _, wrong, *_ = _figures("single.yml", "messages.yml", "vague.yml")
    assert wrong / (right + wrong) <= 0.01


@pytest.mark.parametrize(
    ("names", "single", "told", "false"),
    [("abcd", 0.93, 0.90, 0.015), ("efgh", 0.95, 0.90, 0.01)],
)
def test_strangers_never_learned_from_are_read(names: str, single: float, told: float, false: float) -> None:
    """Four authors each: ``a`` to ``d`` read 92.3 %, 90.0 % and 1.9 of 100 wrong at first; nothing of ``e`` to ``h`` was ever looked at."""
    every = [case for name in names for case in cases(f"natural_{name}.yml")]
    answers = [score(case) for case in every if case.get("asked")]
    messages = [score(case) for case in every if not case.get("asked")]
    right, missed, wrong = (sum(len(result[part]) for result in messages) for part in range(3))
    stated = sum(len(good) for good, _, _ in answers) + right
    mistaken = sum(len(bad) for _, _, bad in answers) + wrong
    assert sum(not lost and not bad for _, lost, bad in answers) / len(answers) >= single
    assert right / (right + missed + wrong) >= told
    assert mistaken / (stated + mistaken) <= false


def test_what_tells_of_other_things_is_no_answer_to_the_open_question() -> None:
    told = sorted(fact for fact in FACTS if FACTS[fact].type == "bool")
    answered = total = 0
    for place, case in enumerate(case for name in "abcdefgh" for case in cases(f"natural_{name}.yml") if not case.get("asked")):
        stated = {*(case.get("facts") or ()), *(case.get("unknown") or ()), *(case.get("may") or ())}
        others = [fact for fact in told if fact not in stated]
        asked = others[place * 11 % len(others)]
        reading = read_facts(case["text"], asked=asked, on=date.fromisoformat(case["on"]))
        answered, total = answered + (asked in reading.facts), total + 1
    assert answered / total <= 0.05
