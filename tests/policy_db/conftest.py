"""A prepared database and the compendium as read, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from policy_db.database import Database, migrate, open_database
from policy_db.ingest.files import MANIFESTS
from policy_db.ingest.manifest import Collection, read_collection


@pytest.fixture(scope="session")
def compendium() -> Collection:
    """The bundled compendium, read but not stored."""
    return read_collection(MANIFESTS[0])


@pytest.fixture(scope="session")
def prepared() -> Iterator[Database]:
    """A prepared database in memory; tests only read it."""
    database = open_database("sqlite://")
    database.prepare()
    yield database
    database.close()


@pytest.fixture
def session(prepared: Database) -> Iterator[Session]:
    """A session on the prepared database whose changes are thrown away."""
    with Session(prepared.engine, future=True) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database with the tables and nothing in them."""
    database = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    with database.engine.begin() as connection:
        migrate(connection)
    yield database
    database.close()
