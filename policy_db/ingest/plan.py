"""What ingesting files would change, worked out before anything is stored, and the storing itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from policy_db.ingest.clause import ReadDocument
from policy_db.ingest.errors import IngestError
from policy_db.ingest.files import describes_another, read_file
from policy_db.models import Clause, Correction, Document, EarlierClause, EarlierText


@dataclass(frozen=True)
class ClauseChange:
    """``change`` is add, change or remove; ``before`` and ``after`` are the clause's texts."""

    label: str
    change: str
    before: str = ""
    after: str = ""


@dataclass
class DocumentChange:
    """``change`` is add, update or same. ``fields``: name, before, after of each part of the description that differs.

    ``held_since``: from when the text counts that is stored so far.
    """

    read: ReadDocument
    collection: str
    digest: str
    change: str
    held_since: dt.date | None = None
    fields: list[tuple[str, Any, Any]] = field(default_factory=list)
    clauses: list[ClauseChange] = field(default_factory=list)


@dataclass
class Plan:
    """The changes that ``apply`` will make, in the order of the files."""

    documents: list[DocumentChange]

    @property
    def changes(self) -> list[DocumentChange]:
        """Only the documents that are new or differ."""
        return [document for document in self.documents if document.change != "same"]


def plan(session: Session, files: Iterable[Path]) -> Plan:
    """Reads ``files`` and compares them with the database; stores nothing. Raises ``IngestError`` for the first that fails."""
    changes: list[DocumentChange] = []
    seen: dict[str, Path] = {}
    for file in files:
        if describes_another(Path(file)):
            continue
        collection, documents = read_file(Path(file))
        for read in documents:
            if read.key in seen:
                raise IngestError(file, 1, f"「{read.key}」在 {seen[read.key].name} 中已经有了。")
            seen[read.key] = Path(file)
            change = _compare(session, read, collection)
            since = read.metadata.get("since")
            if since is not None and change.held_since is not None and since <= change.held_since:
                raise IngestError(file, 1, f"since（{since}）须晚于现有文本起算的日子（{change.held_since}）。")
            changes.append(change)
    known = set(session.execute(select(Document.key)).scalars()) | set(seen)
    for change in changes:
        for name in _links(change.read):
            if name not in known:
                raise IngestError(seen[change.read.key], 1, f"「{change.read.key}」提到的文件「{name}」未曾登记。")
    return Plan(changes)


def apply(session: Session, plan: Plan, on: dt.date | None = None) -> None:
    """Stores the changes of a plan in the caller's transaction; texts that have not changed are not touched.

    A text that is replaced on the day ``on`` is kept as the document's text before that day, or before the day that the new
    one gives as ``since``. None: the new reading takes the place of the old one, as where a reading is corrected.
    """
    for change in plan.changes:
        _store(session, change, on)
    session.flush()
    for change in plan.changes:
        document = _held(session, change.read.key)
        if document is not None:
            document.superseded_by = change.read.metadata["superseded_by"]
    session.flush()
    for document in session.execute(select(Document)).scalars():
        for key in document.supersedes:
            replaced = _held(session, key)
            if replaced is not None:
                replaced.superseded_by = document.key
                replaced.status = "superseded" if replaced.status == "in_force" else replaced.status
    session.flush()


