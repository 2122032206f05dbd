"""``POST /model/parse`` as Rasa has it: ``{"text"}`` in, intent and entities out.

Of Rasa's HTTP API this is the only part that is mounted: the others read and change dialogues and models, and belong to
``rasa run --enable-api --auth-token``.
"""

from __future__ import annotations

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.payloads import visible
from bot.problems import Problems
from bot.web_errors import body_of
from bot.wording import say

LONGEST = 2000


def blueprint() -> Blueprint:
    """The one route."""
    routes = Blueprint("model", url_prefix="/model")

    @routes.post("/parse")
    async def parse(request: Request) -> HTTPResponse:
        text = body_of(request).get("text")
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST:
            raise Problems({"text": say("http.text", longest=LONGEST)})
        return response.json(await request.app.ctx.agent.parse_message(visible(text).lstrip("/") or text.strip()))

    return routes
