"""Engines on which a batch of enterprises is matched by the compiled rules, for the agreement tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import duckdb
import sqlalchemy as sa

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import column_types, render
from policy_db.match.query import Matching, matching
from policy_db.rules import RuleVersion

Row = tuple[str, frozenset[str], frozenset[str]]


class Engine(Protocol):
    """Verdict, failing and open criteria for each enterprise, in order."""

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]: ...


def table() -> sa.Table:
    """A table with a row number and one nullable column per fact."""
    columns = [sa.Column(name, kind) for name, kind in column_types().items()]
    return sa.Table("enterprises", sa.MetaData(), sa.Column("row", sa.Integer, primary_key=True), *columns)


def rows(found: Iterable[Sequence[Any]]) -> list[Row]:
    """Result rows in the order of their enterprises."""
    return [
        (row[3], frozenset(filter(None, row[4].split(";"))), frozenset(filter(None, row[5].split(";"))))
        for row in sorted(found, key=lambda row: row[0])
    ]


class SqlAlchemyEngine:
    """SQLite or PostgreSQL, through SQLAlchemy itself."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, future=True)
        self.table = table()
        with self.engine.begin() as connection:
            self.table.drop(connection, checkfirst=True)
            self.table.create(connection)

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]:
        with self.engine.begin() as connection:
            connection.execute(self.table.delete())
            values = [{"row": index, **{name: facts.get(name) for name in FACTS}} for index, facts in enumerate(enterprises)]
            connection.execute(self.table.insert(), values)
            return rows(connection.execute(matching(rules, Matching(self.table, ["row"]))))


class DuckEngine:
    """DuckDB, through the rendered dialect."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        kinds = {"bool": "BOOLEAN", "text": "VARCHAR", "enum": "VARCHAR"}
        columns = ", ".join(f'"{fact.id}" {kinds.get(fact.type, "DOUBLE")}' for fact in FACTS.values())
        self.connection.execute(f'CREATE TABLE enterprises ("row" INTEGER, {columns})')

    def match(self, rules: RuleVersion, enterprises: Sequence[dict[str, Any]]) -> list[Row]:
        self.connection.execute("DELETE FROM enterprises")
        marks = ", ".join("?" * (len(FACTS) + 1))
        values = [[index, *(facts.get(name) for name in FACTS)] for index, facts in enumerate(enterprises)]
        self.connection.executemany(f"INSERT INTO enterprises VALUES ({marks})", values)
        statement = render(matching(rules, Matching(table(), ["row"])), "duckdb")
        return rows(self.connection.execute(statement).fetchall())
