"""The tables of the policy database: documents clause by clause, programs with dated rule versions, terms, and enterprises.

Documents and clauses are the source of truth for texts and are filled by ``policy_db.ingest``. Programs, rule versions and
what belongs to them mirror the rule files, terms mirror the glossary, for whoever queries the database; the rules themselves
stay in their files.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from policy_db.base import Base
from policy_db.enterprises.models import (
    Consent,
    Enterprise,
    LinkCode,
    Notice,
    Person,
    Report,
    Statement,
    Ticket,
)


def pages_between(first: Optional[int], last: Optional[int]) -> list[int]:
    """Both pages and those between them; empty where the source has none."""
    return [] if first is None or last is None else list(range(first, last + 1))


class Document(Base):
    """A policy document. ``held``: its text is here, clause by clause; otherwise it is only registered so that it can be named.

    ``key`` is the number as printed with 〔〕, or a short name where the text bears none. ``status`` is in_force, draft,
    superseded or historical and ``status_reason`` says why. ``printed_state`` is complete, truncated_start or truncated_end.
    ``rating`` says how far the description is confirmed: compendium (printed there), A (several copies agree), B (one copy),
    none for a text that was added later. ``supersedes`` names documents that this one replaces.
    ``collection`` names what it was read from; ``digest`` changes with anything that was read. ``since`` is the day from which
    this text counts (none: from the beginning); the texts before it are ``earlier``.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("status IN ('in_force', 'draft', 'superseded', 'historical')", name="status"),
        CheckConstraint("printed_state IN ('complete', 'truncated_start', 'truncated_end')", name="printed_state"),
        CheckConstraint("rating IN ('A', 'B', 'compendium')", name="rating"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    key: Mapped[str] = Column(String(120), nullable=False, unique=True)
    doc_no = Column(String(120))
    title: Mapped[str] = Column(String(300), nullable=False)
    title_in_text: Mapped[bool] = Column(Boolean, nullable=False, default=True)
    aliases: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    issuer = Column(String(200))
    issued = Column(Date)
    effective = Column(Date)
    consultation_opens = Column(DateTime)
    consultation_closes = Column(DateTime)
    status: Mapped[str] = Column(String(20), nullable=False)
    status_reason = Column(Text)
    superseded_by = Column(String(120), ForeignKey("documents.key", ondelete="SET NULL"), index=True)
    supersedes: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    held: Mapped[bool] = Column(Boolean, nullable=False, default=True)
    rating = Column(String(20))
    printed_state: Mapped[str] = Column(String(20), nullable=False, default="complete")
    printed_note = Column(Text)
    book_section = Column(String(60))
    page_first = Column(Integer)
    page_last = Column(Integer)
    annexes_missing: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    deadlines: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    notes = Column(Text)
    source = Column(Text)
    collection: Mapped[str] = Column(String(200), nullable=False)
    digest: Mapped[str] = Column(String(64), nullable=False)
    since = Column(Date)

    clauses: Mapped[list[Clause]] = relationship(
        "Clause", back_populates="document", order_by="Clause.ordinal", cascade="all, delete-orphan")
    earlier: Mapped[list[EarlierText]] = relationship(
        "EarlierText", back_populates="document", order_by="EarlierText.id", cascade="all, delete-orphan")
    corrections: Mapped[list[Correction]] = relationship(
        "Correction", back_populates="document", order_by="Correction.ordinal", cascade="all, delete-orphan")
    successor: Mapped[Optional[Document]] = relationship(
        "Document", remote_side="Document.key", foreign_keys="Document.superseded_by", post_update=True)

    @property
    def number(self) -> str:
        """The document number, or its key where the text bears none."""
        return self.doc_no or self.key

    @property
    def pages(self) -> list[int]:
        """The printed pages from first to last; empty where the source has none."""
        return pages_between(self.page_first, self.page_last)


class Clause(Base):
    """One passage of a document, in a tree. ``ordinal`` is its place in the document, counted from 1.

    ``label`` is the path of the printed numbers (六（十八）, 二（一）4) or a name (前言, 四（一）·…); unique in its document.
    ``text`` carries the corrections that are sure, ``original`` is as printed. ``missing``: the number itself is not printed.
    A table is a clause of its own, of kind paragraph: ``text`` has a row a line with its cells between ｜, ``cells`` the same as
    rows of cells (null: covered by the merged cell before or above it).
    """

    __tablename__ = "clauses"
    __table_args__ = (
        UniqueConstraint("document_id", "label"),
        CheckConstraint(
            "kind IN ('title', 'part', 'section', 'article', 'item', 'paragraph', 'signature')", name="kind"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    document_id: Mapped[int] = Column(Integer, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False)
    parent_id = Column(Integer, ForeignKey("clauses.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    kind: Mapped[str] = Column(String(20), nullable=False)
    label: Mapped[str] = Column(String(120), nullable=False)
    heading: Mapped[str] = Column(Text, nullable=False, default="")
    text: Mapped[str] = Column(Text, nullable=False)
    original: Mapped[str] = Column(Text, nullable=False)
    page_first = Column(Integer)
    page_last = Column(Integer)
    missing: Mapped[bool] = Column(Boolean, nullable=False, default=False)
    note: Mapped[str] = Column(Text, nullable=False, default="")
    cells: Mapped[Optional[list[list[Optional[str]]]]] = Column(JSON(none_as_null=True))

    document: Mapped[Document] = relationship("Document", back_populates="clauses")
    parent: Mapped[Optional[Clause]] = relationship("Clause", remote_side="Clause.id", back_populates="children")
    children: Mapped[list[Clause]] = relationship("Clause", back_populates="parent", order_by="Clause.ordinal")
    corrections: Mapped[list[Correction]] = relationship("Correction", back_populates="clause", order_by="Correction.ordinal")

    @property
    def pages(self) -> list[int]:
        """The printed pages that the clause touches; empty where the source has none."""
        return pages_between(self.page_first, self.page_last)


class EarlierText(Base):
    """A text that a document had until an update replaced it: it counts from ``since`` (none: from the beginning) until the day
    before ``until``. ``description`` has the document's other columns as they were then."""

    __tablename__ = "earlier_texts"

    id: Mapped[int] = Column(Integer, primary_key=True)
    document_id: Mapped[int] = Column(Integer, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True)
    since = Column(Date)
    until: Mapped[dt.date] = Column(Date, nullable=False)
    digest: Mapped[str] = Column(String(64), nullable=False)
    description: Mapped[dict[str, Any]] = Column(JSON, nullable=False)

    document: Mapped[Document] = relationship("Document", back_populates="earlier")
    clauses: Mapped[list[EarlierClause]] = relationship(
        "EarlierClause", back_populates="earlier", order_by="EarlierClause.ordinal", cascade="all, delete-orphan")


class EarlierClause(Base):
    """A clause of an earlier text, with the columns of ``Clause``; ``above`` is the label of the clause above it, ``doubts`` are
    the readings that may be wrong (疑似), as [as printed, perhaps meant]."""

    __tablename__ = "earlier_clauses"
    __table_args__ = (UniqueConstraint("earlier_id", "label"),)

    id: Mapped[int] = Column(Integer, primary_key=True)
    earlier_id: Mapped[int] = Column(Integer, ForeignKey("earlier_texts.id", ondelete="CASCADE"), nullable=False)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    kind: Mapped[str] = Column(String(20), nullable=False)
    label: Mapped[str] = Column(String(120), nullable=False)
    above = Column(String(120))
    heading: Mapped[str] = Column(Text, nullable=False, default="")
    text: Mapped[str] = Column(Text, nullable=False)
    original: Mapped[str] = Column(Text, nullable=False)
    page_first = Column(Integer)
    page_last = Column(Integer)
    missing: Mapped[bool] = Column(Boolean, nullable=False, default=False)
    note: Mapped[str] = Column(Text, nullable=False, default="")
    cells: Mapped[Optional[list[list[Optional[str]]]]] = Column(JSON(none_as_null=True))
    doubts: Mapped[list[list[str]]] = Column(JSON, nullable=False, default=list)

    earlier: Mapped[EarlierText] = relationship("EarlierText", back_populates="clauses")

    @property
    def document(self) -> Document:
        """The document whose text this was."""
        return self.earlier.document

    @property
    def parent(self) -> Optional[EarlierClause]:
        """The clause above it."""
        return next((clause for clause in self.earlier.clauses if self.above and clause.label == self.above), None)

    @property
    def pages(self) -> list[int]:
        """The printed pages that the clause touches; empty where the source has none."""
        return pages_between(self.page_first, self.page_last)


class Correction(Base):
    """A reading error of the source. A ``sure`` one is applied to the clause's text; any other is only a doubt (疑似)."""

    __tablename__ = "corrections"

    id: Mapped[int] = Column(Integer, primary_key=True)
    document_id: Mapped[int] = Column(Integer, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True)
    clause_id = Column(Integer, ForeignKey("clauses.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    page: Mapped[int] = Column(Integer, nullable=False)
    wrong: Mapped[str] = Column(Text, nullable=False)
    right: Mapped[str] = Column(Text, nullable=False)
    sure: Mapped[bool] = Column(Boolean, nullable=False)
    note: Mapped[str] = Column(Text, nullable=False, default="")

    document: Mapped[Document] = relationship("Document", back_populates="corrections")
    clause: Mapped[Optional[Clause]] = relationship("Clause", back_populates="corrections")


class Program(Base):
    """A title or support that an enterprise can apply for. ``level`` is nation or province."""

    __tablename__ = "programs"

    id: Mapped[str] = Column(String(60), primary_key=True)
    name: Mapped[str] = Column(String(120), nullable=False)
    level: Mapped[str] = Column(String(20), nullable=False)
    aliases: Mapped[list[str]] = Column(JSON, nullable=False, default=list)

    versions: Mapped[list[RuleVersion]] = relationship(
        "RuleVersion", back_populates="program", order_by="RuleVersion.start", cascade="all, delete-orphan")


class RuleVersion(Base):
    """The rules of a program from ``start`` to ``end`` (both days included; no end = open). ``digest`` is that of the rules."""

    __tablename__ = "rule_versions"
    __table_args__ = (UniqueConstraint("program_id", "version"),)

    id: Mapped[int] = Column(Integer, primary_key=True)
    program_id: Mapped[str] = Column(String(60), ForeignKey("programs.id", ondelete="CASCADE"), nullable=False)
    version: Mapped[str] = Column(String(20), nullable=False)
    start: Mapped[dt.date] = Column(Date, nullable=False)
    end = Column(Date)
    source: Mapped[str] = Column(Text, nullable=False)
    rating: Mapped[str] = Column(String(20), nullable=False)
    warnings: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    notes: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    digest: Mapped[str] = Column(String(64), nullable=False)

    program: Mapped[Program] = relationship("Program", back_populates="versions")
    windows: Mapped[list[Window]] = relationship("Window", order_by="Window.ordinal", cascade="all, delete-orphan")
    contacts: Mapped[list[Contact]] = relationship("Contact", order_by="Contact.ordinal", cascade="all, delete-orphan")
    provisions: Mapped[list[Provision]] = relationship("Provision", order_by="Provision.ordinal", cascade="all, delete-orphan")


class Window(Base):
    """An application period of a rule version, both days included; either end may be unstated."""

    __tablename__ = "windows"

    id: Mapped[int] = Column(Integer, primary_key=True)
    rule_version_id: Mapped[int] = Column(Integer, ForeignKey("rule_versions.id", ondelete="CASCADE"), nullable=False, index=True)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    label: Mapped[str] = Column(Text, nullable=False)
    opens = Column(Date)
    closes = Column(Date)
    note: Mapped[str] = Column(Text, nullable=False, default="")
    citations: Mapped[list[dict[str, Any]]] = Column(JSON, nullable=False, default=list)


class Contact(Base):
    """An office that the source of a rule version names."""

    __tablename__ = "contacts"

    id: Mapped[int] = Column(Integer, primary_key=True)
    rule_version_id: Mapped[int] = Column(Integer, ForeignKey("rule_versions.id", ondelete="CASCADE"), nullable=False, index=True)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    office: Mapped[str] = Column(Text, nullable=False)
    person: Mapped[str] = Column(Text, nullable=False, default="")
    phone: Mapped[str] = Column(Text, nullable=False, default="")
    address: Mapped[str] = Column(Text, nullable=False, default="")
    citations: Mapped[list[dict[str, Any]]] = Column(JSON, nullable=False, default=list)


class Provision(Base):
    """A cited statement of a rule version beside its conditions: a benefit, material, quota, step of procedure, or validity."""

    __tablename__ = "provisions"
    __table_args__ = (
        CheckConstraint("kind IN ('benefit', 'material', 'quota', 'procedure', 'validity')", name="kind"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    rule_version_id: Mapped[int] = Column(Integer, ForeignKey("rule_versions.id", ondelete="CASCADE"), nullable=False, index=True)
    kind: Mapped[str] = Column(String(20), nullable=False)
    ordinal: Mapped[int] = Column(Integer, nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    citations: Mapped[list[dict[str, Any]]] = Column(JSON, nullable=False, default=list)


class Term(Base):
    """A word of the field, what it means, and the source in words (none where the explanation is our own)."""

    __tablename__ = "terms"

    id: Mapped[str] = Column(String(60), primary_key=True)
    name: Mapped[str] = Column(String(120), nullable=False)
    aliases: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    text: Mapped[str] = Column(Text, nullable=False)
    source = Column(Text)


class Mark(Base):
    """What the database was last prepared from: one digest a name."""

    __tablename__ = "marks"

    name: Mapped[str] = Column(String(60), primary_key=True)
    digest: Mapped[str] = Column(String(64), nullable=False)


__all__ = [
    "Base", "Clause", "Consent", "Contact", "Correction", "Document", "EarlierClause", "EarlierText", "Enterprise", "LinkCode",
    "Mark", "Notice", "Person", "Program", "Provision", "Report", "RuleVersion", "Statement", "Term", "Ticket", "Window",
]
