"""The database of conversations and of the post. One for both, so that one transaction can write to both."""

from __future__ import annotations

import os
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from bot.home import home
from bot.mail.tables import METADATA


def open_database(url: Optional[str] = None) -> Engine:
    """An engine for ``url``, else ``ZJTX_DATABASE_URL``, else ``dialogues.db`` in the data directory; tables are there."""
    url = url or os.environ.get("ZJTX_DATABASE_URL") or f"sqlite:///{home() / 'dialogues.db'}"
    # SQLAlchemy would open the SQLite file anew for every statement; a pool keeps it open.
    engine: Engine = sa.create_engine(url, future=True, poolclass=QueuePool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _fast_commits)
    METADATA.create_all(engine)
    return engine


def _fast_commits(connection: Any, _: Any) -> None:
    """A commit without waiting for the disk: a power cut may lose the last turns, a killed process none, neither the file."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
