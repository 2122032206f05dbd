"""What rests on the documents of an ingest: rules, glossary, reviewed questions, and the decisions on enterprises."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from policy_db.documents import begins, find_document, full_text, normalise_label, quotes
from policy_db.enterprises.file import File
from policy_db.enterprises.models import Enterprise
from policy_db.enterprises.store import current
from policy_db.ingest.plan import DocumentChange, Plan
from policy_db.models import Clause, Document
from policy_db.rules import NoVersion, Rulebook, RuleVersion, decide, load_rulebook
from policy_db.search.asked import Asked, read_questions
from policy_db.terms import TERMS
from policy_db.terms.terms import Term

LOST = ("quote_gone", "clause_gone")


@dataclass(frozen=True)
class Resting:
    """Something that cites a document. ``kind`` is rule, term or question, ``of`` the rule version, term or question.

    ``state``: ``quote_gone`` or ``clause_gone`` (the quote does not stand there any more; ``found_in`` is where it stands now,
    if anywhere), ``changed`` (the clause reads otherwise, the quote still stands), ``superseded`` (by a document of this
    ingest), ``readable`` (the text was cited without being held and is here now).
    """

    kind: str
    of: str
    document: str
    clause: str
    quote: str
    state: str
    found_in: str = ""


@dataclass(frozen=True)
class Changed:
    """An enterprise on which a program decides otherwise by the rules from ``day`` than by those of the day before."""

    enterprise: str
    program: str
    before: str
    after: str
    day: dt.date


@dataclass
class Effects:
    """What an ingest touches. ``compared``: programs whose rules change with a document, as "program before → after"."""

    resting: list[Resting] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    decided: int = 0
    decisions: list[Changed] = field(default_factory=list)

    @property
    def lost(self) -> list[Resting]:
        """Quotes that do not stand any more where they are cited: mistakes that someone must correct."""
        return [item for item in self.resting if item.state in LOST]

    def of(self, kind: str) -> list[Resting]:
        """What is touched of one kind."""
        return [item for item in self.resting if item.kind == kind]

    def to_json(self) -> dict[str, Any]:
        """The effects as JSON."""
        named = {"rule": "rules", "term": "terms", "question": "questions"}
        shown = {name: [asdict(item) for item in self.of(kind)] for kind, name in named.items()}
        decisions = [asdict(item) | {"day": item.day.isoformat()} for item in self.decisions]
        return {**shown, "lost": len(self.lost), "compared": self.compared, "decided": self.decided, "decisions": decisions}


@dataclass(frozen=True)
class _Cited:
    kind: str
    of: str
    document: str
    clause: str
    quote: str
    verbatim: bool


def effects(
    session: Session, plan: Plan, on: dt.date, *, source: Optional[str] = None, table: str = "enterprises",
    rulebook: Optional[Rulebook] = None, terms: Mapping[str, Term] = TERMS, asked: Optional[Asked] = None,
) -> Effects:
    """The effects of a plan that has been applied in ``session``.

    Enterprises are those that are stored, or those of ``source`` (a file or database as ``zjtx match`` takes it, whose mistakes
    raise ``policy_db.match.errors.Unusable``); they are decided by the rules before and after the first day of a document.
    """
    rulebook = rulebook or load_rulebook()
    found = Effects()
    touched = {change.read.key: change for change in plan.documents}
    replaced = {key for change in plan.changes for key in change.read.metadata["supersedes"]}
    known: dict[str, Optional[str]] = {}
    texts: dict[str, _Text] = {}
    for cited in (*_rules(rulebook), *_terms(terms), *_questions(asked if asked is not None else read_questions())):
        if cited.document not in known:
            document = find_document(session, cited.document)
            known[cited.document] = document.key if document else None
        key = known[cited.document]
        if key is not None and key in touched and touched[key].change != "same":
            if key not in texts:
                texts[key] = _Text.of(session, touched[key])
            item = _state(texts[key], cited, key)
            found.resting += [item] if item else []
        elif key in replaced:
            found.resting.append(_resting(cited, key, "superseded"))
    found.resting = list(dict.fromkeys(found.resting))
    for program, before, after, day in _boundaries(session, plan, rulebook, on):
        found.compared.append(f"{program} {before.version} → {after.version}")
        decided, differing = _decided(session, program, before, after, day, on, source, table, rulebook)
        found.decided = max(found.decided, decided)
        found.decisions += differing
    return found


def _rules(rulebook: Rulebook) -> Iterator[_Cited]:
    for program in rulebook.programs:
        for version in rulebook.versions(program):
            for citation in version.citations():
                yield _Cited("rule", f"{program} {version.version}", citation.doc_no, citation.clause, citation.quote,
                             citation.verbatim)


def _terms(terms: Mapping[str, Term]) -> Iterator[_Cited]:
    for term in terms.values():
        yield _Cited("term", term.name, term.document, term.clause, term.quote, bool(term.quote))


def _questions(asked: Asked) -> Iterator[_Cited]:
    for document, clauses in asked.items():
        for label, questions in clauses.items():
            for question in questions:
                yield _Cited("question", question, document, label, "", True)


def _resting(cited: _Cited, key: Optional[str], state: str, found_in: str = "") -> Resting:
    return Resting(cited.kind, cited.of, key or cited.document, cited.clause, cited.quote, state, found_in)


@dataclass(frozen=True)
class _Text:
    """A document of the ingest as it is stored now: its clauses by label, and the labels that changed."""

    change: DocumentChange
    clauses: Mapping[str, Clause]
    changed: tuple[str, ...]

    @classmethod
    def of(cls, session: Session, change: DocumentChange) -> _Text:
        document = session.execute(select(Document).where(Document.key == change.read.key)).scalar_one()
        return cls(change, {normalise_label(clause.label): clause for clause in document.clauses},
                   tuple(normalise_label(clause.label) for clause in change.clauses))

    def elsewhere(self, quote: str) -> str:
        """The label of the clause in which a quote stands, or nothing."""
        return next((clause.label for clause in self.clauses.values() if quote and quotes(clause.text, quote)), "")


def _state(text: _Text, cited: _Cited, key: str) -> Optional[Resting]:
    if not cited.verbatim:
        unheld = text.change.change == "add" or _was_unheld(text.change)
        return _resting(cited, key, "readable") if unheld else None
    label = normalise_label(cited.clause)
    clause = text.clauses.get(label)
    if clause is None:
        return _resting(cited, key, "clause_gone", text.elsewhere(cited.quote))
    if cited.quote and not quotes(full_text(clause), cited.quote):
        return _resting(cited, key, "quote_gone", text.elsewhere(cited.quote))
    return _resting(cited, key, "changed") if any(name.startswith(label) for name in text.changed) else None


def _was_unheld(change: DocumentChange) -> bool:
    return any(name == "held" and before is False for name, before, _ in change.fields)


def _boundaries(
    session: Session, plan: Plan, rulebook: Rulebook, on: dt.date,
) -> Iterator[tuple[str, RuleVersion, RuleVersion, dt.date]]:
    """Programs whose rules change on the first day of a document that they cite: the versions before and from that day."""
    seen: set[tuple[str, str, str]] = set()
    for change in plan.documents:
        document = session.execute(select(Document).where(Document.key == change.read.key)).scalar_one_or_none()
        first = change.read.metadata.get("since") or (begins(document) if document is not None else None) or on
        for program in rulebook.programs:
            before, after = _version(rulebook, program, first - dt.timedelta(days=1)), _version(rulebook, program, first)
            if before is None or after is None or before.digest == after.digest:
                continue
            over = after.end is not None and after.end < on
            cites = {citation.doc_no for version in (before, after) for citation in version.citations()}
            keys = {found.key for name in cites if (found := find_document(session, name))}
            touched = {change.read.key, *change.read.metadata["supersedes"]}
            if not over and keys & touched and (program, before.version, after.version) not in seen:
                seen.add((program, before.version, after.version))
                yield program, before, after, first


def _version(rulebook: Rulebook, program: str, on: dt.date) -> Optional[RuleVersion]:
    try:
        return rulebook.version(program, on)
    except NoVersion:
        return None


def _decided(
    session: Session, program: str, before: RuleVersion, after: RuleVersion, day: dt.date, on: dt.date,
    source: Optional[str], table: str, rulebook: Rulebook,
) -> tuple[int, list[Changed]]:
    """How many enterprises were decided, and those that the two versions decide otherwise."""
    eve = day - dt.timedelta(days=1)
    if source is None:
        pairs = list(_stored(session, program, eve, day, on, rulebook))
    else:
        pairs = list(_listed(program, eve, day, source, table, rulebook))
    differing = [Changed(name, program, old, new, day) for name, old, new in pairs if old != new]
    return len(pairs), differing


def _stored(
    session: Session, program: str, eve: dt.date, day: dt.date, on: dt.date, rulebook: Rulebook,
) -> Iterator[tuple[str, str, str]]:
    for id_, name in session.execute(select(Enterprise.id, Enterprise.name).order_by(Enterprise.id)).all():
        file = File.of(current(session, id_), on)
        old, new = (decide(program, file.facts, when, approx=file.approx, rulebook=rulebook).verdict for when in (eve, day))
        yield name or id_, old, new


def _listed(
    program: str, eve: dt.date, day: dt.date, source: str, table: str, rulebook: Rulebook,
) -> Iterator[tuple[str, str, str]]:
    from policy_db.match.run import match

    with tempfile.TemporaryDirectory() as folder:
        tables: list[Sequence[dict[str, str]]] = []
        named: tuple[str, ...] = ()
        for place, when in enumerate((eve, day)):
            out = Path(folder) / f"{place}.csv"
            named = match(source, out, when, [program], table=table, rulebook=rulebook).carried
            with out.open(encoding="utf-8-sig", newline="") as file:
                tables.append(list(csv.DictReader(file)))
    for number, (old, new) in enumerate(zip(*tables, strict=True), start=1):
        yield (new[named[0]] if named else str(number)), old["verdict"], new["verdict"]


__all__ = ["Changed", "Effects", "Resting", "effects"]
