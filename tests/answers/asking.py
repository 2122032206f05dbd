"""Asks a handler directly, without a model: the intent and the programs are given, the replies are what a channel would send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Optional

from rasa_sdk.executor import CollectingDispatcher

from actions.handlers import HANDLERS
from actions.thread import Thread
from actions.topic import Topic
from actions.turn import Turn
from policy_db.enterprises.file import File
from policy_db.yamlfile import read
from tests.conftest import PROJECT

TODAY = date(2026, 11, 23)
RESPONSES: dict[str, Any] = read(PROJECT / "domain.yml")["responses"]


@dataclass
class Reply:
    """``text``: all messages, a blank line between; ``buttons``: payload by title; ``custom``: the cards."""

    text: str
    buttons: dict[str, str]
    custom: list[dict[str, Any]]
    thread: Thread = field(default_factory=Thread)


def turn(intent: str, text: str, named: Sequence[str] = (), program: Optional[str] = None, on: date = TODAY) -> Turn:
    """A turn as a message with this reading would begin it."""
    topic = Topic(tuple(named), tuple(named))
    return Turn(say=CollectingDispatcher(), sender="somebody", channel="test", message="1", text=text, intent=intent,
                confidence=1.0, ranking=[], on=on, at=0.0, topic=topic, program=program, file=File(), thread=Thread())


def ask(intent: str, text: str, named: Sequence[str] = (), program: Optional[str] = None, on: date = TODAY) -> Reply:
    """The reply to a message."""
    asked = turn(intent, text, named, program, on)
    HANDLERS[intent](asked)
    return reply_of(asked)


def reply_of(asked: Turn) -> Reply:
    """What a turn has said so far."""
    texts, buttons, custom = [], {}, []
    for message in asked.say.messages:
        if message.get("response"):
            values = {key: value for key, value in message.items() if key not in ("response", "buttons")}
            texts.append(RESPONSES[message["response"]][0]["text"].format(**values))
        elif message.get("text"):
            texts.append(message["text"])
        buttons.update({button["title"]: button["payload"] for button in message.get("buttons") or []})
        if message.get("custom"):
            custom.append(message["custom"])
    return Reply("\n\n".join(texts), buttons, custom, asked.thread)
