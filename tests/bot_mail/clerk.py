"""A whole assistant without Rasa, to be killed: polls a platform over HTTP, runs turns in the post, delivers.

Started once, it forks a process for each line on standard input, ``{"database", "platform", "point", "nth"}``, and writes how that
one ended. A process kills itself with SIGKILL when it comes to ``point`` for the ``nth`` time. The points are put around the
real methods from outside; nothing of this is in the assistant.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Optional

import sqlalchemy as sa

from bot.mail import Courier, Incoming, Limits, Messages, Outgoing, Post, open_database
from bot.mail.store import Store
from bot.mail.tables import INBOX
from bot.mail.unit import Dialogues

POINTS = (
    "fetched",  # the platform has handed the message over, nothing is stored
    "stored",  # the inbox row is committed
    "confirmed",  # the platform has been told
    "turn_begun",  # the turn runs
    "turn_written",  # the turn has written its dialogue, into the unit
    "turn_ended",  # the replies are known
    "committing",  # the transaction is written and not committed
    "committed",  # dialogue, inbox and outbox are committed
    "accepted",  # the platform has taken the reply, we have not noted it: the one point at which a reply may come twice
    "noted",  # the reply is noted as sent
)


class Killer:
    """Ends the process at a point."""

    def __init__(self, point: str, nth: int) -> None:
        self.point, self.nth = point, nth

    def at(self, point: str) -> None:
        """The process has come to ``point``."""
        if point == self.point:
            self.nth -= 1
            if self.nth == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def call(platform: str, path: str, body: Any) -> Any:
    """One HTTP exchange, without a library: a process must start in milliseconds."""
    host, port = platform.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    content = json.dumps(body).encode()
    writer.write(f"POST {path} HTTP/1.0\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


class Carrier(Courier):
    """Delivers to the platform."""

    def __init__(self, platform: str, killer: Killer) -> None:
        self.platform, self.killer = platform, killer

    async def deliver(self, outgoing: Outgoing) -> None:
        await call(self.platform, "/send", {"to": outgoing.sender, "message": outgoing.message, **outgoing.body})
        self.killer.at("accepted")


class KilledStore(Store):
    """The store with points after and within its transactions."""

    killer: Killer

    def add(self, incoming: Incoming) -> Optional[int]:
        self.killer.at("fetched")
        number = super().add(incoming)
        self.killer.at("stored")
        return number

    def finish(self, *arguments: Any, **more: Any) -> None:
        super().finish(*arguments, **more)
        self.killer.at("committed")

    def _put(self, *arguments: Any, **more: Any) -> None:
        super()._put(*arguments, **more)
        self.killer.at("committing")

    def sent(self, outgoing: Outgoing) -> None:
        super().sent(outgoing)
        self.killer.at("noted")


def assistant(store: Store, killer: Killer) -> Callable[[Incoming], Any]:
    """Remembers every text and answers in two parts."""
    dialogues = Dialogues(store.engine)

    async def handle(incoming: Incoming) -> Messages:
        killer.at("turn_begun")
        said = json.loads(dialogues.read(incoming.sender) or "[]")
        await asyncio.sleep(0)
        dialogues.write(incoming.sender, json.dumps([*said, incoming.text]))
        killer.at("turn_written")
        await asyncio.sleep(0)
        replies = [{"text": f"{len(said) + 1} {incoming.text}"}, {"text": "还有吗"}]
        killer.at("turn_ended")
        return replies

    return handle


async def work(database: str, platform: str, killer: Killer) -> None:
    """Polls until everything is answered and the platform has no more."""
    store = KilledStore(open_database(database))
    store.killer = killer
    post = Post(store, assistant(store, killer), {"platform": Carrier(platform, killer)}, Limits(messages_per_minute=6000))
    await post.start()
    offset: Optional[int] = 0
    while True:
        updates = await call(platform, "/updates", {"offset": offset})
        if offset:
            killer.at("confirmed")
        for update in updates:
            post.receive(Incoming("platform", str(update["id"]), update["sender"], update["text"], {"to": update["sender"]}))
            offset = update["id"] + 1
        await asyncio.sleep(0.002)
        with store.engine.connect() as connection:
            open_ones = connection.execute(sa.select(sa.func.count()).where(INBOX.c.done.is_(None))).scalar_one()
        if not updates and not open_ones and not store.counts() and not post.delivery._rounds:
            break
    await post.stop(1.0)


def main() -> None:
    """Forks a process for each line."""
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                asyncio.run(asyncio.wait_for(work(job["database"], job["platform"], Killer(job["point"], job["nth"])), 30))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"killed": os.WIFSIGNALED(status), "code": os.WEXITSTATUS(status)}), flush=True)


if __name__ == "__main__":
    main()
