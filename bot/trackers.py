"""Rasa's memory of a dialogue, kept small: a turn costs the same after a thousand turns as after five.

Rasa reads, replays and featurises the whole history at each turn. Here only the last turns are kept as events; what
happened before is folded into the state that it left behind (slots, active form, paused or not). One row per person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.mail.database import open_database
from bot.mail.unit import Dialogues

# Turns kept after folding, and the number at which folding happens, so that it does not happen at every turn.
KEPT_TURNS = 2
FOLDED_AT = 5


class FoldingTrackerStore(TrackerStore):
    """Keeps dialogues in the database of the post; within a turn they are written with the turn (``bot.mail.unit``).

    ``host`` is Rasa's name for the URL in ``endpoints.yml``; without it ``open_database`` finds one.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        **options: Any,
    ) -> None:
        super().__init__(domain, event_broker, **options)
        self.engine = open_database(host)
        self.dialogues = Dialogues(self.engine)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The person's dialogue as it was saved last, or ``None``."""
        found = self.dialogues.read(sender_id)
        if found is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.update_with_events([_event(each) for each in json.loads(found)], self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the dialogue, folded."""
        await self.stream_events(tracker)
        kept = fold(tracker, self.domain)
        self.dialogues.write(tracker.sender_id, json.dumps([event.as_dict() for event in kept], ensure_ascii=False))

    async def keys(self) -> Iterable[str]:
        """Everyone of whom a dialogue is kept."""
        return self.dialogues.senders()

    async def delete(self, sender_id: str) -> None:
        """Forgets the person's dialogue for good."""
        self.dialogues.write(sender_id, None)


def own_store(store: TrackerStore) -> Optional[FoldingTrackerStore]:
    """Our store behind the one that an agent uses: Rasa wraps each in one that falls back to memory."""
    inner = getattr(store, "_tracker_store", store)
    return inner if isinstance(inner, FoldingTrackerStore) else None


async def forget(store: TrackerStore, sender_id: str) -> None:
    """Deletes a person's dialogue from the store that an agent uses; a store of another kind keeps what it has."""
    own = own_store(store)
    if own is not None:
        await own.delete(sender_id)


def fold(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """The events that rebuild the tracker's state with at most ``FOLDED_AT`` turns of history."""
    events = list(tracker.events)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= FOLDED_AT:
        return events
    cut = turns[-KEPT_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], slots=domain.slots, domain=domain)
    at = events[cut - 1].timestamp
    state: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at), SessionStarted(timestamp=at)]
    state += [
        SlotSet(slot.name, slot.value, timestamp=at)
        for slot in before.slots.values()
        if slot.value != slot.initial_value
    ]
    if before.active_loop:
        state.append(ActiveLoop(before.active_loop.name, timestamp=at))
    if before.is_paused():
        state.append(ConversationPaused(timestamp=at))
    return [*state, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at), *events[cut:]]


@cache
def _event_type(name: str) -> type[Event]:
    """Rasa walks all its event classes for every event; there are about thirty names."""
    found: type[Event] = Event.resolve_by_type(name)
    return found


def _event(saved: dict[str, Any]) -> Event:
    event: Event = _event_type(saved["event"])._from_parameters(saved)
    return event
