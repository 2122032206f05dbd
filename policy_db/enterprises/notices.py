"""Which enterprise is to be told what on a day, and why: application periods, and rules that change a verdict.

Nothing is due without the person's consent to its topic, and nobody is told the same thing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from policy_db.enterprises.file import File
from policy_db.enterprises.models import Consent, Notice
from policy_db.enterprises.store import load, meet
from policy_db.programs import PROGRAMS
from policy_db.rules import Decision, NoVersion, decide, load_rulebook

TOPICS = ("window", "change")
# A period is announced this many days before it opens, and again before it closes.
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One thing to tell. ``key`` names it for good; ``content`` is what a template needs, as plain JSON."""

    topic: str
    key: str
    content: dict[str, Any]


def grant(session: Session, person: str, topics: list[str], on: date, channel: str = "") -> None:
    """Notes that a person wants to be told about these topics."""
    meet(session, person, on, channel)
    for topic in topics:
        if session.get(Consent, (person, topic)) is None:
            session.add(Consent(person_id=person, topic=topic, given_on=on))


def revoke(session: Session, person: str, topics: Optional[list[str]] = None) -> list[str]:
    """Ends notices on these topics, or on all; what is waiting to go out goes too. Returns the topics that were on."""
    held = [topic for topic in granted(session, person) if topics is None or topic in topics]
    for table in (Consent, Notice):
        session.execute(delete(table).where(table.person_id == person, table.topic.in_(held)),
                        execution_options={"synchronize_session": False})
    session.expire_all()
    return held


def granted(session: Session, person: str) -> list[str]:
    """The topics that a person wants to be told about."""
    return list(session.execute(select(Consent.topic).where(Consent.person_id == person).order_by(Consent.topic)).scalars())


def make_notices(session: Session, on: date) -> int:
    """Stores every notice that has become due on a day; returns how many are new."""
    made = 0
    people = session.execute(select(Consent.person_id).distinct()).scalars().all()
    for person in people:
        made += make_for(session, person, on)
    return made


def make_for(session: Session, person: str, on: date) -> int:
    """Stores what has become due for one person; returns how many notices are new."""
    since = {row.topic: row.given_on for row in session.execute(
        select(Consent.topic, Consent.given_on).where(Consent.person_id == person))}
    if not since:
        return 0
    file = load(session, person, on)
    told = set(session.execute(select(Notice.key).where(Notice.person_id == person)).scalars())
    new = [due for due in due_for(file, since, on) if due.key not in told]
    session.add_all(
        Notice(person_id=person, topic=due.topic, key=due.key, content=due.content, made_on=on) for due in new)
    session.flush()
    return len(new)


def due_for(file: File, since: dict[str, date], on: date) -> Iterator[Due]:
    """What an enterprise is to be told on a day, given the topics wanted and the day of each consent."""
    for program, entry in PROGRAMS.items():
        try:
            decision = decide(program, file.facts, on, approx=file.approx)
        except NoVersion:
            continue
        if entry.title and file.facts.get(entry.title) is True:
            continue
        if "window" in since and decision.truth is not False:
            yield from _periods(decision, on)
        if "change" in since:
            yield from _new_rules(decision, file, since["change"])


def pending(session: Session, person: str) -> list[Notice]:
    """The notices that a person has not been given yet, oldest first."""
    return list(session.execute(
        select(Notice).where(Notice.person_id == person, Notice.sent_on.is_(None)).order_by(Notice.id)).scalars())


def _periods(decision: Decision, on: date) -> Iterator[Due]:
    rules = decision.rules
    for window in rules.windows:
        for kind, day in (("opens", window.opens), ("closes", window.closes)):
            if day is not None and on <= day <= on + AHEAD:
                yield Due("window", f"{kind}:{rules.program}:{rules.version}:{day.isoformat()}", {
                    "kind": kind, "program": rules.program, "version": rules.version, "day": day.isoformat(),
                    "label": window.label, "note": window.note, **_because(decision),
                })


def _new_rules(decision: Decision, file: File, since: date) -> Iterator[Due]:
    rules = decision.rules
    if rules.start <= since:
        return
    before = _verdict_before(rules.program, file, rules.start - timedelta(days=1))
    yield Due("change", f"rules:{rules.program}:{rules.version}", {
        "kind": "rules", "program": rules.program, "version": rules.version, "day": rules.start.isoformat(),
        "label": rules.source, "note": "", "before": before, **_because(decision),
    })


def _because(decision: Decision) -> dict[str, Any]:
    """Why it concerns the enterprise: its verdict, and what that rests on."""
    unmet = [result.criterion.label for result in decision.results if result.truth is False]
    open_ = [result.criterion.label for result in decision.results if result.truth is None and result.missing]
    known = [fact for criterion in decision.rules.criteria for fact in criterion.facts if fact in decision.stated]
    return {
        "verdict": decision.verdict, "unmet": unmet, "open": len(open_),
        "facts": {fact: decision.stated[fact] for fact in dict.fromkeys(known)},
    }


def _verdict_before(program: str, file: File, on: date) -> Optional[str]:
    version = next((each for each in load_rulebook().versions(program) if each.governs(on)), None)
    return None if version is None else decide(program, file.facts, on, approx=file.approx).verdict


__all__ = ["TOPICS", "Due", "due_for", "grant", "granted", "make_for", "make_notices", "pending", "revoke"]
