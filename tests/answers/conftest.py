"""The actions over a database of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions import store
from policy_db.database import Database


@pytest.fixture(scope="session", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The prepared database that the actions of this process read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZJTX_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('answers') / 'policy.sqlite'}")
        store.database.cache_clear()
        yield store.database()
        store.database().close()
        store.database.cache_clear()
