"""One person's messages wait for each other, and a failed turn still answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.trackers import FoldingTrackerStore
from bot.turns import WAITING_AT_MOST, Desk, TooFast


@pytest.fixture
def store(tmp_path: Path) -> FoldingTrackerStore:
    """An empty store."""
    return FoldingTrackerStore(host=f"sqlite:///{tmp_path / 'dialogues.db'}")


def test_one_person_in_order_others_beside(store: FoldingTrackerStore) -> None:
    log: list[str] = []

    async def handle(message: UserMessage) -> None:
        log.append(f"+{message.text}")
        await asyncio.sleep(0.01)
        log.append(f"-{message.text}")
        await message.output_channel.send_text_message(message.sender_id, message.text)

    async def talk() -> list[Any]:
        desk = Desk("test", handle)
        said = [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")]
        replies = await asyncio.gather(*(desk.answer(sender, text, store) for sender, text in said))
        assert desk.queues._locks == {}
        return replies

    replies = asyncio.run(talk())
    assert [reply[0]["text"] for reply in replies] == ["a1", "a2", "b1", "a3"]
    assert [entry for entry in log if "a" in entry] == ["+a1", "-a1", "+a2", "-a2", "+a3", "-a3"]
    assert log.index("+b1") < log.index("-a1")


def test_too_many_waiting_messages_are_refused(store: FoldingTrackerStore) -> None:
    async def handle(message: UserMessage) -> None:
        await asyncio.sleep(0.01)
        await message.output_channel.send_text_message(message.sender_id, "好")

    async def talk() -> list[Any]:
        desk = Desk("test", handle)
        several = (desk.answer("a", "快", store) for _ in range(WAITING_AT_MOST + 5))
        return await asyncio.gather(*several, return_exceptions=True)

    outcomes = asyncio.run(talk())
    assert sum(isinstance(outcome, TooFast) for outcome in outcomes) == 5


def test_a_failed_turn_answers_calmly_and_logs_nothing_personal(
    store: FoldingTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    async def handle(message: UserMessage) -> None:
        raise ValueError(message.text)

    replies = asyncio.run(Desk("test", handle).answer("a", "我的秘密", store))
    assert "请稍后再试" in replies[0]["text"]
    assert "ValueError" in caplog.text
    assert "秘密" not in caplog.text


def test_a_text_with_empty_lines_stays_one_message(store: FoldingTrackerStore) -> None:
    async def handle(message: UserMessage) -> None:
        await message.output_channel.send_response("a", {"text": "一\n\n二"})

    assert asyncio.run(Desk("test", handle).answer("a", "你好", store)) == [{"recipient_id": "a", "text": "一\n\n二"}]


def test_a_silent_turn_still_answers(store: FoldingTrackerStore) -> None:
    async def handle(message: UserMessage) -> None:
        return None

    assert asyncio.run(Desk("test", handle).answer("a", "你好", store))[0]["text"]
