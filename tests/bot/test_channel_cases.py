"""The table of cases in docs/add-channel.md names tests; those tests exist."""

from __future__ import annotations

import re

from tests.conftest import PROJECT


def test_the_cases_are_shown_by_tests_that_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", (PROJECT / "docs" / "add-channel.md").read_text(encoding="utf-8")))
    folders = ("bot", "bot_mail", "bot_served", "bot_telegram", "bot_wechat", "web")
    files = [file for folder in folders for file in (PROJECT / "tests" / folder).glob("test_*.py")]
    existing = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert named - existing == set()
