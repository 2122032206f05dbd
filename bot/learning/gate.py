"""The regression gate: whether a new model may take the place of the one that serves.

A figure stops a model in two cases: it is clearly worse than before (``slack``), or it is beyond its floor and not better
than before. So a model that repairs part of a drop still gets in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.learning.development_set import Message
from bot.nlu.score import FALLBACK, OUT_OF_SCOPE, Score, score, top_intent

FLOORS_PATH = Path(__file__).with_name("floors.yml")
Limits = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Worse:
    """A figure that stops a model: its ``limit``, what it was (None without a model before), and what it is now."""

    figure: str
    limit: float
    before: float | None
    now: float


@dataclass(frozen=True)
class Flip:
    """A message that was read as meant before and is not any more."""

    text: str
    meant: str
    now: str


@dataclass(frozen=True)
class Judgement:
    """``worse`` is empty for a model that may serve."""

    now: Score
    before: Score | None
    worse: tuple[Worse, ...]
    flips: tuple[Flip, ...]

    @property
    def accepted(self) -> bool:
        """Whether the model may replace the one before."""
        return not self.worse


def limits() -> Limits:
    """``at_least``, ``at_most`` and ``slack`` of ``floors.yml``."""
    found: Limits = yaml.load(FLOORS_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def judge(
    messages: Sequence[Message],
    now: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]] | None,
    bounds: Limits,
) -> Judgement:
    """Compares what two models make of the development set; ``before`` is None where there is nothing to compare with."""
    meant = [message.intent for message in messages]
    new, old = score(meant, now), score(meant, before) if before is not None else None
    worse = []
    for kind, sign in (("at_least", 1), ("at_most", -1)):
        for figure, limit in bounds[kind].items():
            value = getattr(new, figure)
            earlier = getattr(old, figure) if old else None
            fell = earlier is not None and sign * (earlier - value) > bounds["slack"][figure] + 1e-9
            beyond = sign * (limit - value) > 1e-9 and (earlier is None or sign * (value - earlier) <= 1e-9)
            if fell or beyond:
                worse.append(Worse(figure, limit, earlier, value))
    flips = []
    for message, then, today in zip(messages, before or (), now):
        if _read_as(then, message.intent) == message.intent != _read_as(today, message.intent):
            flips.append(Flip(message.text, message.intent, _read_as(today, message.intent)))
    return Judgement(new, old, tuple(worse), tuple(flips))


def _read_as(parsed: Mapping[str, Any], meant: str) -> str:
    """The intent that the message is taken for; to ask back about one that is out of scope is right too."""
    fell_back = parsed["intent"]["name"] == FALLBACK
    if fell_back and meant == OUT_OF_SCOPE:
        return OUT_OF_SCOPE
    return FALLBACK if fell_back else top_intent(parsed)
