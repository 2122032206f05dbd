"""What there is to know of a whole message for telling whether it states anything of the enterprise, or only asks."""

from __future__ import annotations

from typing import Final

from policy_db.facts.learned.grams import grams
from policy_db.facts.seen import Seen

STATES: Final = "states"
STATES_NOTHING: Final = "nothing"
_LONGEST = 300


def message_features(seen: Seen) -> set[str]:
    """The words of a message, its beginning and its end, and how its clauses stand."""
    text = f"^{seen.text[:_LONGEST]}$"
    stating = sum(clause.states for clause in seen.clauses)
    return {
        *grams("", text, 1, 4), *grams("H", text[:11], 1, 3), *grams("E", text[-9:], 1, 3),
        f"M{seen.manner}", f"n{min(len(seen.clauses), 5)}", f"some{stating * 4 // max(1, len(seen.clauses))}",
        *(f"st{clause.states}{clause.question}{clause.plan}" for clause in seen.clauses),
    }


__all__ = ["STATES", "STATES_NOTHING", "message_features"]
