"""Reads and writes the files of enterprises: every statement with its source, nothing overwritten, deletion for good."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Optional, cast

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from policy_db.enterprises.file import File, Stated, Told
from policy_db.enterprises.models import Consent, Enterprise, Notice, Person, Report, Statement, Ticket

LONGEST_WORDS = 200

# Put together once: that takes longer than the database takes to answer.
_SPEAKER = (
    select(Enterprise.id, Enterprise.name, Enterprise.uscc,
           select(Consent.topic).where(Consent.person_id == Person.id).exists().label("wants"))
    .select_from(Person).outerjoin(Enterprise, Person.enterprise_id == Enterprise.id).where(Person.id == bindparam("person"))
)
_CURRENT = (
    select(Statement.fact, Statement.kind, Statement.value, Statement.low, Statement.high,
           Statement.said_by, Statement.said_on, Statement.message, Statement.words)
    .where(Statement.enterprise_id == bindparam("enterprise"), Statement.until.is_(None)).order_by(Statement.id)
)


def load(session: Session, person: str, on: date) -> File:
    """The file of the enterprise that a person speaks for, as of the day; an empty one for somebody new."""
    found = session.execute(_SPEAKER, {"person": person}).first()
    if found is None:
        return File()
    file = File() if found.id is None else File.of(current(session, found.id), on)
    file.enterprise, file.name, file.uscc = found.id, found.name or "", found.uscc or ""
    file.wants_notices = bool(found.wants)
    return file


def current(session: Session, enterprise: str) -> dict[str, Told]:
    """What holds today of everything that was stated about an enterprise, by fact."""
    rows = session.execute(_CURRENT, {"enterprise": enterprise})
    return {row.fact: Told(_value(row), row.said_by, row.said_on, row.message, row.words) for row in rows}


def save(session: Session, person: str, file: File, on: date, channel: str = "") -> None:
    """Writes what changed in the file since it was read. The same message written twice changes nothing the second time."""
    if not file.changes:
        return
    file.enterprise = open_file(session, person, on, channel)
    messages = {told.message for told in file.changes.values() if told is not None}
    held = set(session.execute(
        select(Statement.fact, Statement.message)
        .where(Statement.enterprise_id == file.enterprise, Statement.message.in_(messages))
    ).all())
    new = {
        fact: told for fact, told in file.changes.items() if told is None or (fact, told.message) not in held
    }
    session.execute(
        update(Statement).where(
            Statement.enterprise_id == file.enterprise, Statement.fact.in_(list(new)), Statement.until.is_(None)
        ).values(until=on),
        execution_options={"synchronize_session": False},
    )
    session.add_all(_row(file.enterprise, fact, told) for fact, told in new.items() if told is not None)
    file.changes.clear()


def meet(session: Session, person: str, on: date, channel: str = "") -> Person:
    """The person's row, made when they have none yet."""
    found = session.get(Person, person)
    if found is None:
        found = Person(id=person, channel=channel, since=on)
        session.add(found)
        session.flush()
    return found


def open_file(session: Session, person: str, on: date, channel: str = "") -> str:
    """The id of the enterprise that a person speaks for; a file is opened when there is none."""
    speaker = meet(session, person, on, channel)
    if speaker.enterprise_id is None:
        enterprise = Enterprise(id=uuid.uuid4().hex, opened=on)
        session.add(enterprise)
        session.flush()
        speaker.enterprise_id = enterprise.id
        session.flush()
    return str(speaker.enterprise_id)


def history(session: Session, enterprise: str, fact: Optional[str] = None) -> list[Statement]:
    """Everything that was ever stated about an enterprise (or about one of its facts), oldest first."""
    query = select(Statement).where(Statement.enterprise_id == enterprise).order_by(Statement.id)
    if fact is not None:
        query = query.where(Statement.fact == fact)
    return list(session.execute(query).scalars())


def delete_person(session: Session, person: str) -> dict[str, int]:
    """Deletes a person, the file that they speak for and everything that hangs on either, for good.

    Returns how many rows of which kind are gone. People who share the file lose it too; they stay known by their id alone.
    What the person told a file that they no longer speak for stays there, without who said it and in which words.
    """
    found = session.get(Person, person)
    if found is None:
        return {}
    gone: dict[str, int] = {}
    enterprise = found.enterprise_id
    if enterprise is not None:
        gone["statements"] = _count(session, Statement.enterprise_id == enterprise)
        gone["reports"] = _count(session, Report.enterprise_id == enterprise)
        session.execute(update(Person).where(Person.enterprise_id == enterprise).values(enterprise_id=None),
                        execution_options={"synchronize_session": False})
        session.execute(delete(Enterprise).where(Enterprise.id == enterprise),
                        execution_options={"synchronize_session": False})
    session.execute(update(Statement).where(Statement.said_by == person).values(said_by="", words=""),
                    execution_options={"synchronize_session": False})
    gone["consents"] = _count(session, Consent.person_id == person)
    gone["notices"] = _count(session, Notice.person_id == person)
    gone["tickets"] = _count(session, Ticket.person_id == person)
    session.execute(delete(Person).where(Person.id == person), execution_options={"synchronize_session": False})
    session.expire_all()
    return {name: count for name, count in gone.items() if count}


def _count(session: Session, condition: Any) -> int:
    return int(session.execute(select(func.count()).where(condition)).scalar_one())


def _value(row: Any) -> Stated:
    if row.kind == "range":
        return (row.low, row.high)
    return cast(Stated, row.value) if row.kind == "exact" else None


def _row(enterprise: str, fact: str, told: Told) -> Statement:
    exact = told.value is not None and not isinstance(told.value, tuple)
    low, high = told.value if isinstance(told.value, tuple) else (None, None)
    return Statement(
        enterprise_id=enterprise, fact=fact, kind="exact" if exact else "unknown" if told.value is None else "range",
        value=told.value if exact else None, low=low, high=high, said_by=told.by, said_on=told.on,
        message=told.message, words=told.words[:LONGEST_WORDS],
    )


__all__ = ["current", "delete_person", "history", "load", "meet", "open_file", "save"]
