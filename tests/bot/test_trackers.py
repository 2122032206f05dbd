"""The folded dialogue: the same state as the whole one, at a length that does not grow."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers import FOLDED_AT, KEPT_TURNS, FoldingTrackerStore, fold, forget

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots:
  file: {type: any, mappings: [{type: custom}]}
  asked: {type: any, mappings: [{type: custom}], initial_value: nothing}
forms: {assess_form: {required_slots: [file]}}
"""
)
HAPPENINGS = st.sampled_from(
    [
        lambda n: SlotSet("file", {"facts": {"revenue": n}}),
        lambda n: SlotSet("asked", None if n % 2 else f"fact-{n}"),
        lambda n: ActiveLoop("assess_form"),
        lambda n: ActiveLoop(None),
        lambda n: BotUttered(f"answer {n}", {"buttons": [{"title": "是", "payload": "是"}]}),
        lambda n: AllSlotsReset(),
        lambda n: Restarted(),
        lambda n: ConversationPaused(),
        lambda n: ConversationResumed(),
    ]
)


def turn(number: int, happenings: list[Event]) -> list[Event]:
    """One turn: the message, what followed, and listening again."""
    said = UserUttered(f"message {number}", {"name": "inform", "confidence": 1.0})
    return [said, *happenings, ActionExecuted("action_listen")]


def tracker_of(events: list[Event]) -> DialogueStateTracker:
    """The tracker that these events make."""
    return DialogueStateTracker.from_events("someone", events, slots=DOMAIN.slots, domain=DOMAIN)


def state(tracker: DialogueStateTracker) -> tuple[object, ...]:
    """What the next turn depends on."""
    slots = {name: slot.value for name, slot in tracker.slots.items()}
    message = tracker.latest_message.text if tracker.latest_message else None
    return slots, tracker.active_loop_name, tracker.is_paused(), message, tracker.latest_action_name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(HAPPENINGS, max_size=3), min_size=FOLDED_AT - 1, max_size=FOLDED_AT * 2))
def test_a_folded_dialogue_is_in_the_same_state(turns: list[list[object]]) -> None:
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for number, happenings in enumerate(turns):
        events += turn(number, [make(number) for make in happenings])  # type: ignore[operator]
    whole = tracker_of(events)
    folded = tracker_of(fold(whole, DOMAIN))
    assert state(folded) == state(whole)
    assert sum(isinstance(event, UserUttered) for event in folded.events) <= FOLDED_AT


@pytest.fixture
def store(tmp_path: Path) -> FoldingTrackerStore:
    """A store in a file of its own."""
    return FoldingTrackerStore(DOMAIN, host=f"sqlite:///{tmp_path / 'dialogues.db'}")


def test_three_hundred_turns_are_kept_as_a_handful(store: FoldingTrackerStore) -> None:
    async def talk() -> DialogueStateTracker:
        for number in range(300):
            tracker = await store.get_or_create_tracker("someone", append_action_listen=False)
            tracker.update_with_events(turn(number, [SlotSet("file", {"facts": {"revenue": number}})]), DOMAIN)
            await store.save(tracker)
        kept = await store.retrieve("someone")
        assert kept is not None
        return kept

    kept = asyncio.run(talk())
    turns = [event for event in kept.events if isinstance(event, UserUttered)]
    assert KEPT_TURNS <= len(turns) <= FOLDED_AT
    assert turns[-1].text == "message 299"
    assert kept.get_slot("file") == {"facts": {"revenue": 299}}


def test_a_dialogue_survives_a_restart_and_can_be_forgotten(store: FoldingTrackerStore) -> None:
    async def talk() -> None:
        await store.save(tracker_of(turn(1, [SlotSet("file", "密")])))
        again = FoldingTrackerStore(DOMAIN, host=str(store.engine.url))
        found = await again.retrieve("someone")
        assert found is not None
        assert found.get_slot("file") == "密"
        assert list(await again.keys()) == ["someone"]
        await forget(again, "someone")
        assert await store.retrieve("someone") is None
        assert list(await store.keys()) == []

    asyncio.run(talk())
