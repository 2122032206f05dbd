"""One user message as the actions see it, and what they leave behind: the thread, and what was added to the file."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.store import database
from actions.thread import Thread
from actions.topic import Topic, topic_of
from policy_db.enterprises import store
from policy_db.enterprises.file import File, Told
from policy_db.facts.reader import Reading, read_facts
from policy_db.rules import Decision
from policy_db.search import Answer

# Application windows are days in China, wherever the server stands.
CHINA = timezone(timedelta(hours=8))


def message_of(tracker: Tracker) -> str:
    """The id of the latest message: the one that the process gave it, else its channel's, else when it came."""
    metadata = (tracker.latest_message or {}).get("metadata") or {}
    written = _written(tracker)
    return str(metadata.get("message") or written.get("message_id") or float(written.get("timestamp") or 0))


def _written(tracker: Tracker) -> dict[str, Any]:
    return next((event for event in reversed(tracker.events) if event.get("event") == "user"), {})


@dataclass
class Turn:
    """A message, what is remembered, and the way to answer. Handlers change ``file``, ``program``, ``thread``; ``keep`` saves.

    ``decided``: what has been decided in this turn, by program and what was known then; ``searched``: what was found for its text.
    """

    say: CollectingDispatcher
    sender: str
    channel: str
    message: str
    text: str
    intent: str
    confidence: float
    ranking: list[dict[str, Any]]
    on: date
    at: float
    topic: Topic
    program: Optional[str]
    file: File
    thread: Thread
    forgotten: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    decided: dict[Hashable, Decision] = field(default_factory=dict)
    searched: Optional[Answer] = None

    @classmethod
    def of(cls, tracker: Tracker, say: CollectingDispatcher) -> Turn:
        """The turn that the tracker's latest message begins."""
        latest = tracker.latest_message or {}
        text = (latest.get("text") or "").strip()
        mentions = [entity for entity in latest.get("entities") or [] if entity.get("entity") == "program"]
        intent = latest.get("intent") or {}
        written = _written(tracker)
        at = float(written.get("timestamp") or 0)
        metadata = latest.get("metadata") or {}
        on = date.fromisoformat(metadata["on"]) if isinstance(metadata.get("on"), str) else datetime.fromtimestamp(at, CHINA).date()
        before = {name: tracker.get_slot(name) for name in ("program", "thread", "assessing")}
        with database().session() as session:
            file = store.load(session, tracker.sender_id, on)
        return cls(
            say=say,
            sender=tracker.sender_id,
            channel=str(written.get("input_channel") or ""),
            message=message_of(tracker),
            text=text,
            intent=intent.get("name") or "nlu_fallback",
            confidence=float(intent.get("confidence") or 0),
            ranking=list(latest.get("intent_ranking") or []),
            on=on,
            at=at,
            topic=topic_of(text, mentions),
            program=before["program"],
            file=file,
            thread=Thread.of(before["thread"]),
            before=before,
        )

    @property
    def source(self) -> Told:
        """Where what this message states comes from."""
        return Told(None, self.sender, self.on, self.message, self.text)

    def meant_program(self) -> Optional[str]:
        """The program that the message names, or else the one that the conversation is about."""
        return self.topic.program or self.program

    def read(self, *, asked: Optional[str] = None) -> Reading:
        """What the message states, ``asked`` being the fact that was just asked for."""
        return read_facts(self.text, asked=asked, on=self.on, recent=self.thread.recent)

    def take(self, reading: Reading) -> list[str]:
        """Adds what was read to the file; returns the facts that got a value."""
        told = self.file.take(reading, self.source)
        if told:
            self.thread.recent = told
        return told

    def put_off(self, facts: Iterable[str]) -> None:
        """Notes that the person does not know these facts."""
        for fact in facts:
            self.file.put_off(fact, self.source)

    def keep(self, **others: Any) -> list[EventType]:
        """Saves the file and returns slot events for what has changed since the turn began, and for ``others``."""
        if self.file.changes:
            with database().session(writing=True) as session:
                store.save(session, self.sender, self.file, self.on, self.channel)
        after = {
            "program": self.program,
            "thread": self.thread.to_slot() or None,
            "assessing": self.thread.open,
            **others,
        }
        return [SlotSet(name, value) for name, value in after.items() if value != self.before.get(name)]
