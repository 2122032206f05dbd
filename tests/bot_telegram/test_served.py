"""The whole assistant on Telegram: `zjtx serve` with a token, the peer as the platform."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.bot_telegram.conftest import TOKEN
from tests.conftest import COMMAND, PROJECT


def test_用_Telegram_问一次_按一次按钮(peer: str, environment: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(Path(environment["ZJTX_HOME"]) / "models")
    own = {**environment, "ZJTX_HOME": str(home), "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": peer}

    def control(action: str, **given: Any) -> Any:
        return httpx.post(f"{peer}/control/{action}", json=given, timeout=30, trust_env=False).json()

    def sent(count: int) -> list[dict[str, Any]]:
        for _ in range(1200):
            calls = control("state")["calls"]
            found = [call["payload"] for call in calls if call["method"] == "sendMessage"]
            if len(found) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(calls)

    command = [COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=PROJECT, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        control("simulate", method="simulateUserCommand", person=7, arguments=["/start"])
        try:
            greeting = sent(1)[0]
            button = greeting["reply_markup"]["inline_keyboard"][0][0]
            control("simulate", method="simulateCallbackQuery", person=7, arguments=[button["callback_data"]])
            question = sent(2)[1]
        finally:
            server.terminate()
        output = server.communicate(timeout=60)[0]
    assert "专精特新" in greeting["text"]
    assert "小巨人" in button["text"]
    assert "问" in question["text"] or "小巨人" in question["text"]
    assert control("state")["answers"], json.dumps(question)
    assert TOKEN not in output
