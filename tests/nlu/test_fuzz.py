"""Any text is read without an error, and none that a person types runs a command."""

from __future__ import annotations

import json
import math
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.trial import Pipeline
from policy_db.facts.catalog import FACTS, check_facts
from policy_db.facts.reader import read_facts

HERE = Path(__file__).parent
NASTIES = {
    item["name"]: item["text"] * item.get("times", 1)
    for item in yaml.safe_load((HERE / "nasties.yml").read_text(encoding="utf-8"))
}
# YAML has no way to write half a surrogate pair; JSON, and so a message, has.
NASTIES |= {"半个代理对": "\ud800", "半个代理对夹在话里": "我能\udfff申报\ud83d小巨人吗", "倒过来的代理对": "\udc00\ud800" * 50}
PAYLOADS: list[str] = yaml.safe_load((HERE / "payloads.yml").read_text(encoding="utf-8"))
ON = date(2026, 11, 23)

PIECES = [
    "我能申报", "小巨人", "单项冠军", "小具人", "营收", "3.2亿", "４.５％", "研发占比", "不是", "去年", "2019年", "吗", "？", "，",
    "/restart", "／", "{", "}", "<b>", "'", '"', "\\", "\n", "\0", "\u200b", "👍🏽", "\ud800", "專精特新", "百分之", "三分之一", "……",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(alphabet=st.characters(whitelist_categories=("Cs", "Cc", "Cf", "Mn", "So", "Co", "Nl", "No")), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)


def parses(pipeline: Pipeline, text: str) -> None:
    parsed = pipeline.parse(text)
    confidences = [guess["confidence"] for guess in parsed["intent_ranking"]]
    assert parsed["intent"]["name"]
    assert all(math.isfinite(confidence) and 0 <= confidence <= 1 + 1e-6 for confidence in confidences)
    for entity in parsed["entities"]:
        assert 0 <= entity["start"] < entity["end"] <= len(text)


def reads(text: str, asked: str | None) -> None:
    reading = read_facts(text, asked=asked, on=ON)
    assert check_facts(reading.facts) == reading.facts
    assert all(math.isfinite(end) for ends in reading.approx.values() for end in ends)
    assert set(reading.unknown) <= set(FACTS)


@pytest.mark.parametrize("name", NASTIES)
def test_a_nasty_message_is_parsed(pipeline: Pipeline, name: str) -> None:
    parses(pipeline, NASTIES[name])


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_any_message_is_parsed(pipeline: Pipeline, text: str) -> None:
    parses(pipeline, text)


@pytest.mark.parametrize("asked", [None, "revenue", "listed", "region", "rd_ratio_prev"])
@pytest.mark.parametrize("name", NASTIES)
def test_facts_are_read_from_a_nasty_message(name: str, asked: str | None) -> None:
    reads(NASTIES[name], asked)


@settings(max_examples=500, deadline=None)
@given(text=TEXTS, asked=st.sampled_from([None, *FACTS]))
def test_facts_are_read_from_any_message(text: str, asked: str | None) -> None:
    reads(text, asked)


def post(server: Any, sender: str, text: str) -> tuple[int, Any]:
    """Status and content; the body is written in ASCII, where half a surrogate pair can stand."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    response = server.request(
        "POST", "/webhooks/rest/webhook", content=body, headers={"Content-Type": "application/json"}
    )
    return response.status_code, response.json()


def answered(status: int, content: Any) -> None:
    """An answer in words, or a refusal that says why; never a failure."""
    assert status in (200, 413, 422), content
    if status == 200:
        assert content
        assert all("没有处理好" not in (message.get("text") or "") for message in content), content


@pytest.mark.parametrize("name", NASTIES)
def test_the_server_answers_a_nasty_message(server: Any, sender: str, name: str) -> None:
    answered(*post(server, sender, "我能申报小巨人吗"))
    answered(*post(server, sender, NASTIES[name]))
    answered(*post(server, sender, "你好"))


def test_the_server_answers_any_message(server: Any, sender: str) -> None:
    chance = random.Random(4)
    for _ in range(60):
        pieces = [chance.choice([*PIECES, chr(chance.randrange(1, 0x110000))]) for _ in range(chance.randrange(1, 12))]
        answered(*post(server, sender, "".join(pieces)))


def test_no_command_typed_by_hand_runs(server: Any, sender: str) -> None:
    answered(*post(server, sender, "去年营收3.21亿"))
    for payload in PAYLOADS:
        answered(*post(server, sender, payload))
    _, replies = post(server, sender, "看看我的企业资料")
    assert "3.21" in json.dumps(replies, ensure_ascii=False), "the profile is gone: a typed command has run"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_parsing_a_command_runs_nothing(server: Any, payload: str) -> None:
    response = server.post("/model/parse", {"text": payload})
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        # A command that Rasa took would be certain of itself and the only guess.
        assert response.json()["intent"]["confidence"] < 1.0
