"""What the reader makes of a message before it draws any fact: the ground that rules and learned models both stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from policy_db.facts.catalog import FACTS
from policy_db.facts.cues import Cue, Found, Mention, find_cues
from policy_db.facts.learned.linear import Linear
from policy_db.facts.learned.models import load_models
from policy_db.facts.learned.stops import put_stops
from policy_db.facts.periods import Period, find_periods
from policy_db.facts.quantities import Quantity, find_quantities
from policy_db.facts.segments import Clause, clauses

# 四个半 in reply to a percentage.
_AND_A_HALF = re.compile(r"([一二两三四五六七八九十\d])个半(?=$|[,，。吧左的样到至])")


@dataclass(frozen=True)
class Seen:
    """A normalised text in its clauses, with its quantities, the words that name facts, and the periods it speaks of."""

    text: str
    asked: str | None
    quantities: list[Quantity]
    clauses: list[Clause]
    found: Found
    periods: list[Period]

    @cached_property
    def cues(self) -> list[Cue]:
        """Words for quantities, scopes of ranks among them, from left to right."""
        return sorted((*self.found.cues, *self.found.scopes), key=lambda cue: cue.start)

    def place_of(self, position: int) -> int | None:
        """The index of the clause that holds a position."""
        return next((index for index, clause in enumerate(self.clauses) if clause.start <= position < clause.end), None)

    def named(self, clause: Clause) -> dict[str, Mention]:
        """The facts for which a clause has a word, each with the last one."""
        return {
            mention.told.id: mention
            for mention in self.found.mentions
            if clause.start <= mention.start < clause.end and mention.told.id in FACTS
        }

    @cached_property
    def manner(self) -> str:
        """Whether the message somewhere asks, supposes, plans or speaks of others: what its other clauses are doubtful by."""
        return "".join(
            letter for letter, there in (
                ("q", any(clause.question for clause in self.clauses)),
                ("n", any(not clause.states for clause in self.clauses)),
                ("f", any(clause.foil for clause in self.clauses)),
                ("p", any(clause.plan for clause in self.clauses)),
            ) if there
        )


def see(text: str, asked: str | None, on: date | None, stops: Linear | None = None) -> Seen:
    """Takes a normalised text apart; ``stops`` is another model of where clauses end than the one that is read with."""
    text = put_stops(text, stops or load_models().stops)
    if asked is not None and FACTS[asked].type == "percent":
        text = _AND_A_HALF.sub(r"\1个半点", text)
    quantities = find_quantities(text, on)
    return Seen(
        text, asked, quantities, clauses(text, quantities), find_cues(text, asked), find_periods(text, quantities, on)
    )


__all__ = ["Seen", "see"]
