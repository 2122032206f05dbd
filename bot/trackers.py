"""Rasa's memory of a dialogue, kept small: a turn costs the same after a thousand turns as after five.

Rasa reads, replays and featurises the whole history at each turn. Here only the last turns are kept as events; what
happened before is folded into the state that it left behind (slots, active form, paused or not). One row per person.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache
from typing import Any, Optional

import sqlalchemy as sa
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
from sqlalchemy.pool import QueuePool

from bot.home import home

# Turns kept after folding, and the number at which folding happens, so that it does not happen at every turn.
KEPT_TURNS = 6
FOLDED_AT = 12

DIALOGUES = sa.Table(
    "dialogues",
    sa.MetaData(),
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
)


class FoldingTrackerStore(TrackerStore):
    """Keeps dialogues in a database table: ``ZJTX_DATABASE_URL``, else ``dialogues.db`` in the data directory.

    ``host`` is Rasa's name for the URL in ``endpoints.yml``.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        **options: Any,
    ) -> None:
        super().__init__(domain, event_broker, **options)
        url = host or os.environ.get("ZJTX_DATABASE_URL") or f"sqlite:///{home() / 'dialogues.db'}"
        # SQLAlchemy would open the SQLite file anew for every statement; a pool keeps it open.
        self.engine = sa.create_engine(url, future=True, poolclass=QueuePool)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _fast_commits)
        DIALOGUES.metadata.create_all(self.engine)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The person's dialogue as it was saved last, or ``None``."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(DIALOGUES.c.events).where(DIALOGUES.c.sender == sender_id)).scalar()
        if found is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.update_with_events([_event(each) for each in json.loads(found)], self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the dialogue, folded."""
        await self.stream_events(tracker)
        kept = fold(tracker, self.domain)
        row = {"events": json.dumps([event.as_dict() for event in kept], ensure_ascii=False)}
        here = DIALOGUES.c.sender == tracker.sender_id
        with self.engine.begin() as connection:
            if not connection.execute(sa.update(DIALOGUES).where(here).values(row)).rowcount:
                connection.execute(sa.insert(DIALOGUES).values(sender=tracker.sender_id, **row))

    async def keys(self) -> Iterable[str]:
        """Everyone of whom a dialogue is kept."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(DIALOGUES.c.sender)).scalars())

    async def delete(self, sender_id: str) -> None:
        """Forgets the person's dialogue for good."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(DIALOGUES).where(DIALOGUES.c.sender == sender_id))


async def forget(store: TrackerStore, sender_id: str) -> None:
    """Deletes a person's dialogue from the store that an agent uses; a store of another kind keeps what it has."""
    # Rasa wraps each store in one that falls back to memory and does not pass `delete` on.
    inner = getattr(store, "_tracker_store", store)
    if isinstance(inner, FoldingTrackerStore):
        await inner.delete(sender_id)


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


def _fast_commits(connection: Any, _: Any) -> None:
    """A commit without waiting for the disk: a power cut may lose the last turn, never the file."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
