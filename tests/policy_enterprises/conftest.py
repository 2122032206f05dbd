"""A database of its own for every test, with the schema and nothing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from policy_db.database import Database, migrate, open_database


@pytest.fixture(scope="session")
def schema() -> Database:
    """One migrated database in memory; each test rolls back what it wrote."""
    database = open_database("sqlite://")
    with database.engine.begin() as connection:
        migrate(connection)
    return database


@pytest.fixture
def session(schema: Database) -> Iterator[object]:
    """A session whose work is undone afterwards."""
    from sqlalchemy.orm import Session

    with Session(schema.engine, future=True) as session:
        yield session
        session.rollback()
