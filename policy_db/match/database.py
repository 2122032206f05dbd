"""A table of enterprises in a database: the rules run there where its columns hold facts as such, else it is copied first."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.sql.expression import FromClause, Select

from policy_db.facts.catalog import FACTS
from policy_db.facts.places import AmbiguousPlace, UnknownPlace, full_name
from policy_db.match.dialect import column_types
from policy_db.match.errors import Unusable
from policy_db.match.header import Column
from policy_db.match.reading import LARGEST
from policy_db.match.source import Staged, stage_rows
from policy_db.match.wording import words

TABLE = "enterprises"
# Databases whose SQL the rules are written in; a table elsewhere is copied.
DIALECTS = ("sqlite", "postgresql")
FETCHED = 10_000


def is_url(source: str) -> bool:
    """Whether the source is a database rather than a file."""
    return re.match(r"[a-z][a-z0-9+.]*://", source, re.IGNORECASE) is not None


@contextmanager
def opened(source: str, table: str) -> Iterator[Enterprises]:
    """The table ``#name`` of a database URL, or ``table``. Raises ``Unusable``; no message shows a password."""
    address, _, named = source.partition("#")
    try:
        url = make_url(address)
        shown = url.render_as_string(hide_password=True)
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
            raise Unusable("missing", path=url.database)
        engine = sa.create_engine(url, future=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise Unusable("no_driver", url=address.partition("://")[0] + "://…") from error
    try:
        with engine.connect() as connection:
            inspector = sa.inspect(connection)
            tables = [*inspector.get_table_names(), *inspector.get_view_names()]
            name = named or table
            if name not in tables:
                raise Unusable("no_table", table=name, tables=str(words()["or"]).join(tables))
            yield Enterprises(connection, sa.Table(name, sa.MetaData(), autoload_with=connection), f"{shown}#{name}")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise Unusable("database", url=shown, reason=reason) from error
    finally:
        engine.dispose()


class Enterprises:
    """A table of enterprises. ``names`` are its columns, ``shown`` says which table it is."""

    def __init__(self, connection: Connection, table: sa.Table, shown: str) -> None:
        self.connection, self.table, self.shown = connection, table, shown
        self.names = [column.name for column in table.columns]

    @cached_property
    def count(self) -> int:
        """How many rows the table has."""
        return int(self.connection.execute(sa.select(sa.func.count()).select_from(self.table)).scalar_one())

    def about(self) -> list[Any]:
        """By what an interrupted match knows the table again: no database tells cheaply whether a row changed."""
        return [self.shown, self.names, self.count]

    def clean(self, columns: Sequence[Column]) -> bool:
        """Whether every fact column holds nothing but its fact's own values, so that the rules can run in the database."""
        if self.connection.dialect.name not in DIALECTS:
            return False
        facts = [(self.table.c[column.name], column) for column in columns if column.fact]
        if any(not self._typed(cell, column) for cell, column in facts):
            return False
        strange = sa.or_(*(self._strange(cell, str(column.fact)) for cell, column in facts))
        if self.connection.execute(sa.select(self.table.c[self.names[0]]).where(strange).limit(1)).first() is not None:
            return False
        regions = [cell for cell, column in facts if column.fact and FACTS[column.fact].type == "text"]
        return all(self._full_names(cell) for cell in regions)

    def facts(self, columns: Sequence[Column]) -> tuple[FromClause, list[str], list[str]]:
        """The table with its facts by id and its other columns by ``k0…``; the latter's names here and there."""
        kinds = column_types()
        carried = [column.name for column in columns if column.fact is None] or [self.names[0]]
        keys = [f"k{index}" for index in range(len(carried))]
        facts = ((self.table.c[column.name], column.fact) for column in columns if column.fact)
        inner = sa.select(
            *(self.table.c[name].label(key) for name, key in zip(carried, keys)),
            *(sa.type_coerce(cell, kinds[fact]).label(fact) for cell, fact in facts),
        )
        return inner.subquery(), keys, carried

    def save(self, statement: Select, path: Path) -> None:
        """Runs the statement and writes its rows as CSV without a header."""
        result = self.connection.execution_options(stream_results=True).execute(statement)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            while rows := result.fetchmany(FETCHED):
                writer.writerows(rows)

    def stage(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> Staged:
        """A copy of the table as text in Parquet."""
        return stage_rows(self._rows(), folder, connection, self.shown)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        # Row numbers count from 1; the header bears none.
        yield 0, self.names
        result = self.connection.execution_options(stream_results=True).execute(sa.select(self.table))
        numbers = itertools.count(1)
        while rows := result.fetchmany(FETCHED):
            for row, number in zip(rows, numbers):
                yield number, ["" if value is None else str(value) for value in row]

    def _typed(self, cell: sa.Column[Any], column: Column) -> bool:
        fact = FACTS[str(column.fact)]
        if column.unit != 1:
            return False
        if self.connection.dialect.name == "sqlite":
            return True
        if fact.type == "bool":
            return isinstance(cell.type, sa.Boolean)
        return isinstance(cell.type, (sa.Numeric, sa.Integer) if fact.numeric else sa.String)

    def _strange(self, cell: sa.Column[Any], name: str) -> sa.sql.ColumnElement[Any]:
        """Where a cell is known, but not a value of the fact."""
        fact, plain = FACTS[name], []
        value = sa.type_coerce(cell, column_types()[name])
        if fact.numeric:
            low = -LARGEST if fact.minimum is None else fact.minimum
            high = LARGEST if fact.maximum is None else fact.maximum
            plain.append(value.between(low, high))
            if fact.type == "int":
                plain.append(value == sa.cast(sa.cast(cell, sa.BigInteger), sa.Float))
        elif fact.type == "enum":
            plain.append(value.in_(fact.values))
        if self.connection.dialect.name == "sqlite":
            # A column of SQLite may hold anything, whatever its type says.
            kinds = ("integer", "real") if fact.numeric else ("integer",) if fact.type == "bool" else ("text",)
            plain.append(sa.func.typeof(cell).in_(kinds))
            if fact.type == "bool":
                plain.append(sa.type_coerce(cell, sa.Integer).in_((0, 1)))
        return sa.and_(cell.is_not(None), sa.not_(sa.and_(sa.true(), *plain)))

    def _full_names(self, cell: sa.Column[Any]) -> bool:
        for (place,) in self.connection.execute(sa.select(cell).distinct().where(cell.is_not(None))):
            try:
                if full_name(place) != place:
                    return False
            except (UnknownPlace, AmbiguousPlace):
                return False
        return True
