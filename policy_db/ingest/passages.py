"""What a reader of a file format hands on: the text of the file passage by passage, nothing left out without a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policy_db.ingest.clause import Doubt
from policy_db.ingest.printed import Dropped, Printed, Table

Cells = list[list["str | None"]]


@dataclass(frozen=True)
class Passage:
    """One paragraph or line of a file. ``dropped``: why it is no part of the document ("" where it is).

    ``joins``: it goes on where the passage before it was cut by a line or page end. A table has ``cells``, row by row, and
    ``row_pages`` where its rows stand on different pages; its ``text`` is then not used.
    """

    text: str = ""
    page: int | None = None
    dropped: str = ""
    joins: bool = False
    cells: Cells | None = None
    row_pages: Sequence[int] = ()


@dataclass
class FileText:
    """A file as read: its passages, what its format says of the document beside the text, and what is doubtful about it.

    ``title``, ``doc_no``, ``issuer`` and ``issued`` come from labelled places of the file (发文字号：…), not from the text.
    ``published`` is the day on which a web page was put up, which may be later than the date of the document.
    """

    passages: list[Passage]
    title: str = ""
    doc_no: str = ""
    issuer: str = ""
    issued: dt.date | None = None
    published: dt.date | None = None
    annexes_missing: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def print_passages(file: Path, passages: Iterable[Passage]) -> Printed:
    """The passages as printed text; its ``raw`` is a passage a line, the cells of a table between tabs."""
    passages = list(passages)
    printed = Printed(file, "", unit="段")
    raw: list[str] = []
    offset = 0

    def put(text: str, end: str) -> int:
        nonlocal offset
        raw.append(text + end)
        start, offset = offset, offset + len(text) + len(end)
        return start

    for passage in passages:
        if passage.cells is not None:
            _put_table(printed, passage, put)
            continue
        start = put(passage.text, "\n")
        if passage.dropped:
            places = tuple(start + index for index, char in enumerate(passage.text) if not char.isspace())
            if places:
                printed.dropped.append(Dropped(passage.dropped, passage.text.strip(), passage.page, places))
        else:
            printed.append(passage.text, start, passage.page, " " if passage.joins else "\n")
    printed.raw = "".join(raw)
    return printed


def _put_table(printed: Printed, passage: Passage, put: object) -> None:
    start, gap = len(printed.chars), "\n"
    assert passage.cells is not None and callable(put)
    for number, row in enumerate(passage.cells):
        page = passage.row_pages[number] if passage.row_pages else passage.page
        for column, cell in enumerate(row):
            place = put(cell or "", "\t" if column + 1 < len(row) else "\n")
            printed.append(cell or "", place, page, gap)
            gap = " "
    if len(printed.chars) > start:
        printed.tables.append(Table(start, len(printed.chars), passage.cells))


__all__ = ["Cells", "FileText", "Passage", "print_passages"]
