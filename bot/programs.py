"""Programs and their dated rules as JSON, for the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Optional

from bot.problems import Problems
from bot.wording import say
from policy_db.programs.catalog import PROGRAMS
from policy_db.rules import NoVersion, RuleVersion, UnknownProgram, load_rulebook
from policy_db.rules.version import Citation, Entry
from policy_db.rules.window import window_state
from policy_db.rules.wording import required, words

SECTIONS = ("benefits", "materials", "procedure", "quotas", "validity")


def listed() -> list[dict[str, Any]]:
    """Every program with the versions that its rules have; ``to: null`` = still in force."""
    return [_named(program) | {"versions": [_version(each) for each in _versions(program)]} for program in PROGRAMS]


def described(program: str, on: date) -> dict[str, Any]:
    """One program by the rules in force on ``on``: conditions, windows, benefits and the rest, each with its source.

    Raises ``Problems`` (404) for an unknown program and for a day that no version covers.
    """
    if program not in PROGRAMS:
        raise Problems({"id": say("http.unknown_program", id=program)}, status=404)
    try:
        rules = load_rulebook().version(program, on)
    except UnknownProgram as error:
        message = say("assess.no_rules", name=PROGRAMS[program].name, id=program)
        raise Problems({"id": message}, status=404) from error
    except NoVersion as error:
        message = say("assess.no_version", name=PROGRAMS[program].name, id=program, on=on.isoformat())
        raise Problems({"on": message}, status=404) from error
    return {
        **_named(program),
        "on": on.isoformat(),
        **_version(rules),
        "rules_digest": rules.digest,
        "criteria": [
            {
                "id": criterion.id,
                "label": criterion.label,
                "facts": list(criterion.facts),
                "required": required(criterion.require) if criterion.require else words()["official"],
                "judgement": criterion.require is None,
                "note": criterion.note,
                "citations": _citations(criterion.citations),
            }
            for criterion in rules.criteria
        ],
        "window": window_state(rules.windows, on).to_json(),
        "windows": [
            {
                "label": window.label, "opens": _iso(window.opens), "closes": _iso(window.closes), "note": window.note,
                "citations": _citations(window.citations),
            }
            for window in rules.windows
        ],
        **{section: _entries(getattr(rules, section)) for section in SECTIONS},
        "contacts": [
            {
                "office": contact.office, "person": contact.person, "phone": contact.phone, "address": contact.address,
                "citations": _citations(contact.citations),
            }
            for contact in rules.contacts
        ],
        "warnings": list(rules.warnings),
        "notes": list(rules.notes),
    }


def _named(program: str) -> dict[str, Any]:
    found = PROGRAMS[program]
    return {"id": found.id, "name": found.name, "level": found.level, "aliases": list(found.aliases)}


def _versions(program: str) -> tuple[RuleVersion, ...]:
    try:
        return load_rulebook().versions(program)
    except UnknownProgram:
        return ()


def _version(rules: RuleVersion) -> dict[str, Any]:
    return {
        "version": rules.version, "from": rules.start.isoformat(), "to": _iso(rules.end),
        "source": rules.source, "rating": rules.rating,
    }


def _entries(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"text": entry.text, "citations": _citations(entry.citations)} for entry in entries]


def _citations(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [citation.to_json() for citation in citations]


def _iso(day: Optional[date]) -> Optional[str]:
    return day.isoformat() if day else None
