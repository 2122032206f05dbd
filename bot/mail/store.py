"""Inbox and outbox in the database. Each method is one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.mail.courier import Body, Outgoing
from bot.mail.incoming import Incoming, Receipt
from bot.mail.tables import INBOX, OUTBOX, UNREACHABLE
from bot.mail.unit import Unit

READY, CLAIMED, ANSWERED, SENT, DEAD = "ready", "claimed", "answered", "sent", "dead"
DAY = 86400.0
KEYS_KEPT = 7 * DAY
ANSWERS_KEPT = DAY
GOODBYE_KEPT = 600.0
CLAIM_LASTS = 60.0

# What every turn executes, built once: putting a statement together costs as much as running it.
ADD = sa.insert(INBOX)
PUT = sa.insert(OUTBOX)
END = (
    sa.update(INBOX)
    .where(INBOX.c.id == sa.bindparam("which"), INBOX.c.done.is_(None))
    .values(done=sa.bindparam("at"), text="", answer=None)
)


@dataclass(frozen=True)
class Waiting:
    """A stored message whose turn has not been committed. ``tries``: how often a restart has taken it up, none for a new one."""

    id: int
    incoming: Incoming
    tries: Optional[int] = None


class AlreadyDone(Exception):
    """Somebody else has committed this message's turn; ours is rolled back."""


