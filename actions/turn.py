"""One user message as the actions see it, and the slots that they leave behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import File
from actions.topic import Topic, topic_of

# Application windows are days in China, wherever the server stands.
CHINA = timezone(timedelta(hours=8))


@dataclass
class Turn:
    """A message, what is remembered, and the way to answer. Handlers change ``file``, ``program`` … and return nothing."""

    say: CollectingDispatcher
    text: str
    intent: str
    ranking: list[dict[str, Any]]
    on: date
    topic: Topic
    program: Optional[str]
    file: File
    asked: Optional[str]
    misses: int
    in_form: bool
    before: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, tracker: Tracker, say: CollectingDispatcher) -> Turn:
        """The turn that the tracker's latest message begins."""
        message = tracker.latest_message or {}
        text = (message.get("text") or "").strip()
        mentions = [entity for entity in message.get("entities") or [] if entity.get("entity") == "program"]
        slots = {name: tracker.get_slot(name) for name in ("program", "file", "asked", "misses", "assessing")}
        return cls(
            say=say,
            text=text,
            intent=(message.get("intent") or {}).get("name") or "nlu_fallback",
            ranking=list(message.get("intent_ranking") or []),
            on=day_of(tracker),
            topic=topic_of(text, mentions),
            program=slots["program"],
            file=File.from_slot(slots["file"]),
            asked=slots["asked"],
            misses=int(slots["misses"] or 0),
            in_form=bool(tracker.active_loop),
            before=slots,
        )

    def meant_program(self) -> Optional[str]:
        """The program that the message names, or else the one that the conversation is about."""
        return self.topic.program or self.program

    def events(self, **others: Any) -> list[EventType]:
        """Slot events for what has changed since the turn began, and for ``others``."""
        after = {
            "program": self.program,
            "file": self.file.to_slot() if len(self.file) else None,
            "asked": self.asked,
            "misses": self.misses,
            **others,
        }
        return [SlotSet(name, value) for name, value in after.items() if value != self.before.get(name)]


def day_of(tracker: Tracker) -> date:
    """The day on which the message was written: as the channel says (``on`` in its metadata), else by its time stamp."""
    metadata = (tracker.latest_message or {}).get("metadata") or {}
    if isinstance(metadata.get("on"), str):
        return date.fromisoformat(metadata["on"])
    stamps = [event.get("timestamp") for event in tracker.events if event.get("event") == "user"]
    return datetime.fromtimestamp(stamps[-1], CHINA).date()
