"""A conversation with the actions alone: no Rasa, no model; the test says which intent a message has."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.actions import ActionReply
from actions.thread import Thread
from actions.turn import Turn
from policy_db.programs import find_programs

NUMBERS = itertools.count(1)
DAY = date(2026, 11, 23)


@dataclass
class Talk:
    """One person's conversation; ``say`` gives everything that is answered, as the dispatcher holds it."""

    sender: str
    on: date = DAY
    slots: dict[str, Any] = field(default_factory=dict)
    message: str = ""

    def say(self, text: str, intent: str = "inform", *, confidence: float = 0.9, message: str = "") -> list[dict[str, Any]]:
        """One message and the open question after it."""
        self.message = message or f"m{next(NUMBERS)}"
        mentions = [
            {"entity": "program", "value": each.program, "start": each.start, "end": each.end} for each in find_programs(text)
        ]
        latest = {
            "text": text, "intent": {"name": intent, "confidence": confidence}, "entities": mentions, "intent_ranking": [],
            "metadata": {"on": self.on.isoformat(), "message": self.message},
        }
        said = CollectingDispatcher()
        for event in ActionReply().respond(Turn.of(self._tracker(latest), said)):
            if event["event"] == "reset_slots":
                self.slots.clear()
            elif event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        return said.messages

    @property
    def thread(self) -> Thread:
        """Where the conversation stands."""
        return Thread.of(self.slots.get("thread"))

    def _tracker(self, latest: dict[str, Any]) -> Tracker:
        event = {"event": "user", "timestamp": 1_790_000_000.0, "input_channel": "rest", "message_id": self.message}
        slots = {"program": None, "thread": None, "assessing": False, **self.slots}
        return Tracker(self.sender, slots, latest, [event], False, None, {}, "action_listen")


def text_of(messages: list[dict[str, Any]]) -> str:
    """All texts of a reply, responses by their names and values."""
    parts = []
    for message in messages:
        named = message.get("response") or message.get("template")
        values = {key: value for key, value in message.items() if isinstance(value, str) and key not in ("text", "response", "template")}
        parts.append(message.get("text") or (f"{named} {' '.join(values.values())}" if named else ""))
    return "\n".join(parts)
