"""Scripted conversations against the real server over REST. What each turn must say stands in ``*.yml``.

``by`` lets somebody else speak, ``remember`` keeps what a pattern finds in a reply for later turns (``{name}``).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from policy_db.yamlfile import read
from tests.conftest import Server

CASES = [
    pytest.param(dialogue, id=f"{path.stem}-{dialogue['name']}")
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for dialogue in read(path)
]
KEYS = {"say", "by", "hears", "not", "verdict", "program", "status", "buttons", "answerable", "remember"}


@pytest.mark.parametrize("dialogue", CASES)
def test_dialogue(dialogue: dict[str, Any], server: Server, sender: str) -> None:
    remembered: dict[str, str] = {}
    for turn in dialogue["turns"]:
        assert not set(turn) - KEYS, f"unknown keys: {set(turn) - KEYS}"
        said = turn["say"].format(**remembered) if remembered else turn["say"]
        replies = server.say(f"{sender}-{turn['by']}" if "by" in turn else sender, said)
        text = "\n".join(reply.get("text") or "" for reply in replies)
        customs = [reply["custom"] for reply in replies if reply.get("custom")]
        titles = [button["title"] for reply in replies for button in reply.get("buttons") or []]
        where = f"{said} → {text}"
        assert text or customs, where
        assert "Traceback" not in text and "抱歉，刚才处理" not in text, where
        for part in turn.get("hears", []):
            assert part in text, where
        for part in turn.get("not", []):
            assert part not in text, where
        for name, pattern in turn.get("remember", {}).items():
            found = re.search(pattern, text)
            assert found, where
            remembered[name] = found.group(1)
        for title in turn.get("buttons", []):
            assert title in titles, where
        decision = next((custom for custom in customs if custom["type"] == "decision"), None)
        if "verdict" in turn:
            assert (decision and decision["verdict"]) == turn["verdict"], where
        if decision is not None:
            statuses = {criterion["id"]: criterion["status"] for criterion in decision["criteria"]}
            assert decision["program"] == turn.get("program", decision["program"]), where
            assert {key: statuses.get(key) for key in turn.get("status", {})} == dict(turn.get("status", {})), where
        if "answerable" in turn:
            answer = next((custom for custom in customs if custom["type"] == "answer"), None)
            assert (answer is not None and answer["answerable"]) == turn["answerable"], where
