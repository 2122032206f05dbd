"""A Sanic app of a test's own on a real port, in the test's event loop."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic import Blueprint, Sanic
from sanic.touchup.service import TouchUp

from bot.web_errors import LARGEST_BODY, install

NAMES = itertools.count()


def app_of(routes: Blueprint, prefix: str) -> Sanic:
    """An app with these routes under ``prefix``, bounded and answering errors as the server does."""
    app = Sanic(f"test_{next(NAMES)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    install(app)
    routes.url_prefix = prefix
    app.blueprint(routes)
    return app


@asynccontextmanager
async def serving(app: Sanic, port: int = 0) -> AsyncIterator[str]:
    """Serves ``app``; the address."""
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
    await server.startup()
    TouchUp._registry.clear()  # the start has rewritten Sanic's own source, which works only once in a process
    await server.start_serving()
    try:
        yield f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}"
    finally:
        await server.close()
