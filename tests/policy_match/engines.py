"""Engines on which a batch of enterprises is matched by the compiled rules, for the agreement tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, Optional, Protocol

import duckdb
import sqlalchemy as sa

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import column_types, render
from policy_db.match.query import Matching, matching
from policy_db.rules import RuleVersion


class Row(NamedTuple):
    """What a database says about one enterprise and one program."""

    verdict: str
    failing: list[str]
    open: list[str]
    next_fact: Optional[str]


class Engine(Protocol):
    """Matches a batch, in order."""

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]: ...


TABLE = sa.Table(
    "enterprises",
    sa.MetaData(),
    sa.Column("row", sa.Integer, primary_key=True),
    *(sa.Column(name, kind) for name, kind in column_types().items()),
)


def rows(found: Iterable[Sequence[Any]]) -> list[Row]:
    """Result rows in the order of their enterprises."""
    return [
        Row(verdict, failing.split(";") if failing else [], open_.split(";") if open_ else [], next_fact)
        for _, _, _, verdict, failing, _, open_, next_fact in sorted(found, key=lambda row: int(row[0]))
    ]


class SqlAlchemyEngine:
    """SQLite or PostgreSQL, through SQLAlchemy itself."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, future=True)
        with self.engine.begin() as connection:
            TABLE.drop(connection, checkfirst=True)
            TABLE.create(connection)
        self.statement = cache(lambda rules: matching(rules, Matching(TABLE, ["row"], fenced=True)))

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]:
        with self.engine.begin() as connection:
            connection.execute(TABLE.delete())
            values = [{"row": index, **{name: facts.get(name) for name in FACTS}} for index, facts in enumerate(enterprises)]
            connection.execute(TABLE.insert(), values)
            return rows(connection.execute(self.statement(rules)))


class DuckEngine:
    """DuckDB, through the rendered dialect."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        kinds = {"bool": "BOOLEAN", "text": "VARCHAR", "enum": "VARCHAR"}
        columns = ", ".join(f'"{fact.id}" {kinds.get(fact.type, "DOUBLE")}' for fact in FACTS.values())
        self.connection.execute(f'CREATE TABLE enterprises ("row" INTEGER, {columns})')
        self.statement = cache(lambda rules: render(matching(rules, Matching(TABLE, ["row"])), "duckdb"))

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]:
        self.connection.execute("DELETE FROM enterprises")
        columns = ", ".join(f"unnest(${name})" for name in ("row", *FACTS))
        values = {name: [facts.get(name) for facts in enterprises] for name in FACTS}
        values["row"] = list(range(len(enterprises)))
        self.connection.execute(f"INSERT INTO enterprises SELECT {columns}", values)
        return rows(self.connection.execute(self.statement(rules)).fetchall())
