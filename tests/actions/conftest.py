"""A prepared database of its own for the actions, and a person who talks with them."""

from __future__ import annotations

import itertools

import pytest

from actions import store
from policy_db.database import Database, open_database
from tests.actions.talk import Talk

SENDERS = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The policy database, prepared once."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('actions') / 'policy.sqlite'}")
    database.prepare()
    return database


@pytest.fixture
def talk(prepared: Database, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Somebody new, whom the actions answer from the prepared database."""
    import sys

    for name, module in list(sys.modules.items()):
        if name.startswith("actions.") and getattr(module, "database", None) is not None:
            monkeypatch.setattr(module, "database", lambda: prepared)
    monkeypatch.setattr(store, "database", lambda: prepared)
    return Talk(f"talk-{next(SENDERS)}")