class Store:
    """What the post remembers."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.clock = engine, clock

    # The inbox

    def find(self, channel: str, key: str) -> Optional[Receipt]:
        """The receipt of a message that is stored already."""
        here = sa.and_(INBOX.c.channel == channel, INBOX.c.key == key)
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(INBOX.c.id, INBOX.c.sender).where(here)).first()
        return Receipt(row.id, channel, row.sender, repeated=True) if row else None

    def add(self, incoming: Incoming) -> Optional[int]:
        """Stores a message; its id, or ``None`` where the key is known."""
        row = {
            "channel": incoming.channel, "key": incoming.key, "sender": incoming.sender, "text": incoming.text,
            "address": incoming.address, "trusted": incoming.trusted, "answer": incoming.answer, "received": self.clock(),
        }  # fmt: skip
        try:
            with self.engine.begin() as connection:
                return int(connection.execute(ADD, row).inserted_primary_key[0])
        except IntegrityError:
            return None

    def unfinished(self) -> list[Waiting]:
        """Messages without a committed turn, in order of arrival."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(INBOX).where(INBOX.c.done.is_(None)).order_by(INBOX.c.id)).all()
        return [
            Waiting(
                row.id,
                Incoming(row.channel, row.key, row.sender, row.text, row.address, row.trusted, row.answer),
                row.tries,
            )
            for row in rows
        ]

    def tried(self, waiting: Waiting) -> None:
        """The message, left over from another run, is about to be run again."""
        with self.engine.begin() as connection:
            here = INBOX.c.id == waiting.id
            connection.execute(sa.update(INBOX).where(here).values(tries=(waiting.tries or 0) + 1))

    def finish(
        self,
        waiting: Waiting,
        unit: Unit,
        parts: Sequence[Body],
        states: Sequence[str],
        forget: Optional[Callable[[Connection, str], None]] = None,
    ) -> None:
        """The turn as a whole: the dialogue, the message's end, the parts of the answer (each in its state).

        With ``forget`` everything else that is kept of the person goes, ``forget`` deleting what others keep; keys stay,
        without the person. Raises ``AlreadyDone``, and then nothing is written.
        """
        sender = waiting.incoming.sender
        with self.engine.begin() as connection:
            self._end(connection, waiting)
            unit.write(connection)
            if forget is not None:
                connection.execute(sa.delete(OUTBOX).where(OUTBOX.c.sender == sender))
                theirs = sa.and_(INBOX.c.sender == sender, INBOX.c.done.is_not(None))
                connection.execute(sa.update(INBOX).where(theirs).values(sender="", address={}))
                forget(connection, sender)
            self._put(connection, waiting.incoming, parts, states, inbox=waiting.id, erase=forget is not None)

    def _end(self, connection: Connection, waiting: Waiting) -> None:
        if not connection.execute(END, {"which": waiting.id, "at": self.clock()}).rowcount:
            raise AlreadyDone(waiting.id)

    # The outbox

    def put(self, incoming: Incoming, parts: Sequence[Body]) -> None:
        """Parts that answer no stored message."""
        with self.engine.begin() as connection:
            self._put(connection, incoming, parts, [READY] * len(parts))

    def _put(
        self,
        connection: Connection,
        incoming: Incoming,
        parts: Sequence[Body],
        states: Sequence[str],
        inbox: Optional[int] = None,
        erase: bool = False,
    ) -> None:
        common = {
            "inbox": inbox, "channel": incoming.channel, "sender": incoming.sender, "address": incoming.address,
            "message": incoming.name, "erase": erase, "changed": self.clock(),
        }  # fmt: skip
        if erase and set(states) <= {ANSWERED}:
            # Who waits for the goodbye has it, and a repeated delivery finds it by its key: it need not say whose it was.
            common |= {"sender": "", "address": {}}
        own = [{"part": part, "body": body, "state": state} for part, (body, state) in enumerate(zip(parts, states))]
        if own:
            connection.execute(PUT, [{**common, **each} for each in own])

    def answer(self, receipt: Receipt) -> Optional[list[Any]]:
        """The rows of a finished turn's answer, in order; ``None`` while it is not finished."""
        with self.engine.connect() as connection:
            done = connection.execute(sa.select(INBOX.c.done).where(INBOX.c.id == receipt.id)).scalar()
            if done is None:
                return None
            rows = connection.execute(sa.select(OUTBOX).where(OUTBOX.c.inbox == receipt.id).order_by(OUTBOX.c.part))
            return list(rows)

    def mark(self, ids: Sequence[int], state: str) -> None:
        """Parts change their state."""
        if ids:
            with self.engine.begin() as connection:
                values = {"state": state, "changed": self.clock()}
                connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(values))

    def settle(self, receipt: Receipt, state: str) -> None:
        """What was claimed of an answer has been given (``ANSWERED``), or is to be delivered after all (``READY``)."""
        with self.engine.begin() as connection:
            here = sa.and_(OUTBOX.c.inbox == receipt.id, OUTBOX.c.state == CLAIMED)
            connection.execute(sa.update(OUTBOX).where(here).values(state=state, changed=self.clock()))

    def next(self, channel: str, sender: str) -> Optional[tuple[Outgoing, str, float]]:
        """The first part for a person that is not done with, its state, and when it is due."""
        here = sa.and_(OUTBOX.c.channel == channel, OUTBOX.c.sender == sender, OUTBOX.c.state.in_((READY, CLAIMED)))
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(OUTBOX).where(here).order_by(OUTBOX.c.id).limit(1)).first()
        if row is None:
            return None
        outgoing = Outgoing(row.id, row.channel, row.sender, row.address, row.message, row.part, row.body, row.attempts)
        return outgoing, row.state, row.not_before

    def sent(self, outgoing: Outgoing) -> None:
        """The platform has taken the part: its text is not needed any more."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(OUTBOX).where(OUTBOX.c.id == outgoing.id, OUTBOX.c.erase))
            values = {"state": SENT, "body": {}, "address": {}, "changed": self.clock()}
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id == outgoing.id).values(values))

    def later(self, outgoing: Outgoing, after: float) -> None:
        """Tried once more, due again after ``after`` seconds."""
        with self.engine.begin() as connection:
            values = {"attempts": outgoing.attempts + 1, "not_before": self.clock() + after, "changed": self.clock()}
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id == outgoing.id).values(values))

    def dead(self, outgoing: Outgoing, reason: str) -> None:
        """Given up."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(OUTBOX).where(OUTBOX.c.id == outgoing.id, OUTBOX.c.erase))
            values = {"state": DEAD, "reason": reason[:80], "changed": self.clock()}
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id == outgoing.id).values(values))

    def lose(self, channel: str, sender: str) -> None:
        """The person cannot be reached: what waits for them is given up."""
        theirs = sa.and_(OUTBOX.c.channel == channel, OUTBOX.c.sender == sender, OUTBOX.c.state == READY)
        here = sa.and_(UNREACHABLE.c.channel == channel, UNREACHABLE.c.sender == sender)
        with self.engine.begin() as connection:
            connection.execute(sa.delete(OUTBOX).where(theirs, OUTBOX.c.erase))
            values = {"state": DEAD, "reason": "unreachable", "changed": self.clock()}
            connection.execute(sa.update(OUTBOX).where(theirs).values(values))
            connection.execute(sa.delete(UNREACHABLE).where(here))
            connection.execute(sa.insert(UNREACHABLE).values(channel=channel, sender=sender, since=self.clock()))

    def found_again(self, channel: str, sender: str) -> None:
        """The person has written."""
        here = sa.and_(UNREACHABLE.c.channel == channel, UNREACHABLE.c.sender == sender)
        with self.engine.begin() as connection:
            connection.execute(sa.delete(UNREACHABLE).where(here))

    def unreachable(self) -> set[tuple[str, str]]:
        """Everyone who cannot be reached."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(UNREACHABLE.c.channel, UNREACHABLE.c.sender))
            return {(row.channel, row.sender) for row in rows}

    # Housekeeping

    def due(self, channels: Sequence[str]) -> list[tuple[str, str]]:
        """Channel and person of everything that is to be delivered."""
        here = sa.and_(OUTBOX.c.state == READY, OUTBOX.c.channel.in_(channels))
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(OUTBOX.c.channel, OUTBOX.c.sender).where(here).distinct())
            return [(row.channel, row.sender) for row in rows]

    def release(self, channels: Sequence[str], older_than: float = 0.0) -> None:
        """Answers that a channel claimed and never confirmed go out by courier after all."""
        here = sa.and_(
            OUTBOX.c.state == CLAIMED, OUTBOX.c.channel.in_(channels), OUTBOX.c.changed <= self.clock() - older_than
        )
        with self.engine.begin() as connection:
            connection.execute(sa.update(OUTBOX).where(here).values(state=READY, changed=self.clock()))

    def prune(self, channels: Sequence[str]) -> None:
        """Erases answers after a day, keys and dead letters after a week. ``channels``: those that have a courier."""
        now = self.clock()
        with self.engine.begin() as connection:
            kept = sa.or_(OUTBOX.c.state.in_((ANSWERED, CLAIMED)), OUTBOX.c.channel.not_in(channels))
            connection.execute(sa.delete(OUTBOX).where(kept, OUTBOX.c.changed < now - ANSWERS_KEPT))
            connection.execute(sa.delete(OUTBOX).where(kept, OUTBOX.c.erase, OUTBOX.c.changed < now - GOODBYE_KEPT))
            over = OUTBOX.c.state.in_((SENT, DEAD))
            connection.execute(sa.delete(OUTBOX).where(over, OUTBOX.c.changed < now - KEYS_KEPT))
            connection.execute(sa.delete(INBOX).where(INBOX.c.done < now - KEYS_KEPT))

    def counts(self) -> dict[tuple[str, str], int]:
        """How many there are by channel and state: ``waiting`` in the inbox; ready, claimed and dead in the outbox."""
        found: dict[tuple[str, str], int] = {}
        with self.engine.connect() as connection:
            waiting = (
                sa.select(INBOX.c.channel, sa.func.count()).where(INBOX.c.done.is_(None)).group_by(INBOX.c.channel)
            )
            for channel, count in connection.execute(waiting):
                found[channel, "waiting"] = count
            shown = sa.select(OUTBOX.c.channel, OUTBOX.c.state, sa.func.count())
            shown = shown.where(OUTBOX.c.state.in_((READY, CLAIMED, DEAD))).group_by(OUTBOX.c.channel, OUTBOX.c.state)
            for channel, state, count in connection.execute(shown):
                found[channel, state] = count
        return found

    def letters(self, state: str, at_most: int = 100) -> list[Any]:
        """Rows of the outbox in a state, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(OUTBOX).where(OUTBOX.c.state == state).order_by(OUTBOX.c.id).limit(at_most)
            )
            return list(rows)

    def revive(self) -> int:
        """Dead letters become ready again; how many."""
        with self.engine.begin() as connection:
            values = {"state": READY, "attempts": 0, "not_before": 0.0, "reason": "", "changed": self.clock()}
            return int(connection.execute(sa.update(OUTBOX).where(OUTBOX.c.state == DEAD).values(values)).rowcount)
