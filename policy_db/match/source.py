"""Where enterprises come from: CSV, XLSX, Parquet or a database. Each becomes one Parquet file that keeps every cell as it is."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Optional

import duckdb

from policy_db.match.errors import Unusable
from policy_db.match.header import recognised
from policy_db.match.wording import say

ENCODINGS = ("utf-8-sig", "gb18030")
BLOCK = 1 << 20
# A sheet often begins with a title; the header is looked for in this many rows.
TITLE_ROWS = 10
# The row number of a staged table.
ROW = "__row"


@dataclass(frozen=True)
class Staged:
    """A table as Parquet: its header, what the columns are called inside the file, and the SQL for the row number that a
    person would give (the header of a CSV or sheet is row 1)."""

    path: Path
    names: tuple[str, ...]
    columns: tuple[str, ...]
    row: str
    rejected: tuple[tuple[int, str], ...] = ()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def stage(path: Path, folder: Path, connection: duckdb.DuckDBPyConnection) -> Staged:
    """The table in a file as Parquet in ``folder``; a Parquet file is used as it is. Raises ``Unusable``."""
    kind = path.suffix.lower()
    if kind == ".parquet":
        return _parquet(path, connection)
    if kind == ".xlsx":
        return stage_rows(sheet_rows(path), folder, connection, str(path))
    return _csv(path, folder, connection)


def stage_rows(
    rows: Iterable[tuple[int, Sequence[str]]], folder: Path, connection: duckdb.DuckDBPyConnection, source: str
) -> Staged:
    """Numbered rows of text as Parquet; the first is the header. Rows of another width are set aside with the reason."""
    numbered = iter(rows)
    _, header = next(numbered, (0, ()))
    names = _unique(header)
    if not names:
        raise Unusable("empty", path=source)
    rejected: list[tuple[int, str]] = []
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, cells in numbered:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                key = "row_too_long" if len(cells) > len(names) else "row_too_short"
                rejected.append((number, say(key, found=len(cells), wanted=len(names))))
            else:
                writer.writerow((number, *cells))
    staged = Staged(folder / "rows.parquet", names, _inner(names), ROW, tuple(rejected))
    _copy_csv(connection, path, [ROW, *staged.columns], 0, ",", staged.path)
    path.unlink()
    return staged


def sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet from its header on, cells as text."""
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise Unusable("broken", path=path, kind="XLSX") from error
    sheet = book.worksheets[0]
    # Some programs write a wrong size, and rows beyond it would be lost.
    sheet.reset_dimensions()
    rows = ((number, [_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1))
    first: list[tuple[int, list[str]]] = []
    for number, row in rows:
        if any(row):
            first.append((number, row))
        if len(first) == TITLE_ROWS:
            break
    start = next((index for index, (_, row) in enumerate(first) if recognised(row)), 0)
    width = max((index for index, cell in enumerate(first[start][1], 1) if cell), default=0) if first else 0
    for number, row in (*first[start:], *rows):
        filled = max((index for index, cell in enumerate(row, 1) if cell), default=0)
        yield number, [*row, *[""] * width][: max(width, filled)]
    book.close()


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        # Excel keeps 4.5% as 0.045; what the reader of the sheet saw is 4.5%.
        return f"{round(value * 100, 9)}%" if "%" in str(cell.number_format) else repr(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Staged:
    try:
        found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error as error:
        raise Unusable("broken", path=path, kind="Parquet") from error
    names = tuple(name for name, *_ in found)
    return Staged(path, names, names, "file_row_number + 1")


def _csv(path: Path, folder: Path, connection: duckdb.DuckDBPyConnection) -> Staged:
    text = _utf8(path, folder)
    with text.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        delimiter = max(",\t;", key=head.count)
        file.seek(0)
        reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
        names = _unique(next(reader, []))
        lines = reader.line_num
    if not names:
        raise Unusable("empty", path=path)
    staged = Staged(folder / "rows.parquet", names, _inner(names), "file_row_number + 2")
    try:
        _copy_csv(connection, text, staged.columns, lines, delimiter, staged.path)
        return staged
    except duckdb.Error:
        # Some row is not as wide as the header, or its quotes are open: read row by row, so that only those are refused.
        csv.field_size_limit(1 << 30)
        with text.open(encoding="utf-8-sig", newline="") as file:
            return stage_rows(_csv_rows(file, delimiter), folder, connection, str(path))


def _csv_rows(file: IO[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    # Numbered as a spreadsheet shows them: the header is row 1.
    reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
    yield from enumerate((row for row in reader if row), 1)


def _copy_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[str], skip: int, delimiter: str, target: Path
) -> None:
    types = ", ".join(f"'{name}': '{'BIGINT' if name == ROW else 'VARCHAR'}'" for name in columns)
    connection.execute(
        f"COPY (SELECT * FROM read_csv(?, columns = {{{types}}}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = '{delimiter}', quote = '\"', escape = '\"', nullstr = '', max_line_size = 16777216)) "
        f"TO '{quoted(target)}' (FORMAT parquet)",
        [str(path)],
    )


def quoted(path: Path) -> str:
    """A path inside a SQL string."""
    return str(path.absolute()).replace("'", "''")


def _utf8(path: Path, folder: Path) -> Path:
    """The file itself where it is UTF-8, else a copy in UTF-8; raises ``Unusable`` for any other encoding than GBK."""
    with path.open("rb") as file:
        start = file.read(2)
    encodings = ("utf-16",) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
    encoding = next((encoding for encoding in encodings if _decodes(path, encoding)), None)
    if encoding is None:
        raise Unusable("encoding", path=path)
    if encoding == "utf-8-sig":
        return path
    copy = folder / "input.csv"
    with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        while block := source.read(BLOCK):
            target.write(block)
    return copy


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _inner(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"c{index}" for index in range(len(names)))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """The header with a name for every column, none twice."""
    found: dict[str, Optional[str]] = {}
    for index, name in enumerate(names, 1):
        name = name.strip() or f"column{index}"
        while name in found:
            name += "_"
        found[name] = None
    return tuple(found) if any(name.strip() for name in names) else ()
