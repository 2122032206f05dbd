"""Writes rows of DuckDB to CSV, XLSX or Parquet, whichever the name of the file says."""

from __future__ import annotations

from pathlib import Path

import duckdb

from policy_db.match.errors import Unusable
from policy_db.match.source import quoted

KINDS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet", ".xlsx": ""}
# What one sheet of Excel holds, less the header.
SHEET_ROWS = 1_048_575
FETCHED = 10_000


def check_out(out: Path) -> None:
    """Raises ``Unusable`` where a result cannot be written to ``out``."""
    if out.suffix.lower() not in KINDS:
        raise Unusable("out_kind", path=out)
    if not out.resolve().parent.is_dir():
        raise Unusable("out_folder", path=out.parent)


def check_size(out: Path, rows: int) -> None:
    """Raises ``Unusable`` where so many rows do not fit."""
    if out.suffix.lower() == ".xlsx" and rows > SHEET_ROWS:
        raise Unusable("too_many_rows", rows=rows)


def write(connection: duckdb.DuckDBPyConnection, select: str, kind: str, path: Path) -> None:
    """Writes the rows of the SELECT; ``kind`` is the suffix of the result, ``path`` may be named otherwise."""
    if kind != ".xlsx":
        connection.execute(f"COPY ({select}) TO '{quoted(path)}' ({KINDS[kind]})")
        return
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    cursor = connection.execute(select)
    sheet.append([name for name, *_ in cursor.description])
    while rows := cursor.fetchmany(FETCHED):
        for row in rows:
            sheet.append(row)
    book.save(path)
