"""Recognises a captured request that is sent again with another message, and counts how often a message is delivered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.channels.wechat.meaning import Delivery
from bot.channels.wechat.signature import WINDOW, Forbidden
from bot.channels.wechat.tables import SEEN

KEPT_FOR = 2 * WINDOW + 60
"""Longer than any timestamp stays acceptable, early or late."""


class Replays:
    """The nonces and message ids of one callback address within the window of time."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.channel, self.clock = engine, channel, clock

    def admit(self, timestamp: str, nonce: str, delivery: Delivery) -> int:
        """How often the message has been delivered, 1 for the first time; raises ``Forbidden`` for a nonce that came with
        another message. The platform may repeat a message under its old nonce, and never gives one nonce to two.
        """
        mark = _digest(repr(delivery.identity))
        try:
            with self.engine.begin() as connection:
                self._count(connection, f"nonce {timestamp} {nonce}"[:255], mark)
                return self._count(connection, f"key {delivery.key}"[:255], "")
        except IntegrityError as error:
            raise Forbidden from error

    def expect(self, person: str, text: Optional[str]) -> None:
        """The person has been told to ask ``text`` once more; ``None`` when the answer has been shown."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(SEEN).where(self._expectation(person)))
            if text is not None:
                self._count(connection, f"again {person}", _digest(text))

    def expected(self, person: str, text: Optional[str] = None) -> bool:
        """Whether the person has been told to ask ``text``, or anything, once more."""
        same = [SEEN.c.print == _digest(text)] if text is not None else []
        with self.engine.connect() as connection:
            return connection.execute(sa.select(SEEN.c.at).where(self._expectation(person), *same)).first() is not None

    def _expectation(self, person: str) -> Any:
        return sa.and_(SEEN.c.channel == self.channel, SEEN.c.name == f"again {person}")

    def _count(self, connection: Connection, name: str, mark: str) -> int:
        here = sa.and_(SEEN.c.channel == self.channel, SEEN.c.name == name, SEEN.c.print == mark)
        if connection.execute(sa.update(SEEN).where(here).values(times=SEEN.c.times + 1)).rowcount:
            return int(connection.execute(sa.select(SEEN.c.times).where(here)).scalar_one())
        now = self.clock()
        connection.execute(sa.delete(SEEN).where(SEEN.c.at < now - KEPT_FOR))
        connection.execute(sa.insert(SEEN).values(channel=self.channel, name=name, print=mark, times=1, at=now))
        return 1


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
