"""The clauses that were found, with the headings above them and what is said of their document.

Read by column, since a question is answered from a handful of clauses and making objects of them took longer than finding them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Optional, Union

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from policy_db.documents import text_on
from policy_db.models import Clause, Document, EarlierClause, pages_between
from policy_db.search.catalog import Documents, Known

# A kilobyte each.
KEPT = 4096

# Key of the document and label.
Place = tuple[str, str]


@dataclass(frozen=True)
class Passage:
    """A clause: ``path`` is the headings above it, outermost first, its own last; ``pages`` are those it touches."""

    document: Known
    label: str
    text: str
    pages: tuple[int, ...]
    note: str
    path: tuple[str, ...]


class Passages:
    """The clauses of ``documents`` (as on their day), kept once read: questions come back to the same ones."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self._kept: dict[Place, Passage] = {}

    def read(self, session: Session, places: Collection[Place]) -> dict[Place, Passage]:
        """The clauses at ``places``, without those of which there is none."""
        found = {place: passage for place in places if (passage := self._kept.get(place)) is not None}
        new = _read(session, self.documents, [place for place in places if place not in found])
        if new:
            if len(self._kept) > KEPT:
                self._kept = {}
            self._kept.update(new)
        return {**found, **new}


def _read(session: Session, documents: Documents, places: Collection[Place]) -> dict[Place, Passage]:
    meant = [documents.known[key] for key in dict.fromkeys(key for key, _ in places) if key in documents.known]
    if not meant:
        return {}
    by_id = {document.id: document for document in meant}
    found: dict[Place, Passage] = {}
    asked = {"documents": list(by_id), "labels": list({label for _, label in places})}
    for row in session.connection().execute(_PLACED, asked):
        document = by_id[row.document_id]
        path = (*_above(session, row.beyond), row.outer, row.inner, row.heading)
        found[document.key, row.label] = Passage(
            document, row.label, row.text, tuple(pages_between(row.page_first, row.page_last)), row.note,
            tuple(heading for heading in path if heading))
    earlier = [document.id for document in meant if document.earlier]
    if earlier:
        for stored in session.execute(select(Document).where(Document.id.in_(earlier))).scalars():
            for clause in text_on(stored, documents.on).clauses:
                found[stored.key, clause.label] = Passage(
                    by_id[stored.id], clause.label, clause.text, tuple(clause.pages), clause.note, _path(clause))
    return found


def _above(session: Session, clause: Optional[int]) -> tuple[str, ...]:
    """The headings of a clause and of those above it; few clauses lie so deep that they are asked for."""
    headings: list[str] = []
    while clause is not None:
        heading, clause = session.connection().execute(_HEADING, {"clause": clause}).one()
        headings.insert(0, heading)
    return tuple(headings)


def _path(clause: Union[Clause, EarlierClause]) -> tuple[str, ...]:
    above = _path(clause.parent) if clause.parent is not None else ()
    return (*above, clause.heading) if clause.heading else above


_clause = Clause.__table__
_inner, _outer = _clause.alias("inner_clause"), _clause.alias("outer_clause")
# Made once: putting it together takes longer than reading its answer.
_PLACED = (
    select(
        _clause.c.document_id, _clause.c.label, _clause.c.heading, _clause.c.text, _clause.c.page_first, _clause.c.page_last,
        _clause.c.note, _inner.c.heading.label("inner"), _outer.c.heading.label("outer"), _outer.c.parent_id.label("beyond"))
    .select_from(_clause.outerjoin(_inner, _clause.c.parent_id == _inner.c.id)
                 .outerjoin(_outer, _inner.c.parent_id == _outer.c.id))
    .where(_clause.c.document_id.in_(bindparam("documents", expanding=True)),
           _clause.c.label.in_(bindparam("labels", expanding=True)))
)
_HEADING = select(_clause.c.heading, _clause.c.parent_id).where(_clause.c.id == bindparam("clause"))


__all__ = ["Passage", "Passages", "Place"]
