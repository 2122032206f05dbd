"""Stops for what was dictated or typed without any: the text as its clauses would be set apart."""

from __future__ import annotations

import re
from typing import Final

from policy_db.facts.learned.linear import Linear

STOP: Final = "stop"
NO_STOP: Final = "no"
# What sets clauses apart, and what may or may not do so.
STOPS: Final = frozenset(",，。;；!！?？\n~…")
NEUTRAL: Final = frozenset("、:： ()（）/-")
_RUN = re.compile(f"[^{re.escape(''.join(sorted(STOPS | NEUTRAL)))}]+")
# Shorter runs are one clause, as a rule; nobody dictates longer ones.
_SHORTEST, _LONGEST = 13, 600
# Who sets stops elsewhere left none out by habit.
_PROBABLE: Final = 0.6
_PROBABLE_BESIDE_STOPS: Final = 0.8
_NUMERAL = re.compile(r"[\d.零一二三四五六七八九十百千万亿两几半]+")
# 还没有跟龙头企业合作, 从55.2%降到49.8%, 到5000万是不是就能报
_GOES_ON = re.compile(r"(?:(?<![有是])的|[地在跟和与给被把从向对为]|还没有|没有?得?过)$")
_BEGINS_NOTHING = re.compile(r"是不是|[》」』”’]|[涨增升降减跌掉扩提加]到|到")
_NEAR, _FAR = 5, 10
_WIDTHS: Final = ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))


def stop_features(text: str, place: int) -> set[str]:
    """The characters on either side of a place in a text without stops, as they stand and with every numeral alike."""
    left = ("^" if place <= _NEAR else "") + text[max(0, place - _NEAR) : place]
    right = text[place : place + _NEAR] + ("$" if place + _NEAR >= len(text) else "")
    before = _NUMERAL.sub("9", text[max(0, place - _FAR) : place])[-_NEAR:]
    after = _NUMERAL.sub("9", text[place : place + _FAR])[:_NEAR]
    return {
        *(f"l{length}{left[-length:]}" for length in range(1, 5)), *(f"r{length}{right[:length]}" for length in range(1, 5)),
        *(f"m{one}{two}{left[-one:]}{right[:two]}" for one, two in _WIDTHS),
        *(f"L{letter}" for letter in left[-_NEAR:-1]), *(f"R{letter}" for letter in right[1:_NEAR]),
        *(f"nl{length}{before[-length:]}" for length in range(2, 6)), *(f"nr{length}{after[:length]}" for length in range(2, 6)),
        *(f"nm{one}{two}{before[-one:]}{after[:two]}" for one, two in (*_WIDTHS, (3, 2), (2, 3), (3, 3))),
    }


def put_stops(text: str, model: Linear) -> str:
    """The text with a comma wherever a long run without stops most probably has the end of a clause."""
    probable = _PROBABLE_BESIDE_STOPS if any(letter in STOPS for letter in text) else _PROBABLE
    return _RUN.sub(lambda run: _set_apart(run.group(), model, probable), text)


def _set_apart(run: str, model: Linear, probable: float) -> str:
    if not _SHORTEST <= len(run) <= _LONGEST:
        return run
    parts = [run[0]]
    for place in range(1, len(run)):
        if _may_end(run, place) and model.probabilities(stop_features(run, place))[STOP] >= probable:
            parts.append(",")
        parts.append(run[place])
    return "".join(parts)


def _may_end(run: str, place: int) -> bool:
    """Whether a clause may end here at all: not within a word of letters or figures, nor behind a word that wants another."""
    if run[place - 1].isascii() and run[place].isascii():
        return False
    return not _GOES_ON.search(run, max(0, place - 5), place) and not _BEGINS_NOTHING.match(run, place)


__all__ = ["NEUTRAL", "NO_STOP", "STOP", "STOPS", "put_stops", "stop_features"]
