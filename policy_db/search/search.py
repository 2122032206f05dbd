"""Answers questions from the policy database; keeps the index current and remembers it within the process."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Optional, Union

import numpy as np
from sqlalchemy.orm import Session

from policy_db.database import Database, data_directory
from policy_db.documents import iter_clauses
from policy_db.search.answerable import Found, decide
from policy_db.search.asked import read_questions
from policy_db.search.catalog import Documents, documents_meant, documents_seen, read_documents
from policy_db.search.encoder import encode_or_none
from policy_db.search.explain import matched_words
from policy_db.search.index import Index, build_index, load_index, save_index
from policy_db.search.passages import Passage, Passages, Place
from policy_db.search.query import Question, read_question
from policy_db.search.rank import Flags, Ranking, rank, rank_by_vector
from policy_db.search.thesaurus import thesaurus
from policy_db.search.weights import Weights, bundled_weights

_log = logging.getLogger(__name__)

LONGEST_TOP = 50
MOST_DAYS = 8
LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Result:
    """A clause that was found. ``text`` is the whole clause; ``path`` the headings above it; ``why`` the words that matched.

    ``status`` is that of the document (in_force, draft, superseded, historical; on a given day also upcoming) and
    ``printed_state`` says whether the source is cut off (truncated_start, truncated_end); ``status_reason`` says why a document
    has its status; ``score`` is 0..1.
    """

    doc_no: str
    title: str
    clause: str
    pages: tuple[int, ...]
    text: str
    score: float
    status: str
    document: str = ""
    printed_state: str = "complete"
    path: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    note: str = ""
    issuer: str = ""
    status_reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """The shape that other programs rely on. They know four statuses: what does not count yet is a ``draft`` to them."""
        return {
            "doc_no": self.doc_no, "title": self.title, "clause": self.clause, "pages": list(self.pages), "text": self.text,
            "score": round(self.score, 4), "status": "draft" if self.status == "upcoming" else self.status,
        }


@dataclass(frozen=True)
class Answer:
    """``results`` are the nearest clauses even when none answers (``answerable`` False); ``reason`` then says why, if known."""

    question: str
    answerable: bool
    results: tuple[Result, ...]
    reason: str = ""
    signals: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The shape that other programs rely on."""
        return {
            "question": self.question, "answerable": self.answerable, "results": [result.to_json() for result in self.results],
        }


class Searcher:
    """The search over one database. Safe to use from several threads."""

    def __init__(self, path: Optional[Path], weights: Optional[Weights] = None) -> None:
        """``path``: where the index is kept (None: only in memory)."""
        self._path = path
        self._weights = weights or bundled_weights()
        self._index: Optional[Index] = None
        self._documents: dict[Optional[date], Documents] = {}
        self._past: dict[str, Index] = {}
        self._passages: dict[Optional[date], Passages] = {}
        self._lock = threading.Lock()

    def search(self, session: Session, question: str, top: int = 5, on: Optional[date] = None) -> Answer:
        """The best ``top`` clauses (0 to 50) for a question. Any text is a question; an empty one has no answer.

        ``on``: from the texts and with the statuses of that day; None: as they are stored.
        """
        documents = self.documents(session, on)
        index = self.index(session, documents)
        asked = read_question(question)
        numbered, named, unheld = documents_meant(documents, index, asked)
        ranking, compared = self.rank(index, asked, numbered, named)
        best = ranking.best(min(max(top, 3), LONGEST_TOP))
        rows = [row for row, _ in best]
        places = [(index.documents[index.document_of[row]], index.labels[row]) for row in rows]
        passages = self.passages(documents).read(session, places)
        clauses = [passages[place] for place in places]
        found = [_found(index, row, clause) for row, clause in zip(rows, clauses)]
        decision = decide(asked, ranking, found, unheld, compared, self._weights)
        # The best clause has the probability that it answers, the others their share of its score.
        results = tuple(
            _result(clause, row, index, ranking, asked, decision.probability * total / best[0][1])
            for (row, total), clause in zip(best[:max(top, 0)], clauses))
        return Answer(question, decision.answerable, results, decision.reason, dict(decision.signals))

    def rank(self, index: Index, question: Question, numbered: Flags, named: Flags) -> tuple[Ranking, bool]:
        """Ranks by characters and concepts; by sentence vectors as well (True) where those leave a doubt and can be had."""
        ranking = rank(index, question, self._weights, numbered, named)
        if not question.cleaned or index.vectors is None or ranking.clear(self._weights):
            return ranking, False
        vectors = encode_or_none([question.text[:LONGEST_QUESTION]])
        if vectors is None:
            return ranking, False
        return rank_by_vector(index, ranking, vectors[0], self._weights, numbered, named), True

    def index(self, session: Session, documents: Optional[Documents] = None) -> Index:
        """The current index; brought up to date first if documents, questions or thesaurus have changed."""
        documents = documents or self.documents(session)
        digest = documents.digest
        index = self._index
        if index is not None and index.digest == digest:
            return index
        if documents.on is not None:
            stored = self.documents(session)
            current = self.index(session, stored)
            return current if stored.digest == digest else self._index_on(session, documents, current)
        with self._lock:
            index = self._index or (load_index(self._path) if self._path else None)
            if index is None or index.digest != digest:
                index = self._keep(self._build(session, documents, index))
            self._index = index
        return index

    def _index_on(self, session: Session, documents: Documents, current: Index) -> Index:
        """The index over the texts of a day, where they are not those that are stored: only in memory."""
        with self._lock:
            index = self._past.get(documents.digest)
            if index is None:
                while len(self._past) >= MOST_DAYS:
                    self._past.pop(next(iter(self._past)))
                index = self._past[documents.digest] = self._build(session, documents, current)
        return index

    def _build(self, session: Session, documents: Documents, index: Optional[Index]) -> Index:
        old = load_index(self._path, segments=True) if self._path else index
        return build_index(documents.held, lambda key: iter_clauses(session, document=key, on=documents.on), read_questions(),
                           thesaurus(), old=old)

    def documents(self, session: Session, on: Optional[date] = None) -> Documents:
        """The documents (as on a day), read anew only where one has come, gone or changed."""
        seen = documents_seen(session)
        known = self._documents.get(on)
        if known is None or known.seen != seen:
            if len(self._documents) >= MOST_DAYS:
                self._documents = {}
            known = self._documents[on] = read_documents(session, seen, on)
        return known

    def passages(self, documents: Documents) -> Passages:
        """The clauses of the documents, which are read once as long as nothing changes."""
        kept = self._passages.get(documents.on)
        if kept is None or kept.documents is not documents:
            if len(self._passages) >= MOST_DAYS:
                self._passages = {}
            kept = self._passages[documents.on] = Passages(documents)
        return kept

    def _keep(self, index: Index) -> Index:
        if self._path is None:
            return index
        try:
            save_index(index, self._path)
        except OSError as error:
            _log.warning("the search index cannot be kept in %s: %s", self._path.parent, error)
            return index
        return replace(index, segments=())


