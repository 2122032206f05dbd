"""What the post runs: Rasa's answers whole, payloads admitted, and the dialogue written with everything else of the turn."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from bot.mail import Incoming
from bot.mail.unit import unit_of_work
from bot.trackers import FoldingTrackerStore
from bot.turns import Turns


class Agent(SimpleNamespace):
    """An agent that answers with what it was given, and saves the dialogue as Rasa does."""

    async def handle_message(self, message: UserMessage) -> None:
        self.got.append(message)
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text))
        await self.tracker_store.save(tracker)
        await message.output_channel.send_response(message.sender_id, {"text": f"{message.text}\n\n好"})


@pytest.fixture
def agent(tmp_path: Path) -> Any:
    """An agent with an empty store."""
    store = FoldingTrackerStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'dialogues.db'}")
    return Agent(tracker_store=store, got=[])


def said(tracker: Any) -> list[str]:
    """The person's messages in a dialogue."""
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_a_text_with_empty_lines_stays_one_message(agent: Any) -> None:
    replies = asyncio.run(Turns(agent)(Incoming("test", "7", "a", "你好")))
    assert replies == [{"text": "你好\n\n好"}]


def test_the_turn_knows_the_day_and_the_message(agent: Any) -> None:
    asyncio.run(Turns(agent)(Incoming("test", "7", "a", "你好")))
    assert agent.got[0].metadata["message"] == "test:7"
    assert agent.got[0].metadata["on"]


def test_a_payload_runs_only_when_the_channel_chose_it(agent: Any) -> None:
    turns = Turns(agent)
    replies = asyncio.run(turns(Incoming("test", "1", "a", "/greet")))
    assert "按钮" in replies[0]["text"]
    asyncio.run(turns(Incoming("test", "2", "a", "/greet", trusted=True)))
    assert [message.text for message in agent.got] == ["/greet"]


def test_the_dialogue_is_kept_back_until_the_turn_is_written(agent: Any) -> None:
    store = agent.tracker_store

    async def turn() -> None:
        with unit_of_work() as unit:
            await Turns(agent)(Incoming("test", "1", "a", "一"))
            await Turns(agent)(Incoming("test", "2", "a", "二"))
            assert store.dialogues.senders() == []
            assert said(await store.retrieve("a")) == ["一", "二"]
        assert await store.retrieve("a") is None
        with store.engine.begin() as connection:
            unit.write(connection)

    asyncio.run(turn())
    assert said(asyncio.run(store.retrieve("a"))) == ["一", "二"]
