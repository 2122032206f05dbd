"""Rasa's REST channel, for the open net: ``POST /webhooks/rest/webhook`` with ``{"sender", "message", "message_id"?}``.

Beside Rasa's own it checks what comes in, never runs typed payloads, keeps each person's messages in order, answers a
repeated ``message_id`` with the same replies, and knows the day. Replies have Rasa's shape: a list of
``{"recipient_id", "text" | "custom" | …, "buttons": [{"title", "payload"}]}``. A client sends the payload of a pressed
button back as its message.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Optional

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.mail import CHANNELS, Full, Incoming, TooFast, storable
from bot.problems import Problems
from bot.turns import post_of
from bot.web_errors import body_of, install, problem_response
from bot.wording import say

LONGEST_SENDER = 128
LONGEST_MESSAGE = 2000
PATIENCE = 55.0


class RestChannel(InputChannel):
    """Named ``rest``, so that its address is Rasa's own."""

    @classmethod
    def name(cls) -> str:
        """``rest``: ``/webhooks/rest/webhook``."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two routes of the channel."""
        routes = Blueprint("rest_channel")
        install(routes)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            incoming = _message(body_of(request))
            post = await post_of(request.app)
            try:
                replies = await post.replies(post.receive(incoming), PATIENCE)
            except TooFast:
                return _wait("turn.busy", 429, 1)
            except Full as full:
                return _wait("turn.full", 503, full.after)
            if replies is None:
                return _wait("turn.slow", 504, 5)
            return response.json([{"recipient_id": incoming.sender, **reply} for reply in replies])

        return routes


def _wait(sentence: str, status: int, after: int) -> HTTPResponse:
    return problem_response(Problems({"message": say(sentence)}, status=status), {"Retry-After": str(after)})


def _message(body: dict[str, Any]) -> Incoming:
    """The message; raises ``Problems``."""
    sender, text, message_id = body.get("sender"), body.get("message"), body.get("message_id")
    errors: dict[str, str] = {}
    if not _is_name(sender):
        errors["sender"] = say("http.sender", longest=LONGEST_SENDER)
    elif str(sender).strip().casefold().startswith(tuple(f"{channel}:" for channel in CHANNELS)):
        errors["sender"] = say("http.sender_of_a_channel")
    if message_id is not None and not _is_name(message_id):
        errors["message_id"] = say("http.message_id", longest=LONGEST_SENDER)
    if not isinstance(text, str):
        errors["message"] = say("http.message")
    elif not (text := storable(text)).strip():
        errors["message"] = say("http.message_empty")
    elif len(text) > LONGEST_MESSAGE:
        errors["message"] = say("http.message_long", longest=LONGEST_MESSAGE)
    if errors:
        raise Problems(errors)
    sender = str(sender).strip()
    return Incoming("rest", _key(sender, message_id), sender, str(text))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 1 <= len(value.strip()) <= LONGEST_SENDER and value.isprintable()


def _key(sender: str, message_id: Optional[str]) -> str:
    """Ids are each client's own, so two persons may use the same; hashed, so that a kept key names nobody."""
    if message_id is None:
        return uuid.uuid4().hex
    return hashlib.sha256(f"{sender}\n{message_id}".encode()).hexdigest()
