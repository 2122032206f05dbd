"""How many messages the platform lets us send to a person unasked: counted before it counts, across restarts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.wechat.meaning import Contact
from bot.channels.wechat.tables import ALLOWANCES

AFTER_MESSAGE = (5, 48 * 3600.0)
AFTER_EVENT = (3, 60.0)


class Allowance:
    """The quotas of one channel. A message renews 5 in 48 hours, a press of the menu or following 3 in a minute."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.channel, self.clock = engine, channel, clock

    def renew(self, person: str, contact: Contact) -> None:
        """The person has been in touch."""
        if contact is Contact.MESSAGE:
            count, seconds = AFTER_MESSAGE
            self._write(person, messages_left=count, messages_until=self.clock() + seconds)
        elif contact is Contact.EVENT:
            count, seconds = AFTER_EVENT
            self._write(person, events_left=count, events_until=self.clock() + seconds)
        elif contact is Contact.GONE:
            self.close(person)

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
        self._write(person, messages_left=0, events_left=0)

    def _write(self, person: str, **values: float) -> None:
        now = self.clock()
        over = sa.and_(ALLOWANCES.c.messages_until < now, ALLOWANCES.c.events_until < now)
        with self.engine.begin() as connection:
            if not connection.execute(sa.update(ALLOWANCES).where(self._here(person)).values(values)).rowcount:
                connection.execute(sa.delete(ALLOWANCES).where(over))
                connection.execute(sa.insert(ALLOWANCES).values(channel=self.channel, person=person, **values))

    def _here(self, person: str) -> Any:
        return sa.and_(ALLOWANCES.c.channel == self.channel, ALLOWANCES.c.person == person)
