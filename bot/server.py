"""``zjtx serve``: Rasa, the actions, the JSON API and the web page in one process."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
import time
from functools import partial
from typing import Any

from bot.quiet import prepare_logging

prepare_logging()

from rasa.core.channels.channel import register  # noqa: E402 - the log level must be settled first
from sanic import Sanic, response  # noqa: E402
from sanic.request import Request  # noqa: E402
from sanic.response import HTTPResponse  # noqa: E402

from bot import api, nlu_api, pages  # noqa: E402
from bot.agent import load_agent  # noqa: E402
from bot.channels.messenger import messengers  # noqa: E402
from bot.channels.rest import RestChannel  # noqa: E402
from bot.errors import Failed  # noqa: E402
from bot.failures import log_failure  # noqa: E402
from bot.metrics import METRICS  # noqa: E402
from bot.policies import database  # noqa: E402
from bot.reminders import Reminders  # noqa: E402
from bot.training import ready_model  # noqa: E402
from bot.turns import post_of  # noqa: E402
from bot.warmth import warm_up  # noqa: E402
from bot.web_errors import LARGEST_BODY, install  # noqa: E402
from bot.wording import say  # noqa: E402

logger = logging.getLogger(__name__)


def serve(host: str, port: int) -> None:
    """Serves on ``host:port`` until stopped; raises ``Failed`` when the address cannot be had or there is no model."""
    listening = _bound(host, port)
    model = ready_model()
    print(say("serve.loading"), flush=True)
    app = create_app()
    database()
    app.ctx.agent = load_agent(model)

    @app.before_server_start
    async def warm(app: Sanic, _: Any) -> None:
        try:
            await warm_up(app.ctx.agent)
        except Exception as error:
            log_failure(logger, "warm-up", error)

    @app.before_server_start
    async def open_post(app: Sanic, _: Any) -> None:
        post = await post_of(app)
        app.ctx.reminders = asyncio.create_task(Reminders(post, database()).run())

    @app.before_server_stop
    async def close_post(app: Sanic, _: Any) -> None:
        app.ctx.reminders.cancel()
        await app.ctx.post.stop()

    @app.after_server_start
    async def announce(_: Sanic, __: Any) -> None:
        print(say("serve.ready", address=_address(host, listening.getsockname()[1])), flush=True)

    app.run(sock=listening, backlog=1024, motd=False, access_log=False)
    print(say("serve.stopped"), flush=True)


def create_app() -> Sanic:
    """The server without its agent, which is put into ``app.ctx.agent`` before the first request."""
    app = Sanic("zjtx", configure_logging=False, dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")))
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    # Longer than any channel waits for an answer, so that it is the channel that says what to do.
    app.config.RESPONSE_TIMEOUT = 90
    app.config.FALLBACK_ERROR_FORMAT = "json"
    install(app)
    channels = messengers()
    app.ctx.couriers = {channel.name(): channel.courier for channel in channels}
    register([RestChannel(), *channels], app, route="/webhooks/")
    app.blueprint(nlu_api.blueprint())
    app.blueprint(api.blueprint())
    app.blueprint(pages.blueprint())

    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return response.json({"status": "ok", "model": request.app.ctx.agent.model_name})

    @app.get("/metrics")
    async def metrics(_: Request) -> HTTPResponse:
        return response.text(METRICS.text(), content_type="text/plain; version=0.0.4; charset=utf-8")

    @app.on_request
    async def begin(request: Request) -> None:
        request.ctx.started = time.perf_counter()

    @app.on_response
    async def finish(request: Request, reply: HTTPResponse) -> None:
        for name, value in pages.HEADERS.items():
            reply.headers.setdefault(name, value)
        reply.headers.setdefault("Cache-Control", "no-store")
        # The route's pattern, not the address: labels must stay few and hold nothing personal.
        route = f"/{request.route.path}" if request.route else "unknown"
        METRICS.count("zjtx_http_requests_total", route=route, status=str(reply.status))
        now = time.perf_counter()
        METRICS.observe("zjtx_http_seconds", now - getattr(request.ctx, "started", now), route=route)

    return app


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the address, taken before the long start so that a busy port is reported at once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failed(say("serve.busy", port=port)) from error
        raise Failed(say("serve.no_address", host=host, port=port, reason=error.strerror or str(error))) from error
    return taken


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - only what is printed
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
