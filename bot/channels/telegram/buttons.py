"""Short ids for what buttons say: a button may carry 64 bytes, a payload is as long as it likes."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

METADATA = sa.MetaData()
BUTTONS = sa.Table(
    "telegram_buttons",
    METADATA,
    sa.Column("id", sa.String(24), primary_key=True),
    sa.Column("sender", sa.String(255), nullable=False, index=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("shown", sa.Float, nullable=False, index=True),
)
KEPT_FOR = 30 * 86400.0


class Buttons:
    """Which buttons each person has been shown in the last month."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.clock = engine, clock
        METADATA.create_all(engine)

    def ids(self, sender: str, payloads: Sequence[str]) -> list[str]:
        """An id for each payload. The same person and payload have the same id, so that showing it again adds nothing."""
        found = {_id(sender, payload): payload for payload in payloads}
        here, now = BUTTONS.c.id.in_(list(found)), self.clock()
        with self.engine.begin() as connection:
            connection.execute(sa.delete(BUTTONS).where(BUTTONS.c.shown < now - KEPT_FOR))
            connection.execute(sa.update(BUTTONS).where(here).values(shown=now))
            known = set(connection.execute(sa.select(BUTTONS.c.id).where(here)).scalars())
            rows = [
                {"id": each, "sender": sender, "payload": payload, "shown": now}
                for each, payload in found.items()
                if each not in known
            ]
            if rows:
                connection.execute(sa.insert(BUTTONS), rows)
        return [_id(sender, payload) for payload in payloads]

    def payload(self, sender: str, button: str) -> Optional[str]:
        """What the button says; ``None`` for one that this person was not shown, or too long ago."""
        here = sa.and_(BUTTONS.c.id == button, BUTTONS.c.sender == sender, BUTTONS.c.shown >= self.clock() - KEPT_FOR)
        with self.engine.connect() as connection:
            found: Any = connection.execute(sa.select(BUTTONS.c.payload).where(here)).scalar()
        return None if found is None else str(found)


def forget_buttons(connection: Connection, sender: str) -> None:
    """Deletes a person's buttons."""
    connection.execute(sa.delete(BUTTONS).where(BUTTONS.c.sender == sender))


def _id(sender: str, payload: str) -> str:
    digest = hashlib.sha256(f"{sender}\n{payload}".encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()
