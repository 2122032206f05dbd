"""The policy database as the actions use it: opened and prepared once per process."""

from __future__ import annotations

from functools import lru_cache

from policy_db.database import Database, open_database


@lru_cache(maxsize=1)
def database() -> Database:
    """The prepared database of this process."""
    opened = open_database()
    opened.prepare()
    return opened