_SEARCHERS: dict[str, Searcher] = {}
_SEARCHERS_LOCK = threading.Lock()


def searcher(database_or_session: Union[Database, Session]) -> Searcher:
    """The searcher of this process for a database; its index file stands beside an SQLite file, else in the data directory."""
    if isinstance(database_or_session, Database):
        engine = database_or_session.engine
    else:
        engine = database_or_session.get_bind().engine
    url = engine.url
    if url.get_backend_name() == "sqlite":
        in_memory = url.database in (None, "", ":memory:")
        name = f"memory:{id(engine)}" if in_memory else str(Path(str(url.database)).resolve())
        path = None if in_memory else Path(name + ".search.npz")
    else:
        name = url.render_as_string(hide_password=True)
        path = data_directory() / f"search-{hashlib.sha256(name.encode()).hexdigest()[:16]}.npz"
    with _SEARCHERS_LOCK:
        return _SEARCHERS.setdefault(name, Searcher(path))


def search(
    database_or_session: Union[Database, Session], question: str, top: int = 5, on: Optional[date] = None,
) -> Answer:
    """The clauses that answer ``question``, best first, and whether they do; ``on``: as on that day (None: as stored)."""
    with _session(database_or_session) as session:
        return searcher(database_or_session).search(session, question, top, on)


def clause_at(session: Session, place: Place, on: Optional[date] = None) -> Optional[Result]:
    """The clause at a place, as on a day, as if it had been found; None where there is none."""
    ours = searcher(session)
    clause = ours.passages(ours.documents(session, on)).read(session, [place]).get(place)
    return None if clause is None else _whole(clause)


def refresh(database: Database) -> None:
    """Brings the index of a prepared database up to date, so that the first question does not wait for it."""
    with database.session() as session:
        searcher(database).index(session)


@contextlib.contextmanager
def _session(database_or_session: Union[Database, Session]) -> Iterator[Session]:
    if isinstance(database_or_session, Session):
        yield database_or_session
        return
    with database_or_session.session() as session:
        yield session


def _found(index: Index, row: int, clause: Passage) -> Found:
    document = clause.document
    issued = f"{document.issued.year}年" if document.issued else ""
    text = " ".join((document.doc_no or document.key, document.title, issued, *clause.path, clause.text))
    return Found(text, tuple(index.questions[at] for at in np.flatnonzero(index.question_clause == row)), row)


def _result(clause: Passage, row: int, index: Index, ranking: Ranking, question: Question, score: float) -> Result:
    nearest = ranking.agreement(row)[2]
    return replace(
        _whole(clause), score=score, why=matched_words(question, clause.text, index.questions[nearest] if nearest >= 0 else ""))


def _whole(clause: Passage) -> Result:
    document = clause.document
    return Result(
        doc_no=document.doc_no or document.key, title=document.title, clause=clause.label, pages=clause.pages, text=clause.text,
        score=1.0, status=document.status, document=document.key, printed_state=document.printed_state, path=clause.path,
        note=clause.note, issuer=document.issuer, status_reason=document.status_reason)


__all__ = ["Answer", "Result", "Searcher", "clause_at", "refresh", "search", "searcher"]
