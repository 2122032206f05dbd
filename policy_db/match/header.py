"""Which columns of a table are facts, by id or by Chinese name, and which are carried through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Optional

from policy_db.facts.catalog import FACTS
from policy_db.match.cells import units
from policy_db.match.errors import Unusable
from policy_db.match.wording import words

UNIT = re.compile(r"(.+?)\s*\((?:单位[::]?\s*)?([^()]+)\)")


@dataclass(frozen=True)
class Column:
    """A column by its ``name`` in the header. ``unit`` is how many of the catalogue's units a bare number in it counts."""

    name: str
    fact: Optional[str] = None
    unit: float = 1.0


def read_header(names: Sequence[str], source: str) -> list[Column]:
    """The columns of a table; raises ``Unusable`` where a name is ambiguous, a unit is unknown, or no column is a fact."""
    columns = [_column(name) for name in names]
    seen: dict[str, str] = {}
    for column in columns:
        if column.fact and column.fact in seen:
            label = FACTS[column.fact].label
            raise Unusable("two_columns", first=seen[column.fact], second=column.name, label=label)
        if column.fact:
            seen[column.fact] = column.name
    if not seen:
        raise Unusable("no_facts", path=source)
    return columns


def recognised(names: Sequence[str]) -> int:
    """How many of the names are facts."""
    return sum(bool(_facts(_plain(name)) or _with_unit(name)) for name in names)


def _column(name: str) -> Column:
    found, unit = _facts(_plain(name)), ""
    if not found and (parts := _with_unit(name)):
        found, unit = _facts(parts[0]), parts[1]
    if not found:
        return Column(name)
    if len(found) > 1:
        labels = str(words()["or"]).join(f"“{FACTS[fact].label}”" for fact in found)
        raise Unusable("several_facts", name=name, labels=labels)
    fact = FACTS[found[0]]
    if not unit or not fact.numeric:
        return Column(name, fact.id)
    if unit not in units(fact):
        known = str(words()["or"]).join(filter(None, units(fact)))
        raise Unusable("unit", name=name, unit=unit, label=fact.label, units=known)
    return Column(name, fact.id, units(fact)[unit])


def _with_unit(name: str) -> Optional[tuple[str, str]]:
    found = UNIT.fullmatch(_plain(name))
    return (found[1], found[2].strip()) if found and _facts(found[1]) else None


def _facts(name: str) -> tuple[str, ...]:
    """The facts that bear the name: by id, else by official label, else by another name."""
    return _names().get(name, ())


@cache
def _names() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fact in FACTS.values():
        for name in {_plain(word) for word in fact.synonyms}:
            found[name] = (*found.get(name, ()), fact.id)
    found.update({_plain(fact.label): (fact.id,) for fact in FACTS.values()})
    found.update({fact.id: (fact.id,) for fact in FACTS.values()})
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", name)).casefold()
