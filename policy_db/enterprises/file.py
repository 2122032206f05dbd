"""What is known about one enterprise, as its people stated it: 一户一档 in memory, with what has changed since it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Optional, Union

from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import Reading
from policy_db.rules.situation import Bounds, Value

DAYS_PER_YEAR = 365.25
Stated = Union[Value, Bounds, None]


@dataclass(frozen=True)
class Told:
    """Where a value comes from: who said it, on which day, in which message, and the first words of it.

    ``value`` is exact, or a (low, high) range, or ``None`` for 「不知道」.
    """

    value: Stated
    by: str
    on: date
    message: str = ""
    words: str = ""


@dataclass
class File:
    """Facts of one enterprise: exact, roughly known, said to be unknown, and those of an earlier year.

    ``stale`` holds what was said in an earlier calendar year of facts that change with the year: no decision rests on
    it, but it is offered when the fact is asked again. ``told`` says where each value comes from. ``changes`` are the
    facts stated or withdrawn (``None``) since the file was read; ``policy_db.enterprises.store.save`` writes them.
    ``wants_notices``: the person who reads the file has consented to some topic.
    """

    facts: dict[str, Value] = field(default_factory=dict)
    approx: dict[str, Bounds] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    stale: dict[str, Told] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    changes: dict[str, Optional[Told]] = field(default_factory=dict)
    enterprise: Optional[str] = None
    name: str = ""
    uscc: str = ""
    wants_notices: bool = False

    @classmethod
    def of(cls, told: Mapping[str, Told], on: date) -> File:
        """The file that these statements make on a day; facts that the catalogue no longer has are left out."""
        file = cls()
        for fact, statement in told.items():
            if fact not in FACTS:
                continue
            ages, earlier = FACTS[fact].ages, statement.on.year < on.year
            if ages == "grows":
                file._put(fact, _grown(statement, on))
            elif ages != "year" or not earlier:
                file._put(fact, statement)
            elif statement.value is not None:
                file.stale[fact] = statement
        return file

    def take(self, reading: Reading, source: Told) -> list[str]:
        """Adds what a message states, newer over older; returns the facts that got a value. ``source.value`` plays no part."""
        stated: dict[str, Stated] = {**reading.facts, **{fact: (low, high) for fact, (low, high) in reading.approx.items()}}
        for fact, value in stated.items():
            self._state(fact, Told(value, source.by, source.on, source.message, source.words))
        for fact in reading.unknown:
            self.put_off(fact, source)
        return list(stated)

    def put_off(self, fact: str, source: Told) -> None:
        """Notes that the person does not know the fact; a value told before stands."""
        if fact not in self.facts and fact not in self.approx and fact not in self.unknown:
            self._state(fact, Told(None, source.by, source.on, source.message, source.words))

    def withdraw(self, facts: Iterable[str]) -> list[str]:
        """Takes back what was said of these facts; returns those of which something was known."""
        gone = [fact for fact in facts if fact in self.told or fact in self.stale]
        for fact in gone:
            self._drop(fact)
            self.stale.pop(fact, None)
            self.changes[fact] = None
        return gone

    def known(self) -> list[str]:
        """The facts with a value, in the catalogue's order."""
        return [fact for fact in FACTS if fact in self.facts or fact in self.approx]

    def __len__(self) -> int:
        return len(self.told) + len(self.stale)

    def _state(self, fact: str, statement: Told) -> None:
        self.stale.pop(fact, None)
        self._drop(fact)
        self._put(fact, statement)
        self.changes[fact] = statement

    def _drop(self, fact: str) -> None:
        self.facts.pop(fact, None)
        self.approx.pop(fact, None)
        self.told.pop(fact, None)
        if fact in self.unknown:
            self.unknown.remove(fact)

    def _put(self, fact: str, statement: Told) -> None:
        self.told[fact] = statement
        if statement.value is None:
            self.unknown.append(fact)
        elif isinstance(statement.value, tuple):
            self.approx[fact] = statement.value
        else:
            self.facts[fact] = statement.value


def _grown(statement: Told, on: date) -> Told:
    """Years go on by themselves: three years said two years ago are five."""
    passed = round(max(0, (on - statement.on).days) / DAYS_PER_YEAR, 1)
    if isinstance(statement.value, tuple):
        low, high = statement.value
        return replace(statement, value=(low + passed, high + passed))
    if isinstance(statement.value, (int, float)) and not isinstance(statement.value, bool) and passed:
        return replace(statement, value=round(statement.value + passed, 1))
    return statement


__all__ = ["File", "Stated", "Told"]
