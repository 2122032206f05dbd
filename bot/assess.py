"""A request for a decision, checked and decided: the same for ``zjtx check`` and ``POST /api/assess``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.problems import Problems
from bot.wording import say
from policy_db.facts.catalog import FACTS, FactErrors, check_facts
from policy_db.programs.catalog import PROGRAMS
from policy_db.rules import Decision, NoVersion, UnknownProgram, decide

KEYS = ("program", "on", "facts", "approx")
NUMBERS = ("int", "years", "money", "percent")


def assess(request: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The decision of ``decided`` as JSON."""
    return decided(request, today).to_json()


def decided(request: Mapping[str, Any], today: date) -> Decision:
    """The decision for ``{"program", "on"?, "facts"?, "approx"?}``; ``on`` is ``today`` where it is not given.

    Raises ``Problems`` with one message per wrong field.
    """
    errors: dict[str, str] = {key: say("assess.unknown_key", key=key) for key in request if key not in KEYS}
    program = request.get("program")
    if not isinstance(program, str) or program not in PROGRAMS:
        errors["program"] = unknown_program(program)
    on = read_day(request.get("on"), today, errors)
    facts = _facts(request.get("facts"), errors)
    approx = _approx(request.get("approx"), errors)
    if errors:
        raise Problems(errors)
    try:
        return decide(str(program), facts, on, approx=approx)
    except UnknownProgram as error:
        raise Problems({"program": say("assess.no_rules", name=PROGRAMS[str(program)].name, id=program)}) from error
    except NoVersion as error:
        message = say("assess.no_version", name=PROGRAMS[str(program)].name, id=program, on=on.isoformat())
        raise Problems({"on": message}) from error


def unknown_program(program: object) -> str:
    """The message for a program that is missing or that nobody knows; it names the ones there are."""
    known = say("assess.join").join(PROGRAMS)
    return say("assess.no_program" if program is None else "assess.unknown_program", program=program, known=known)


def read_day(value: object, today: date, errors: dict[str, str]) -> date:
    """An ISO day, or ``today`` for ``None``; what is neither goes into ``errors`` under ``on``."""
    if value is None:
        return today
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        errors["on"] = say("assess.bad_day", value=value)
        return today


def _facts(value: object, errors: dict[str, str]) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        errors["facts"] = say("assess.facts_mapping")
        return {}
    try:
        return dict(check_facts(value))
    except FactErrors as wrong:
        errors.update((error.path, error.message) for error in wrong.errors)
        return {}


def _approx(value: object, errors: dict[str, str]) -> dict[str, tuple[float, float]]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        errors["approx"] = say("assess.approx_mapping")
        return {}
    ranges = {}
    for fact, bounds in value.items():
        if fact not in FACTS or FACTS[fact].type not in NUMBERS:
            errors[f"approx.{fact}"] = say("assess.approx_fact", fact=fact)
        elif not _is_range(bounds):
            errors[f"approx.{fact}"] = say("assess.approx_range", label=FACTS[fact].label)
        else:
            ranges[fact] = (float(bounds[0]), float(bounds[1]))
    return ranges


def _is_range(bounds: object) -> bool:
    if not isinstance(bounds, (list, tuple)) or len(bounds) != 2:
        return False
    if not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in bounds):
        return False
    return bool(float("-inf") < bounds[0] <= bounds[1] < float("inf"))
