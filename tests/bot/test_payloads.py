"""Which texts may run as payloads."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Optional

import pytest
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.payloads import admit, visible
from bot.trackers import FoldingTrackerStore

ISSUED = '/inform{"program": "little_giant"}'


@pytest.fixture
def store(tmp_path: Path) -> FoldingTrackerStore:
    """A store in which `someone` was shown one button."""
    found = FoldingTrackerStore(host=f"sqlite:///{tmp_path / 'dialogues.db'}")
    shown = BotUttered("哪个项目？", {"buttons": [{"title": "小巨人", "payload": ISSUED}, {"title": "别的", "payload": "别的"}]})
    asyncio.run(found.save(DialogueStateTracker.from_events("someone", [shown])))
    return found


@pytest.mark.parametrize(
    ("sender", "text", "admitted"),
    [
        ("someone", "我能申报小巨人吗", "我能申报小巨人吗"),
        ("someone", ISSUED, ISSUED),
        ("someone", f" {ISSUED}\n", ISSUED),
        ("somebody else", ISSUED, None),
        ("someone", '/inform{"program": "champion_enterprise"}', None),
        ("someone", "/restart", None),
        ("someone", "/restart@0.9", None),
        ("someone", "／restart", None),
        ("someone", "//restart", None),
        ("someone", "\u200b\ufeff /restart", None),
        ("someone", "\x00/restart", None),
        ("someone", "/ 你好", "你好"),
        ("someone", "//你好", "你好"),
        ("someone", "/研发占比4.5%", "研发占比4.5%"),
        ("someone", "/restart 一下", "restart 一下"),
        ("someone", "/", None),
        ("someone", "是/否", "是/否"),
    ],
)
def test_only_payloads_of_buttons_that_were_shown_run(
    store: FoldingTrackerStore, sender: str, text: str, admitted: Optional[str]
) -> None:
    assert asyncio.run(admit(text, sender, store)) == admitted


@pytest.mark.parametrize("text", ["／a", "\u2060／a", "\u3000/a", "\u00ad/a"])
def test_a_slash_cannot_hide(text: str) -> None:
    assert visible(text) == "/a"
