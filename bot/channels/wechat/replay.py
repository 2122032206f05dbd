"""Recognises a captured request that is sent again with another message, and counts how often a message is delivered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.channels.wechat.meaning import Delivery
from bot.channels.wechat.signature import WINDOW, Forbidden
from bot.channels.wechat.tables import SEEN

KEPT_FOR = 2 * WINDOW + 60
"""Longer than any timestamp stays acceptable, early or late."""
TIDIED_EVERY = 60.0

# Written out because they run at every delivery: SQLite and PostgreSQL read them alike.
_SEE = sa.text(
    "INSERT INTO platform_seen (channel, name, print, times, at) VALUES (:channel, :name, :print, 1, :at) "
    "ON CONFLICT (channel, name) DO UPDATE SET times = platform_seen.times + 1 WHERE platform_seen.print = excluded.print"
)
_SEE_BOTH = sa.text(
    "INSERT INTO platform_seen (channel, name, print, times, at) "
    "VALUES (:channel, :nonce, :print, 1, :at), (:channel, :key, '', 1, :at) ON CONFLICT (channel, name) DO NOTHING"
)
_TIMES = sa.text("SELECT times FROM platform_seen WHERE channel = :channel AND name = :name")
_EXPECTED = sa.text("SELECT print FROM platform_seen WHERE channel = :channel AND name = :name")
_DROP = sa.text("DELETE FROM platform_seen WHERE channel = :channel AND name = :name")


class Replays:
    """The nonces and message ids of one callback address within the window of time."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.channel, self.clock = engine, channel, clock
        self._tidied = 0.0

    def admit(self, connection: Connection, timestamp: str, nonce: str, delivery: Delivery) -> int:
        """How often the message has been delivered, 1 for the first time; raises ``Forbidden`` for a nonce that came with
        another message. The platform may repeat a message under its old nonce, and never gives one nonce to two.

        Part of the caller's transaction.
        """
        self._tidy(connection)
        once, key, mark = f"nonce {timestamp} {nonce}"[:255], f"key {delivery.key}"[:255], _digest(repr(delivery.identity))
        row = {"channel": self.channel, "nonce": once, "key": key, "print": mark, "at": self.clock()}
        if connection.execute(_SEE_BOTH, row).rowcount == 2:
            return 1
        if not self._see(connection, once, mark):
            raise Forbidden
        self._see(connection, key, "")
        return int(connection.execute(_TIMES, {"channel": self.channel, "name": key}).scalar_one())

    def expect(self, person: str, text: Optional[str]) -> None:
        """The person has been told to ask ``text`` once more; ``None`` when the answer has been shown."""
        with self.engine.begin() as connection:
            connection.execute(_DROP, self._again(person))
            if text is not None:
                self._see(connection, f"again {person}", _digest(text))

    def expected(self, person: str, text: Optional[str] = None) -> bool:
        """Whether the person has been told to ask ``text``, or anything, once more."""
        with self.engine.connect() as connection:
            found = connection.execute(_EXPECTED, self._again(person)).scalar()
        return found is not None and (text is None or found == _digest(text))

    def _see(self, connection: Connection, name: str, mark: str) -> bool:
        row = {"channel": self.channel, "name": name[:255], "print": mark, "at": self.clock()}
        return bool(connection.execute(_SEE, row).rowcount)

    def _again(self, person: str) -> dict[str, str]:
        return {"channel": self.channel, "name": f"again {person}"}

    def _tidy(self, connection: Connection) -> None:
        now = self.clock()
        if now - self._tidied > TIDIED_EVERY:
            self._tidied = now
            connection.execute(sa.delete(SEEN).where(SEEN.c.at < now - KEPT_FOR))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
