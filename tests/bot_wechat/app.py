"""The channels on a server without the dialogue behind them: what a person says decides how the answer comes.

「慢 7 好」 answers 好 after seven seconds, 「等 门 好」 once somebody has posted to ``/open/门``, 「长」 with more than fits into one bubble, 「选」 with choices; anything else is repeated.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections import defaultdict
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.messenger import messengers
from bot.channels.wechat import passive, platform
from bot.mail import Incoming, Messages, Post, open_database
from bot.mail.store import Store

LONG = "\n".join(f"第{number}条：主营业务收入占营业收入比重不低于百分之七十，研发费用合计占比不低于百分之三。" for number in range(1, 73))
CHOICES = [{"title": "第一项", "payload": "/pick{\"n\": 1}"}, {"title": "第二项", "payload": "选中二"}]
GATES: dict[str, asyncio.Event] = defaultdict(asyncio.Event)


async def handle(incoming: Incoming) -> Messages:
    """The stand-in for the dialogue."""
    with open(os.environ["TURNS"], "a", encoding="utf-8") as turns:
        turns.write(f"{incoming.name}\t{incoming.sender}\t{incoming.text}\n")
    words = incoming.text.split()
    if words[:1] == ["慢"]:
        await asyncio.sleep(float(words[1]))
        return [{"text": words[2]}]
    if words[:1] == ["等"]:
        await GATES[words[1]].wait()
        return [{"text": words[2]}]
    if incoming.text == "长":
        return [{"text": LONG}]
    if incoming.text == "选":
        return [{"text": "请选："}, {"text": "哪一项？", "buttons": CHOICES}]
    if incoming.text == "坏":
        return [{"text": "坏]]>&<a>\x00\x08好"}]
    return [{"text": f"收到：{incoming.text}"}]


def main() -> None:
    platform.BUSY_PAUSE = 0.05
    app, channels = Sanic("channels", configure_logging=False), messengers()
    app.config.REQUEST_MAX_SIZE = 256 * 1024
    for channel in channels:
        app.blueprint(channel.blueprint(handle), url_prefix=f"/webhooks/{channel.name()}")

    @app.post("/open/<gate:str>")
    async def open_gate(_: Request, gate: str) -> HTTPResponse:
        GATES[gate].set()
        return response.empty()

    @app.post("/patience/<seconds:float>")
    async def set_patience(_: Request, seconds: float) -> HTTPResponse:
        passive.PATIENCE = seconds
        return response.empty()

    @app.before_server_start
    async def begin(app: Sanic, _: Any) -> None:
        app.ctx.post = Post(Store(open_database()), handle, {channel.name(): channel.courier for channel in channels})
        await app.ctx.post.start()

    listening = socket.socket()
    listening.bind(("127.0.0.1", int(os.environ.get("PORT", "0"))))

    @app.after_server_start
    async def announce(_: Sanic, __: Any) -> None:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)

    app.run(sock=listening, motd=False, access_log=False)


if __name__ == "__main__":
    sys.exit(main())
