"""How many messages the platform lets us send to a person unasked: counted before it counts, across restarts."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.channels.wechat.meaning import Contact
from bot.channels.wechat.tables import ALLOWANCES

AFTER_MESSAGE = (5, 48 * 3600.0)
AFTER_EVENT = (3, 60.0)
TIDIED_EVERY = 3600.0

# Written out because they run at every message: SQLite and PostgreSQL read them alike.
_RENEW = {
    kind: sa.text(
        f"INSERT INTO platform_allowances (channel, person, {kind}_left, {kind}_until, {other}_left, {other}_until) "  # noqa: S608
        "VALUES (:channel, :person, :left, :until, 0, 0) ON CONFLICT (channel, person) "
        f"DO UPDATE SET {kind}_left = excluded.{kind}_left, {kind}_until = excluded.{kind}_until"
    )
    for kind, other in (("messages", "events"), ("events", "messages"))
}


class Allowance:
    """The quotas of one channel. A message renews 5 in 48 hours, a press of the menu or following 3 in a minute."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.channel, self.clock = engine, channel, clock
        self._tidied = 0.0

    def renew(self, person: str, contact: Contact, connection: Optional[Connection] = None) -> None:
        """The person has been in touch; in the caller's transaction where there is one."""
        with nullcontext(connection) if connection is not None else self.engine.begin() as connection:
            if contact is Contact.MESSAGE:
                self._renew(connection, person, "messages", *AFTER_MESSAGE)
            elif contact is Contact.EVENT:
                self._renew(connection, person, "events", *AFTER_EVENT)
            elif contact is Contact.GONE:
                self._close(connection, person)

    def take(self, person: str) -> bool:
        """Counts one message to the person; false when none may be sent. What ends sooner is used first."""
        table, now = ALLOWANCES.c, self.clock()
        with self.engine.begin() as connection:
            for left, until in ((table.events_left, table.events_until), (table.messages_left, table.messages_until)):
                one = sa.update(ALLOWANCES).where(self._here(person), left > 0, until > now)
                if connection.execute(one.values({left: left - 1})).rowcount:
                    return True
        return False

    def close(self, person: str) -> None:
        """The platform says that nothing more may be sent, or the person has left."""
        with self.engine.begin() as connection:
            self._close(connection, person)

    def _close(self, connection: Connection, person: str) -> None:
        connection.execute(sa.update(ALLOWANCES).where(self._here(person)).values(messages_left=0, events_left=0))

    def _renew(self, connection: Connection, person: str, kind: str, count: int, seconds: float) -> None:
        now = self.clock()
        if now - self._tidied > TIDIED_EVERY:
            self._tidied = now
            over = sa.and_(ALLOWANCES.c.messages_until < now, ALLOWANCES.c.events_until < now)
            connection.execute(sa.delete(ALLOWANCES).where(over))
        row = {"channel": self.channel, "person": person, "left": count, "until": now + seconds}
        connection.execute(_RENEW[kind], row)

    def _here(self, person: str) -> Any:
        return sa.and_(ALLOWANCES.c.channel == self.channel, ALLOWANCES.c.person == person)
