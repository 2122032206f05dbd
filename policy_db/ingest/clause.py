"""A document as read from a source, before it is stored: its metadata, its clauses in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policy_db.ingest.corrections import Correction

KINDS = ("title", "part", "section", "article", "item", "paragraph", "signature")


@dataclass
class ReadClause:
    """One clause. ``text`` has the sure corrections, ``original`` is as printed; neither repeats the text of sub-clauses.

    ``span`` is the clause's own place in the printed text. ``missing``: the number is not printed in the source (lost with a
    page), the clause stands only for the place of what follows; its text is then empty or lacks its beginning.
    ``cells``: the rows of a table (None in a row: covered by a merged cell).
    """

    label: str
    kind: str
    parent: str | None
    heading: str
    text: str
    original: str
    pages: list[int]
    span: tuple[int, int]
    missing: bool = False
    note: str = ""
    cells: list[list[str | None]] | None = None


@dataclass
class ReadCorrection:
    """A listed correction and the clause that it touches (None: it touches furniture, such as a heading of the book)."""

    correction: Correction
    clause: str | None


@dataclass(frozen=True)
class Doubt:
    """Something read that a person must confirm: the ``field`` of the description that would settle it, and what is doubtful."""

    field: str
    message: str


@dataclass
class ReadDocument:
    """``metadata`` has the columns of the documents table that come from the source's description.

    ``unsaid``: the columns that neither the file nor a person states; an update leaves them as they are stored.
    ``doubts``: what was guessed or does not fit; ``dropped``: the reasons for which passages of the file were left out, each
    with the number of passages.
    """

    key: str
    metadata: dict[str, Any]
    clauses: list[ReadClause] = field(default_factory=list)
    corrections: list[ReadCorrection] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()


__all__ = ["KINDS", "Doubt", "ReadClause", "ReadCorrection", "ReadDocument"]
