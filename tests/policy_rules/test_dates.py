"""Which version governs on a day; gaps and days before the first version are errors that name program and date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from policy_db.rules import NoVersion, Rulebook, UnknownProgram
from policy_db.rules.version import Window
from policy_db.rules.window import window_state


def test_day_before_the_first_version(rulebook_of: Callable[[str], Rulebook]) -> None:
    book = rulebook_of("{fact: is_champion, is: true}")
    assert book.version("sample", date(2026, 4, 1)).version == "2026"
    with pytest.raises(NoVersion, match="sample 在 2026-03-31"):
        book.version("sample", date(2026, 3, 31))


def test_unknown_program(rulebook_of: Callable[[str], Rulebook]) -> None:
    with pytest.raises(UnknownProgram, match="nothing"):
        rulebook_of("{fact: is_champion, is: true}").version("nothing", date(2026, 4, 1))


SPRING = Window("春季", date(2026, 4, 25), date(2026, 5, 25), "", ())
AUTUMN = Window("秋季", date(2026, 9, 1), date(2026, 9, 30), "", ())
DEADLINE = Window("只写了截止日", None, date(2021, 6, 30), "", ())


@pytest.mark.parametrize(
    ("windows", "on", "state", "label"),
    [
        ([SPRING, AUTUMN], date(2026, 4, 24), "upcoming", "春季"),
        ([SPRING, AUTUMN], date(2026, 4, 25), "open", "春季"),
        ([SPRING, AUTUMN], date(2026, 5, 25), "open", "春季"),
        ([SPRING, AUTUMN], date(2026, 5, 26), "upcoming", "秋季"),
        ([SPRING, AUTUMN], date(2026, 10, 1), "closed", "秋季"),
        ([DEADLINE], date(2021, 6, 30), "open", "只写了截止日"),
        ([DEADLINE], date(2021, 7, 1), "closed", "只写了截止日"),
        ([], date(2026, 1, 1), "unknown", None),
    ],
)
def test_window(windows: list[Window], on: date, state: str, label: str | None) -> None:
    found = window_state(windows, on)
    assert found.state == state
    assert (found.window.label if found.window else None) == label
