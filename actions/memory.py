"""What the conversation remembers of an enterprise: the ``file`` slot, and the question that is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Optional

from policy_db.facts.catalog import FACTS
from policy_db.facts.reader import Reading
from policy_db.rules.situation import Bounds, Value


@dataclass
class File:
    """Facts of one enterprise as stated in the conversation: exact, roughly known, and said to be unknown."""

    facts: dict[str, Value] = field(default_factory=dict)
    approx: dict[str, Bounds] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def from_slot(cls, slot: Optional[dict[str, Any]]) -> File:
        """The file as kept in the tracker; facts that the catalogue no longer has are left out."""
        slot = slot or {}
        return cls(
            {fact: value for fact, value in slot.get("facts", {}).items() if fact in FACTS},
            {fact: (pair[0], pair[1]) for fact, pair in slot.get("approx", {}).items() if fact in FACTS},
            [fact for fact in slot.get("unknown", []) if fact in FACTS],
        )

    def to_slot(self) -> dict[str, Any]:
        """The file as plain JSON."""
        return {
            "facts": self.facts,
            "approx": {fact: list(pair) for fact, pair in self.approx.items()},
            "unknown": self.unknown,
        }

    def take(self, reading: Reading) -> list[str]:
        """Adds what a message states, newer over older; returns the facts that it told us."""
        for fact, value in reading.facts.items():
            self._forget(fact)
            self.facts[fact] = value
        for fact, pair in reading.approx.items():
            self._forget(fact)
            self.approx[fact] = (pair[0], pair[1])
        for fact in reading.unknown:
            self.put_off(fact)
        return [*reading.facts, *reading.approx]

    def put_off(self, fact: str) -> None:
        """Notes that the person does not know the fact; a value told before stands."""
        if fact not in self.facts and fact not in self.unknown:
            self.unknown.append(fact)

    def known(self) -> Iterable[str]:
        """The facts with a value, in the catalogue's order."""
        return [fact for fact in FACTS if fact in self.facts or fact in self.approx]

    def __len__(self) -> int:
        return len(self.facts) + len(self.approx) + len(self.unknown)

    def _forget(self, fact: str) -> None:
        self.facts.pop(fact, None)
        self.approx.pop(fact, None)
        if fact in self.unknown:
            self.unknown.remove(fact)
