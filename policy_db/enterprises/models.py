"""The tables of 一户一档: enterprises, the people who speak for them, and what they stated, when and in which message.

A statement is never overwritten: a newer one closes it (``until``), so the file keeps its history. Deleting an enterprise
deletes every row that hangs on it.
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
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from policy_db.base import Base

LONGEST_PERSON = 255


class Enterprise(Base):
    """One enterprise's file. ``uscc`` is its 统一社会信用代码; both it and the name are only what somebody told us."""

    __tablename__ = "enterprises"

    id: Mapped[str] = Column(String(32), primary_key=True)
    uscc = Column(String(18), index=True)
    name = Column(String(200))
    opened: Mapped[dt.date] = Column(Date, nullable=False)

    people: Mapped[list[Person]] = relationship("Person", back_populates="enterprise", passive_deletes=True)
    statements: Mapped[list[Statement]] = relationship(
        "Statement", back_populates="enterprise", order_by="Statement.id", cascade="all, delete-orphan", passive_deletes=True)


class Person(Base):
    """Somebody who writes to us, under the id that the channel gives. ``address`` is what the channel needs to reach them.

    Several people, or one person on several channels, share a file only after a link code.
    """

    __tablename__ = "people"

    id: Mapped[str] = Column(String(LONGEST_PERSON), primary_key=True)
    enterprise_id = Column(String(32), ForeignKey("enterprises.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = Column(String(40), nullable=False, default="")
    since: Mapped[dt.date] = Column(Date, nullable=False)

    enterprise: Mapped[Optional[Enterprise]] = relationship("Enterprise", back_populates="people")


class Statement(Base):
    """One fact as somebody stated it on a day: an exact ``value``, a range (``low``, ``high``), or that it is not known.

    ``message`` identifies the message, so that the same message taken twice states nothing twice; ``words`` are its first
    characters. ``until`` is the day on which a newer statement, or a withdrawal, replaced it; empty while it holds.
    """

    __tablename__ = "statements"
    __table_args__ = (
        CheckConstraint("kind IN ('exact', 'range', 'unknown')", name="kind"),
        UniqueConstraint("enterprise_id", "message", "fact"),
        Index("ix_statements_current", "enterprise_id", "until"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    enterprise_id: Mapped[str] = Column(String(32), ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False)
    fact: Mapped[str] = Column(String(60), nullable=False)
    kind: Mapped[str] = Column(String(10), nullable=False)
    value: Mapped[Any] = Column(JSON(none_as_null=True))
    low = Column(Float)
    high = Column(Float)
    said_by: Mapped[str] = Column(String(LONGEST_PERSON), nullable=False)
    said_on: Mapped[dt.date] = Column(Date, nullable=False)
    message: Mapped[str] = Column(String(200), nullable=False)
    words: Mapped[str] = Column(Text, nullable=False, default="")
    until = Column(Date)

    enterprise: Mapped[Enterprise] = relationship("Enterprise", back_populates="statements")


class LinkCode(Base):
    """A one-time code by which another channel joins a file; only its digest is kept. ``expires`` in seconds since 1970."""

    __tablename__ = "link_codes"

    digest: Mapped[str] = Column(String(64), primary_key=True)
    enterprise_id: Mapped[str] = Column(
        String(32), ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False, index=True)
    expires: Mapped[float] = Column(Float, nullable=False)


class Consent(Base):
    """A person's wish to be told about a topic."""

    __tablename__ = "consents"

    person_id: Mapped[str] = Column(String(LONGEST_PERSON), ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = Column(String(40), primary_key=True)
    given_on: Mapped[dt.date] = Column(Date, nullable=False)


class Notice(Base):
    """A notice to a person. ``key`` says what it is about, so that nobody is told twice; ``sent_on`` is empty until it is out."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = Column(Integer, primary_key=True)
    person_id: Mapped[str] = Column(String(LONGEST_PERSON), ForeignKey("people.id", ondelete="CASCADE"), nullable=False)
    topic: Mapped[str] = Column(String(40), nullable=False)
    key: Mapped[str] = Column(String(200), nullable=False)
    content: Mapped[dict[str, Any]] = Column(JSON, nullable=False)
    made_on: Mapped[dt.date] = Column(Date, nullable=False)
    sent_on = Column(Date)


class Report(Base):
    """A decision that the enterprise had saved: the whole JSON of ``Decision.to_json`` on its day."""

    __tablename__ = "reports"

    id: Mapped[int] = Column(Integer, primary_key=True)
    enterprise_id: Mapped[str] = Column(
        String(32), ForeignKey("enterprises.id", ondelete="CASCADE"), nullable=False, index=True)
    program: Mapped[str] = Column(String(60), nullable=False)
    saved_on: Mapped[dt.date] = Column(Date, nullable=False)
    content: Mapped[dict[str, Any]] = Column(JSON, nullable=False)


class Ticket(Base):
    """Something for a service specialist: a message that was not understood, a wish for a person, a wrong answer."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("kind IN ('not_understood', 'wants_person', 'wrong_answer')", name="kind"),
        UniqueConstraint("person_id", "message"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    person_id: Mapped[str] = Column(String(LONGEST_PERSON), ForeignKey("people.id", ondelete="CASCADE"), nullable=False)
    kind: Mapped[str] = Column(String(20), nullable=False)
    message: Mapped[str] = Column(String(200), nullable=False)
    words: Mapped[str] = Column(Text, nullable=False)
    raised_on: Mapped[dt.date] = Column(Date, nullable=False)
    done: Mapped[bool] = Column(Boolean, nullable=False, default=False)


__all__ = ["Consent", "Enterprise", "LinkCode", "Notice", "Person", "Report", "Statement", "Ticket"]
