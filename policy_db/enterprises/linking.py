"""The same file on another channel: only by a one-time code that was asked for on the first one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Optional

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from policy_db.enterprises.models import Enterprise, LinkCode, Person, Report, Statement
from policy_db.enterprises.store import current, meet, open_file

# Letters and figures that nobody confuses when reading them aloud or copying by hand.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 8
VALID_SECONDS = 600.0


def new_code(session: Session, person: str, on: date, now: float, channel: str = "") -> str:
    """A code for the file that a person speaks for, valid for ten minutes and once; earlier codes of the file end."""
    enterprise = open_file(session, person, on, channel)
    session.execute(delete(LinkCode).where((LinkCode.enterprise_id == enterprise) | (LinkCode.expires < now)),
                    execution_options={"synchronize_session": False})
    code = ""
    # A code of letters alone reads like a word, one of figures alone like an answer.
    while not (any(char.isdigit() for char in code) and any(char.isalpha() for char in code)):
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    session.add(LinkCode(digest=_digest(code), enterprise_id=enterprise, expires=now + VALID_SECONDS))
    return code


def use_code(session: Session, person: str, code: str, on: date, now: float, channel: str = "") -> Optional[int]:
    """Lets a person speak for the file of a code; returns how many facts the file holds then, or ``None`` for a bad code.

    What the person had told before is added where the file says nothing about it yet; their old file ends.
    """
    found = session.execute(
        select(LinkCode).where(LinkCode.digest == _digest(code.lower()), LinkCode.expires >= now)).scalar_one_or_none()
    if found is None:
        return None
    target = str(found.enterprise_id)
    session.delete(found)
    speaker = meet(session, person, on, channel)
    before = speaker.enterprise_id
    speaker.enterprise_id = target
    session.flush()
    if before is not None and before != target:
        _merge(session, str(before), target)
    return len(current(session, target))


def leave(session: Session, person: str) -> bool:
    """Lets a person speak for no file any more; false where nobody else speaks for it, so that it would be lost."""
    speaker = session.get(Person, person)
    if speaker is None or speaker.enterprise_id is None or len(partners(session, person)) == 0:
        return False
    speaker.enterprise_id = None
    return True


def partners(session: Session, person: str) -> list[str]:
    """The other people who share a person's file, by their ids."""
    mine = select(Person.enterprise_id).where(Person.id == person).scalar_subquery()
    rows = session.execute(select(Person.id).where(Person.enterprise_id == mine, Person.id != person)).scalars()
    return list(rows)


def _merge(session: Session, old: str, target: str) -> None:
    held = set(current(session, target))
    moved = [fact for fact in current(session, old) if fact not in held]
    unsynchronised = {"synchronize_session": False}
    session.execute(
        update(Statement).where(Statement.enterprise_id == old, Statement.fact.in_(moved)).values(enterprise_id=target),
        execution_options=unsynchronised)
    session.execute(update(Report).where(Report.enterprise_id == old).values(enterprise_id=target),
                    execution_options=unsynchronised)
    if session.execute(select(Person.id).where(Person.enterprise_id == old)).first() is None:
        session.execute(delete(Enterprise).where(Enterprise.id == old), execution_options=unsynchronised)
    session.expire_all()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


__all__ = ["leave", "new_code", "partners", "use_code"]