def digest_of(read: ReadDocument) -> str:
    """A digest of everything that was read of a document."""
    content = [read.key, read.metadata, [asdict(clause) for clause in read.clauses],
               [(asdict(item.correction), item.clause) for item in read.corrections]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def _links(read: ReadDocument) -> list[str]:
    successor = read.metadata["superseded_by"]
    return [*([successor] if successor else []), *read.metadata["supersedes"]]


def _held(session: Session, key: str) -> Document | None:
    return session.execute(
        select(Document).where(Document.key == key).options(selectinload(Document.clauses))).scalar_one_or_none()


def _compare(session: Session, read: ReadDocument, collection: str) -> DocumentChange:
    digest = digest_of(read)
    held = _held(session, read.key)
    if held is None:
        fields = [(name, None, value) for name, value in read.metadata.items() if value not in (None, [], "")]
        return DocumentChange(read, collection, digest, "add", fields=fields,
                              clauses=[ClauseChange(clause.label, "add", after=clause.text) for clause in read.clauses])
    if held.digest == digest:
        return DocumentChange(read, collection, digest, "same")
    read.metadata.update({name: getattr(held, name) for name in read.unsaid})
    fields = [(name, getattr(held, name), value) for name, value in read.metadata.items() if getattr(held, name) != value]
    before = {clause.label: clause for clause in held.clauses}
    after = {clause.label: clause for clause in read.clauses}
    clauses = [ClauseChange(label, "remove", before=clause.text) for label, clause in before.items() if label not in after]
    for label, clause in after.items():
        if label not in before:
            clauses.append(ClauseChange(label, "add", after=clause.text))
        elif before[label].text != clause.text:
            clauses.append(ClauseChange(label, "change", before[label].text, clause.text))
    return DocumentChange(read, collection, digest, "update", held.since, fields, clauses)


def _store(session: Session, change: DocumentChange, on: dt.date | None) -> None:
    document = _held(session, change.read.key)
    if document is None:
        document = Document(key=change.read.key)
        session.add(document)
    elif on is not None and document.clauses:
        _keep(document, change.read.metadata.get("since") or on)
    for name, value in change.read.metadata.items():
        if name != "superseded_by":
            setattr(document, name, value)
    document.collection, document.digest = change.collection, change.digest
    document.corrections.clear()
    session.flush()
    clauses = _store_clauses(session, document, change.read)
    for ordinal, item in enumerate(change.read.corrections, start=1):
        correction = item.correction
        document.corrections.append(Correction(
            clause=clauses[item.clause] if item.clause else None, ordinal=ordinal, page=correction.page,
            wrong=correction.wrong, right=correction.right, sure=correction.sure, note=correction.note))
    session.flush()


def _keep(document: Document, until: dt.date) -> None:
    columns = [str(column.key) for column in Document.__table__.columns if column.key not in ("id", "key", "since", "digest")]
    description = {name: getattr(document, name) for name in columns}
    document.earlier.append(EarlierText(
        since=document.since, until=until, digest=document.digest,
        description={name: value.isoformat() if isinstance(value, dt.date) else value for name, value in description.items()},
        clauses=[EarlierClause(
            ordinal=clause.ordinal, kind=clause.kind, label=clause.label, above=clause.parent.label if clause.parent else None,
            heading=clause.heading, text=clause.text, original=clause.original, page_first=clause.page_first,
            page_last=clause.page_last, missing=clause.missing, note=clause.note, cells=clause.cells,
            doubts=[[item.wrong, item.right] for item in clause.corrections if not item.sure],
        ) for clause in document.clauses]))
    document.since = until


def _store_clauses(session: Session, document: Document, read: ReadDocument) -> dict[str, Clause]:
    before = {clause.label: clause for clause in document.clauses}
    stored: dict[str, Clause] = {}
    for ordinal, item in enumerate(read.clauses, start=1):
        clause = before.pop(item.label, None)
        if clause is None:
            clause = Clause(label=item.label)
            document.clauses.append(clause)
        clause.ordinal, clause.kind, clause.heading = ordinal, item.kind, item.heading
        clause.text, clause.original, clause.missing, clause.note = item.text, item.original, item.missing, item.note
        clause.page_first = item.pages[0] if item.pages else None
        clause.page_last = item.pages[-1] if item.pages else None
        clause.cells = item.cells
        clause.parent = stored[item.parent] if item.parent else None
        stored[item.label] = clause
    session.flush()
    for clause in before.values():
        document.clauses.remove(clause)
    session.flush()
    return stored


__all__ = ["ClauseChange", "DocumentChange", "Plan", "apply", "digest_of", "plan"]
