"""A slice of a staged table as facts: plain cells by DuckDB, all others by ``read_cell``, once per different text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from policy_db.facts.catalog import FACTS, Fact
from policy_db.match.cells import BadCell, read_cell
from policy_db.match.header import Column
from policy_db.match.source import ROW, Staged, quoted
from policy_db.match.wording import words

# No amount, count or ratio of an enterprise comes near it; what is larger is not a number that somebody meant.
LARGEST = 1e15
# How many of the words for yes and for no DuckDB looks for itself; with more it would join a table of them.
COMMON = 4
KINDS = {"bool": "BOOLEAN", "enum": "VARCHAR", "text": "VARCHAR"}


@dataclass(frozen=True)
class Cell:
    """A column as SQL: its cell, null where empty; the same as text; its value where it is plain, and whether it is.

    ``typed`` says that the column can hold nothing but values of its fact.
    """

    column: Column
    fact: Fact
    cell: str
    text: str
    value: str
    plain: str
    typed: bool


class Reader:
    """Reads slices of a staged table into the tables ``enterprises`` (keys ``k0…`` and facts) and ``refused``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, staged: Staged, columns: Sequence[Column]) -> None:
        self.connection, self.staged, self.columns = connection, staged, columns
        source = f"read_parquet('{quoted(staged.path)}', file_row_number = true)"
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        self._types = {name: kind for name, kind, *_ in described}
        self._source = source
        self.keys = [index for index, column in enumerate(columns) if column.fact is None]
        self.cells = [
            _cell(column, identifier(name), self._types[name])
            for name, column in zip(staged.columns, columns)
            if column.fact is not None
        ]

    @property
    def count(self) -> int:
        """How many rows the table has."""
        return int(self.connection.execute(f"SELECT count(*) FROM {self._source}").fetchall()[0][0])

    def read(self, start: int, end: int) -> None:
        """Makes ``enterprises`` and ``refused`` (row, column, text, reason) from rows ``start`` to ``end`` (exclusive)."""
        names = self.staged.columns
        row = identifier(ROW) if self.staged.row == ROW else self.staged.row
        kept = f"file_row_number >= {start} AND file_row_number < {end}"
        if set(self._types.values()) == {"VARCHAR", "BIGINT"}:
            # Spreadsheets saved as CSV end in rows of commas.
            kept += f" AND coalesce({', '.join(map(identifier, names))}) IS NOT NULL"
        # Views, not tables: a row is looked at twice and copied never.
        self.connection.execute(
            f'CREATE OR REPLACE TEMP VIEW raw AS SELECT {row} AS "{ROW}", {", ".join(map(identifier, names))} '
            f"FROM {self._source} WHERE {kept}"
        )
        odd = list(self._odd())
        self._refuse(odd)
        joins = " ".join(f"LEFT JOIN read_{cell.fact.id} ON read_{cell.fact.id}.text = {cell.text}" for cell in odd)
        if self.connection.execute("SELECT count(*) FROM refused").fetchall() != [(0,)]:
            joins += f' WHERE "{ROW}" NOT IN (SELECT number FROM refused)'
        keys = [f'"{ROW}"', *(f"{identifier(names[key])} AS k{key}" for key in self.keys)]
        facts = [f"{self._value(cell, cell in odd)} AS {cell.fact.id}" for cell in self.cells]
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW enterprises AS SELECT {', '.join((*keys, *facts))} FROM raw {joins}"
        )

    def _odd(self) -> Iterator[Cell]:
        """The columns with cells that are not plain; each gets a table of what these say."""
        cells = [cell for cell in self.cells if not cell.typed]
        if not cells:
            return
        strange = ", ".join(f"bool_or({cell.cell} IS NOT NULL AND NOT {cell.plain})" for cell in cells)
        for cell, any_ in zip(cells, self.connection.execute(f"SELECT {strange} FROM raw").fetchall()[0]):
            if any_:
                self._read_texts(cell)
                yield cell

    def _read_texts(self, cell: Cell) -> None:
        texts = self.connection.execute(f"SELECT DISTINCT {cell.text} FROM raw WHERE NOT {cell.plain}").fetchall()
        said, values, reasons = [], [], []
        for (text,) in texts:
            if text is None:
                continue
            value = reason = None
            try:
                value = read_cell(cell.fact.id, text, cell.column.unit)
            except BadCell as problem:
                reason = str(problem)
            said.append(text)
            values.append(value)
            reasons.append(reason)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE read_{cell.fact.id} AS SELECT unnest($said::VARCHAR[]) AS text, "
            f"unnest($values::{KINDS.get(cell.fact.type, 'DOUBLE')}[]) AS value, unnest($reasons::VARCHAR[]) AS reason",
            {"said": said, "values": values, "reasons": reasons},
        )

    def _refuse(self, odd: Sequence[Cell]) -> None:
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE refused (number BIGINT, place INTEGER, name VARCHAR, text VARCHAR, reason VARCHAR)"
        )
        for place, cell in enumerate(odd):
            known = f"read_{cell.fact.id}"
            self.connection.execute(
                f'INSERT INTO refused SELECT "{ROW}", {place}, $name, {known}.text, reason FROM raw '
                f"JOIN {known} ON {known}.text = {cell.text} WHERE reason IS NOT NULL AND NOT {cell.plain}",
                {"name": cell.column.name},
            )

    @staticmethod
    def _value(cell: Cell, odd: bool) -> str:
        return f"CASE WHEN {cell.plain} THEN {cell.value} ELSE read_{cell.fact.id}.value END" if odd else cell.value


def _cell(column: Column, name: str, kind: str) -> Cell:
    assert column.fact is not None
    fact = FACTS[column.fact]
    cell = f"nullif(trim({name}), '')" if kind == "VARCHAR" else name
    text = cell if kind == "VARCHAR" else f"{name}::VARCHAR"
    typed = fact.type == "bool" and kind == "BOOLEAN"
    if fact.numeric and kind != "BOOLEAN":
        value = f"TRY_CAST({name} AS DOUBLE)" if kind != "DOUBLE" else name
        if column.unit != 1:
            value = f"round({value} * {column.unit!r}, 9)"
        low = -LARGEST if fact.minimum is None else fact.minimum
        high = LARGEST if fact.maximum is None else fact.maximum
        plain = f"{value} BETWEEN {low} AND {high}"
        if fact.type == "int":
            plain += f" AND {value} = floor({value})"
    elif typed:
        value, plain = name, "true"
    elif fact.type == "bool" and kind == "VARCHAR":
        value, no = (f"lower({cell}) IN ({_listed(words()[word][:COMMON])})" for word in ("true", "false"))
        plain = f"({value} OR {no})"
    elif fact.type == "enum" and kind == "VARCHAR":
        value, plain = cell, f"{cell} IN ({_listed(fact.values)})"
    else:
        value, plain = f"NULL::{KINDS.get(fact.type, 'DOUBLE')}", "false"
    return Cell(column, fact, cell, text, value, f"coalesce({plain}, false)", typed)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def identifier(name: str) -> str:
    """A column name inside SQL."""
    return '"' + name.replace('"', '""') + '"'


__all__ = ["Reader", "identifier"]
