"""How well intents are recognised: the figures that the development set is judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Score:
    """Shares between 0 and 1.

    ``accuracy`` and ``macro_f1`` are over the strongest real intent. ``oos_recall``: share of out-of-scope messages
    that are turned away (``out_of_scope``) or asked back about (fallback). ``refused``: share of real questions
    turned away; ``asked_back``: share of real questions that meet the fallback. ``confusions``: (meant, read) → count.
    """

    accuracy: float
    macro_f1: float
    oos_recall: float
    refused: float
    asked_back: float
    confusions: Counter[tuple[str, str]]

    def __str__(self) -> str:
        """One line for a log."""
        return (
            f"accuracy {self.accuracy:.3f}  macro-F1 {self.macro_f1:.3f}  out-of-scope recall {self.oos_recall:.3f}  "
            f"refused {self.refused:.3f}  asked back {self.asked_back:.3f}"
        )


def top_intent(parsed: Mapping[str, Any]) -> str:
    """The strongest intent that a person can mean, also where the fallback stands above it."""
    for candidate in parsed["intent_ranking"]:
        if candidate["name"] != FALLBACK:
            return str(candidate["name"])
    return FALLBACK


def score(meant: Sequence[str], parsed: Sequence[Mapping[str, Any]]) -> Score:
    """Compares the intents meant with what the pipeline gave, message by message."""
    read = [top_intent(item) for item in parsed]
    fell_back = [item["intent"]["name"] == FALLBACK for item in parsed]
    inside = [index for index, intent in enumerate(meant) if intent != OUT_OF_SCOPE]
    outside = [index for index, intent in enumerate(meant) if intent == OUT_OF_SCOPE]
    return Score(
        accuracy=_share(meant[index] == read[index] for index in range(len(meant))),
        macro_f1=_macro_f1(meant, read),
        oos_recall=_share(read[index] == OUT_OF_SCOPE or fell_back[index] for index in outside),
        refused=_share(read[index] == OUT_OF_SCOPE for index in inside),
        asked_back=_share(fell_back[index] for index in inside),
        confusions=Counter((a, b) for a, b in zip(meant, read, strict=True) if a != b),
    )


def _share(flags: Any) -> float:
    values = list(flags)
    return sum(values) / len(values) if values else 0.0


def _macro_f1(meant: Sequence[str], read: Sequence[str]) -> float:
    hits = Counter(a for a, b in zip(meant, read, strict=True) if a == b)
    wanted, given = Counter(meant), Counter(read)
    intents = set(wanted) | set(given)
    return _share(2 * hits[intent] / (wanted[intent] + given[intent]) for intent in intents)
