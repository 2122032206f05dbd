"""The assistant in the terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import console
from bot.console import choice, show

COMMAND = Path(sys.executable).with_name("zjtx")
PATIENCE_S = 180
BUTTONS = [{"title": "是", "payload": "是的"}, {"title": "不清楚", "payload": "不知道"}]


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", "是的"), ("2.", "不知道"), (" 2 ", "不知道"), ("3", "3"), ("0", "0"), ("1项", "1项"), ("是", "是")]
)
def test_a_number_picks_from_the_last_choices(typed: str, meant: str) -> None:
    assert choice(typed, BUTTONS) == meant


def test_replies_are_printed_with_numbered_choices(capsys: pytest.CaptureFixture[str]) -> None:
    buttons = show([{"text": "第一行\n第二行"}, {"custom": {"type": "decision"}}, {"text": "是吗？", "buttons": BUTTONS}])
    printed = capsys.readouterr().out
    assert buttons == BUTTONS
    assert printed.splitlines() == ["助手：第一行", "      第二行", "助手：是吗？", "  1. 是", "  2. 不清楚"]


def test_a_whole_dialogue_through_a_pipe(environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [COMMAND, "chat"], input="你好\n1\n不知道\n再见\n多余的话\n",
        capture_output=True, text=True, env=environment, timeout=PATIENCE_S,
    )
    assert ended.returncode == 0, ended.stderr
    said = [line for line in ended.stdout.splitlines() if line.startswith("您：")]
    assert said == ["您：你好", "您：1", "您：不知道", "您：再见"]
    assert ended.stdout.count("助手：") >= 3
    assert ended.stdout.rstrip().endswith("再见。")
    assert "Traceback" not in ended.stderr


def test_the_end_of_the_input_ends_the_chat_calmly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    forgotten: list[str] = []

    async def forget(_: Any, sender: str) -> None:
        forgotten.append(sender)

    async def warm_up(_: Any) -> None:
        return

    monkeypatch.setattr(console, "ready_model", lambda: Path("model"))
    monkeypatch.setattr(console, "database", lambda: None)
    monkeypatch.setattr(console, "load_agent", lambda _: SimpleNamespace(tracker_store=None))
    monkeypatch.setattr(console, "warm_up", warm_up)
    monkeypatch.setattr(console, "forget", forget)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    console.chat()
    assert capsys.readouterr().out.rstrip().endswith("再见。")
    assert len(forgotten) == 1
