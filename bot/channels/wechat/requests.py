"""The two routes of a callback address, and what each failure answers."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.wechat.callback import Callback
from bot.channels.wechat.parsing import LARGEST, Malformed
from bot.channels.wechat.passive import Unanswered
from bot.channels.wechat.signature import Forbidden
from bot.mail import Post
from bot.web_errors import install

Receive = Callable[[Post, Mapping[str, str], bytes], Awaitable[str]]


def callback_routes(name: str, callback: Callback, receive: Receive) -> Blueprint:
    """``GET`` and ``POST`` on ``/webhook``."""
    routes = Blueprint(f"{name}_channel")
    install(routes)

    @routes.get("/webhook")
    async def check(request: Request) -> HTTPResponse:
        try:
            return response.text(callback.url_check(_query(request), time.time()))
        except Forbidden:
            return response.empty(403)

    @routes.post("/webhook")
    async def deliver(request: Request) -> HTTPResponse:
        if len(request.body) > LARGEST:
            return response.empty(413)
        try:
            answer = await receive(request.app.ctx.post, _query(request), request.body)
        except Forbidden:
            return response.empty(403)
        except Malformed:
            return response.empty(400)
        except Unanswered:
            return response.empty(504)
        kind = "application/xml; charset=utf-8" if answer.startswith("<") else "text/plain; charset=utf-8"
        return HTTPResponse(answer, content_type=kind)

    return routes


def _query(request: Request) -> dict[str, str]:
    """The first value of each parameter."""
    return {name: values[0] for name, values in request.get_args(keep_blank_values=True).items()}
