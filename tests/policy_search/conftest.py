"""A prepared database with the bundled documents, once for the tests of the search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from policy_db.database import Database, open_database


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('search') / 'policy.sqlite'}")
    database.prepare()
    yield database
    database.close()
