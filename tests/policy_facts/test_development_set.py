"""The targets on the independently written development set (tests/facts)."""

from __future__ import annotations

from tests.policy_facts.scoring import cases, score


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


def test_at_most_one_value_in_100_is_wrong() -> None:
    right, _, wrong, *_ = _figures("single.yml", "messages.yml", "vague.yml")
    assert wrong / (right + wrong) <= 0.01
