"""The numbered list that a person saw last: 「1」 means its first line, until another list or a free text comes."""

from __future__ import annotations

from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.channels.wechat.pieces import Choices
from bot.channels.wechat.tables import CHOICES

# Written out because it runs at every free text.
_EXPIRE = sa.text("DELETE FROM platform_choices WHERE channel = :channel AND person = :person")


class LastChoices:
    """The last list of every person of one channel."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self.engine, self.channel = engine, channel

    def shown(self, person: str, choices: Choices) -> None:
        """The person is about to see ``choices``; an empty list leaves the former one as it is."""
        if not choices:
            return
        payloads = [choice["payload"] for choice in choices]
        with self.engine.begin() as connection:
            if not connection.execute(sa.update(CHOICES).where(self._here(person)).values(payloads=payloads)).rowcount:
                connection.execute(sa.insert(CHOICES).values(channel=self.channel, person=person, payloads=payloads))

    def picked(self, person: str, text: str) -> Optional[str]:
        """The payload that a number stands for; ``None`` for everything that is no line of the last list."""
        number = text.strip("。.、）) ")
        if not number.isdecimal() or len(number) > 2:
            return None
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(CHOICES.c.payloads).where(self._here(person))).scalar()
        place = int(number)
        return str(found[place - 1]) if found and 1 <= place <= len(found) else None

    def expire(self, person: str) -> None:
        """The person has said something else."""
        with self.engine.begin() as connection:
            connection.execute(_EXPIRE, {"channel": self.channel, "person": person})

    def forget(self, connection: Connection, person: str) -> None:
        """Deletes the person's list."""
        connection.execute(sa.delete(CHOICES).where(self._here(person)))

    def _here(self, person: str) -> Any:
        return sa.and_(CHOICES.c.channel == self.channel, CHOICES.c.person == person)
