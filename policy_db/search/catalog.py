"""The documents as the search sees them before it reads a clause: what is held, and which ones a question names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from policy_db.documents import normalise_number
from policy_db.models import Document
from policy_db.search.index import Index
from policy_db.search.query import Question
from policy_db.search.rank import Flags

# A shorter name stands in too many sentences by chance.
SHORTEST_NAME = 4

Seen = tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Known:
    """A document with the names that people give it."""

    key: str
    doc_no: Optional[str]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Documents:
    """All documents; ``held`` gives the digest of those whose text is here, ``seen`` tells whether anything has changed."""

    seen: Seen
    known: tuple[Known, ...]
    held: Mapping[str, str]


def documents_seen(session: Session) -> Seen:
    """(key, digest, held) of every document, in the order of the database."""
    return tuple(tuple(row) for row in session.execute(select(Document.key, Document.digest, Document.held).order_by(Document.id)))


def read_documents(session: Session, seen: Seen) -> Documents:
    """The documents with their names."""
    columns = (Document.key, Document.doc_no, Document.title, Document.aliases)
    known = tuple(
        Known(key, doc_no, tuple(name for name in (title, key, *aliases) if len(name) >= SHORTEST_NAME))
        for key, doc_no, title, aliases in session.execute(select(*columns).order_by(Document.id)))
    return Documents(seen, known, {key: digest for key, digest, held in seen if held})


def documents_meant(documents: Documents, index: Index, question: Question) -> tuple[Flags, Flags, tuple[str, ...]]:
    """Which indexed documents a question names by number, which by a name, and the numbers that no held document has."""
    numbered = np.zeros(len(index.documents), bool)
    named = np.zeros(len(index.documents), bool)
    places = {key: place for place, key in enumerate(index.documents)}
    unheld = []
    for year, number in question.document_numbers:
        ends = f"〔{year}〕{number}号" if year else f"〕{number}号"
        hits = [one for one in documents.known if one.doc_no and normalise_number(one.doc_no).endswith(ends)]
        held = [places[one.key] for one in hits if one.key in places]
        numbered[held] = True
        if not held:
            unheld.append(hits[0].key if hits else f"{year + '年' if year else ''}{number}号文件")
    for one in documents.known:
        if one.key in places and any(name in question.text for name in one.names):
            named[places[one.key]] = True
    return numbered, named, tuple(unheld)


__all__ = ["Documents", "documents_meant", "documents_seen", "read_documents"]
