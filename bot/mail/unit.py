"""One turn's dialogue, kept back until the whole turn is written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.mail.tables import DIALOGUES

# Built once: putting a statement together costs as much as running it.
_READ = sa.select(DIALOGUES.c.events).where(DIALOGUES.c.sender == sa.bindparam("who"))
_CHANGE = sa.update(DIALOGUES).where(DIALOGUES.c.sender == sa.bindparam("who")).values(events=sa.bindparam("what"))
_ADD = sa.insert(DIALOGUES)


class Unit:
    """Dialogues as a turn leaves them; ``None`` is a deleted one."""

    def __init__(self) -> None:
        self.dialogues: dict[str, Optional[str]] = {}

    def write(self, connection: Connection) -> None:
        """Writes them, as part of the caller's transaction."""
        for sender, events in self.dialogues.items():
            _write(connection, sender, events)


_UNIT: ContextVar[Optional[Unit]] = ContextVar("zjtx_unit", default=None)


@contextmanager
def unit_of_work() -> Iterator[Unit]:
    """Whatever ``Dialogues`` is told to write inside, also by tasks begun inside, stays in the unit."""
    unit = Unit()
    token = _UNIT.set(unit)
    try:
        yield unit
    finally:
        _UNIT.reset(token)


class Dialogues:
    """The dialogues of a database, each as one text."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def read(self, sender: str) -> Optional[str]:
        """The dialogue as it was written last, within this unit or before."""
        unit = _UNIT.get()
        if unit is not None and sender in unit.dialogues:
            return unit.dialogues[sender]
        with self.engine.connect() as connection:
            found = connection.execute(_READ, {"who": sender}).scalar()
        return None if found is None else str(found)

    def write(self, sender: str, events: Optional[str]) -> None:
        """Keeps the dialogue, or forgets it (``None``): with the unit's transaction, or at once outside one."""
        unit = _UNIT.get()
        if unit is not None:
            unit.dialogues[sender] = events
            return
        with self.engine.begin() as connection:
            _write(connection, sender, events)

    def senders(self) -> list[str]:
        """Everyone of whom a dialogue is kept."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(DIALOGUES.c.sender)).scalars())


def _write(connection: Connection, sender: str, events: Optional[str]) -> None:
    if events is None:
        connection.execute(sa.delete(DIALOGUES).where(DIALOGUES.c.sender == sender))
    elif not connection.execute(_CHANGE, {"who": sender, "what": events}).rowcount:
        connection.execute(_ADD, {"sender": sender, "events": events})
