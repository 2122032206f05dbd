"""Rasa's REST channel, for the open net: ``POST /webhooks/rest/webhook`` with ``{"sender", "message"}``.

Beside Rasa's own it checks what comes in, never runs typed payloads, keeps each person's messages in order, and knows
the day. Replies have Rasa's shape: a list of ``{"recipient_id", "text" | "custom" | …, "buttons": [{"title", "payload"}]}``.
A client sends the payload of a pressed button back as its message.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.problems import Problems
from bot.turns import Desk, TooFast
from bot.web_errors import body_of, install, problem_response
from bot.wording import say

LONGEST_SENDER = 128
LONGEST_MESSAGE = 2000


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
        desk = Desk(self.name(), on_new_message)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            sender, text = _message(body_of(request))
            try:
                return response.json(await desk.answer(sender, text, request.app.ctx.agent.tracker_store))
            except TooFast:
                busy = Problems({"message": say("turn.busy")}, status=429)
                return problem_response(busy, {"Retry-After": "1"})

        return routes


def _message(body: dict[str, Any]) -> tuple[str, str]:
    """Sender and message; raises ``Problems``."""
    sender, text = body.get("sender"), body.get("message")
    errors: dict[str, str] = {}
    if not isinstance(sender, str) or not 1 <= len(sender.strip()) <= LONGEST_SENDER or not sender.isprintable():
        errors["sender"] = say("http.sender", longest=LONGEST_SENDER)
    if not isinstance(text, str):
        errors["message"] = say("http.message")
    elif not (text := _without_controls(text)).strip():
        errors["message"] = say("http.message_empty")
    elif len(text) > LONGEST_MESSAGE:
        errors["message"] = say("http.message_long", longest=LONGEST_MESSAGE)
    if errors:
        raise Problems(errors)
    return str(sender).strip(), str(text)


def _without_controls(text: str) -> str:
    """No control characters and no halves of surrogate pairs: neither can be stored or shown."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
