"""The documents as the search sees them before it reads a clause: what is held, and which ones a question names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Optional

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from policy_db.documents import normalise_number, status_on, text_on, value_of
from policy_db.models import Document
from policy_db.search.index import Index, index_digest
from policy_db.search.query import Question
from policy_db.search.rank import Flags

# A shorter name stands in too many sentences by chance.
SHORTEST_NAME = 4

Seen = Any

# As text for the driver: this stands before every question, and SQLAlchemy's way to it takes as long as the answer.
_SEEN = {True: "SELECT count(id), string_agg(digest, ',' ORDER BY id) FROM documents",
         False: "SELECT count(id), group_concat(digest) FROM documents"}


@dataclass(frozen=True)
class Known:
    """A document with the names that people give it and what is said of it beside a clause, as on the day it was read for.

    ``status`` has upcoming besides the stored ones; ``earlier``: on that day another text counted than the one that is stored.
    """

    id: int
    key: str
    doc_no: Optional[str]
    names: tuple[str, ...]
    title: str
    issuer: str
    issued: Optional[date]
    status: str
    status_reason: str
    printed_state: str
    earlier: bool


@dataclass(frozen=True)
class Documents:
    """All documents; ``held`` gives the digest of those whose text is here, ``seen`` tells whether anything has changed.

    ``known`` is by key, ``digest`` that of the index over them. ``on``: as on that day, without those that were not issued yet.
    """

    seen: Seen
    digest: str
    known: Mapping[str, Known]
    held: Mapping[str, str]
    on: Optional[date] = None

    @cached_property
    def by_beginning(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """(name, key) of every name, by its first characters."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.known.values():
            for name in one.names:
                found.setdefault(name[:SHORTEST_NAME], []).append((name, one.key))
        return found

    def named_in(self, text: str) -> set[str]:
        """The keys of the documents of which a name stands in ``text``."""
        return {
            key for at in range(len(text) - SHORTEST_NAME + 1)
            for name, key in self.by_beginning.get(text[at:at + SHORTEST_NAME], ()) if text.startswith(name, at)}


def documents_seen(session: Session) -> Seen:
    """A mark that changes when a document comes, goes or changes: cheap, so that it can be looked at before every question."""
    seen: Seen = session.connection().exec_driver_sql(_SEEN[session.get_bind().dialect.name == "postgresql"]).one()
    return seen


def read_documents(session: Session, seen: Seen, on: Optional[date] = None) -> Documents:
    """The documents with their names; ``on``: as they were on that day."""
    known: dict[str, Known] = {}
    held: dict[str, str] = {}
    query = select(Document).options(joinedload(Document.successor), selectinload(Document.earlier)).order_by(Document.id)
    for document in session.execute(query).scalars():
        status = status_on(document, on)
        if status is None:
            continue
        text = text_on(document, on)
        names = (document.title, document.key, *document.aliases)
        known[document.key] = Known(
            document.id, document.key, value_of(text, "doc_no"), tuple(name for name in names if len(name) >= SHORTEST_NAME),
            title=value_of(text, "title"), issuer=value_of(text, "issuer") or "", issued=document.issued, status=status,
            status_reason=value_of(text, "status_reason") or "", printed_state=document.printed_state,
            earlier=text is not document)
        if document.held:
            held[document.key] = text.digest
    return Documents(seen, index_digest(held), known, held, on)


def documents_meant(documents: Documents, index: Index, question: Question) -> tuple[Flags, Flags, tuple[str, ...]]:
    """Which indexed documents a question names by number, which by a name, and the numbers that no held document has."""
    numbered: set[str] = set()
    unheld = []
    for year, number in question.document_numbers:
        ends = f"〔{year}〕{number}号" if year else f"〕{number}号"
        hits = [one.key for one in documents.known.values() if one.doc_no and normalise_number(one.doc_no).endswith(ends)]
        held = [key for key in hits if key in documents.held]
        numbered.update(held)
        if not held:
            unheld.append(hits[0] if hits else f"{year + '年' if year else ''}{number}号文件")
    named = documents.named_in(question.text)
    meant = numbered or named & documents.held.keys()
    if len(meant) == 1 and question.article:
        key = next(iter(meant))
        labels = [label for at, label in zip(index.document_of, index.labels) if index.documents[at] == key]
        if not any(label.endswith((f"（{question.article}）", f"第{question.article}条")) for label in labels):
            unheld.append(f"{key}第{question.article}条")
    return _flags(index, numbered), _flags(index, named), tuple(unheld)


def _flags(index: Index, keys: set[str]) -> Flags:
    flags = np.zeros(len(index.documents), bool)
    if keys:
        flags[[place for place, key in enumerate(index.documents) if key in keys]] = True
    return flags


__all__ = ["Documents", "Known", "documents_meant", "documents_seen", "read_documents"]
