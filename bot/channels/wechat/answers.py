"""Bubbles that go another way than being sent: kept for the person's next contact, or shown as a passive reply."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.channels.wechat.pieces import Body, Choices
from bot.channels.wechat.tables import PIECES

KEPT_FOR = 7 * 86400.0
"""Seconds after which a bubble that nobody came back for is dropped."""

# Written out because it runs at every contact.
_ANYTHING = sa.text("SELECT 1 FROM platform_pieces WHERE channel = :channel AND person = :person AND open LIMIT 1")


@dataclass(frozen=True)
class Piece:
    """One bubble, part ``part`` of the answer to ``answer``."""

    person: str
    answer: str
    part: int
    body: Body

    @property
    def text(self) -> str:
        """What the person reads."""
        return str(self.body["text"])

    @property
    def choices(self) -> Choices:
        """The numbered list that the bubble ends with."""
        choices: Choices = self.body["choices"]
        return choices


class Answers:
    """The bubbles of one channel."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.channel, self.clock = engine, channel, clock

    def keep(self, piece: Piece) -> None:
        """Keeps a bubble for the next contact; one that is here already stays as it is."""
        now = self.clock()
        with self.engine.begin() as connection:
            if connection.execute(sa.select(PIECES.c.id).where(self._is(piece))).first():
                return
            connection.execute(sa.delete(PIECES).where(PIECES.c.channel == self.channel, PIECES.c.at < now - KEPT_FOR))
            self._insert(connection, piece, open=True, shown_to="", at=now)

    def show(self, piece: Piece, delivery: str = "") -> None:
        """The bubble has been sent, or is about to be the passive reply to a delivery."""
        values = {"open": False, "shown_to": delivery, "at": self.clock()}
        with self.engine.begin() as connection:
            if not connection.execute(sa.update(PIECES).where(self._is(piece)).values(values)).rowcount and delivery:
                self._insert(connection, piece, **values)

    def shown(self, delivery: str) -> Optional[Piece]:
        """The passive reply to a delivery, for when the platform asks once more."""
        found = self._read(PIECES.c.shown_to == delivery)
        return found[0] if found else None

    def anything_for(self, person: str) -> bool:
        """Whether something is kept for the person."""
        with self.engine.connect() as connection:
            return connection.execute(_ANYTHING, {"channel": self.channel, "person": person}).first() is not None

    def waiting(self, person: str, answer: Optional[str] = None) -> list[Piece]:
        """What is kept for the person, of one answer or of all: the rest of what they have begun to read, then in order."""
        of_answer = [PIECES.c.answer == answer] if answer is not None else []
        found = self._read(PIECES.c.person == person, PIECES.c.open.is_(True), *of_answer)
        begun = {piece.answer for piece in self._read(PIECES.c.person == person, PIECES.c.open.is_(False))} if found else set()
        return sorted(found, key=lambda piece: piece.answer not in begun)

    def forget(self, connection: Connection, person: str) -> None:
        """Deletes everything of a person."""
        connection.execute(sa.delete(PIECES).where(PIECES.c.channel == self.channel, PIECES.c.person == person))

    def leave(self, person: str) -> None:
        """Drops the rest of answers of which the person has seen the beginning and now asks something else."""
        theirs = sa.and_(PIECES.c.channel == self.channel, PIECES.c.person == person)
        with self.engine.begin() as connection:
            begun = set(connection.execute(sa.select(PIECES.c.answer).where(theirs, PIECES.c.open.is_(False))).scalars())
            connection.execute(sa.delete(PIECES).where(theirs, PIECES.c.open.is_(True), PIECES.c.answer.in_(begun)))

    def _read(self, *conditions: Any) -> list[Piece]:
        wanted = sa.select(*(PIECES.c[name] for name in ("person", "answer", "part", "body")))
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.where(PIECES.c.channel == self.channel, *conditions).order_by(PIECES.c.id))
            return [Piece(*row) for row in rows]

    def _insert(self, connection: Connection, piece: Piece, **state: Any) -> None:
        row = {"person": piece.person, "answer": piece.answer, "part": piece.part, "body": piece.body}
        connection.execute(sa.insert(PIECES).values(channel=self.channel, **row, **state))

    def _is(self, piece: Piece) -> Any:
        return sa.and_(
            PIECES.c.channel == self.channel, PIECES.c.answer == piece.answer, PIECES.c.part == piece.part
        )
