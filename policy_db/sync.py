"""Mirrors the rule files and the glossary into tables, for whoever queries the database. The files stay the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from policy_db import models
from policy_db.programs.catalog import PROGRAMS
from policy_db.rules import load_rulebook
from policy_db.rules.version import Citation, RuleVersion

PROVISIONS = {
    "benefits": "benefit", "materials": "material", "procedure": "procedure", "quotas": "quota", "validity": "validity",
}


def sync_rules(session: Session) -> None:
    """Makes programs and rule versions equal to the catalogue and the rule files; unchanged versions are not touched."""
    rulebook = load_rulebook()
    for id_, program in PROGRAMS.items():
        session.merge(models.Program(id=id_, name=program.name, level=program.level, aliases=list(program.aliases)))
    for stored in session.execute(select(models.Program)).scalars():
        if stored.id not in PROGRAMS:
            session.delete(stored)
    session.flush()
    held = {(row.program_id, row.version): row for row in session.execute(select(models.RuleVersion)).scalars()}
    for id_ in PROGRAMS:
        for version in rulebook.versions(id_) if id_ in rulebook.programs else ():
            row = held.pop((id_, version.version), None)
            if row is not None and row.digest == version.digest:
                continue
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(_row(version))
    for row in held.values():
        session.delete(row)
    session.flush()


class Explained(Protocol):
    """A term as the glossary gives it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> Optional[str]: ...


def sync_terms(session: Session, terms: Iterable[Explained] = ()) -> None:
    """Makes the glossary table equal to ``terms``."""
    session.execute(delete(models.Term))
    session.add_all(models.Term(id=term.id, name=term.name, aliases=list(term.aliases), text=term.text, source=term.source)
                    for term in terms)
    session.flush()


def _row(version: RuleVersion) -> models.RuleVersion:
    row = models.RuleVersion(
        program_id=version.program, version=version.version, start=version.start, end=version.end, source=version.source,
        rating=version.rating, warnings=list(version.warnings), notes=list(version.notes), digest=version.digest)
    for ordinal, window in enumerate(version.windows, start=1):
        row.windows.append(models.Window(ordinal=ordinal, label=window.label, opens=window.opens, closes=window.closes,
                                         note=window.note, citations=_citations(window.citations)))
    for ordinal, contact in enumerate(version.contacts, start=1):
        row.contacts.append(models.Contact(
            ordinal=ordinal, office=contact.office, person=contact.person, phone=contact.phone, address=contact.address,
            citations=_citations(contact.citations)))
    for section, kind in PROVISIONS.items():
        for ordinal, entry in enumerate(getattr(version, section), start=1):
            row.provisions.append(models.Provision(
                kind=kind, ordinal=ordinal, text=entry.text, citations=_citations(entry.citations)))
    return row


def _citations(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [citation.to_json() for citation in citations]


__all__ = ["sync_rules", "sync_terms"]
