"""The part of a long clause that answers a question, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_db.search.grams import clean, codes_of
from policy_db.search.query import read_question
from policy_db.search.thesaurus import thesaurus

# A clause up to this length is shown whole; of a longer one about so much as answers.
WHOLE = 230
PART = 160
GAP = "…"

_SENTENCE = re.compile(r"[^。；;\n]+[。；;\n]?(?:\([^()\n]*负责\)|\(责任单位[^()\n]*\))?")
_COUNTS = re.compile(r"多少|几(?!乎)|多大|多高|多久|多长|比例|百分之")
_NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千万]+(?:年|个|家|项|次|分之)")
_PHRASE = re.compile(r"[^，,、]+[，,、]?")


def excerpt(text: str, question: str, whole: int = WHOLE, part: int = PART) -> str:
    """``text`` itself, or of a long one the neighbouring sentences that share most with ``question``, between … where cut.

    A sentence is cut (at a comma) only where it alone is longer than ``part``. Without … every character stands as in ``text``.
    """
    if len(text) <= whole:
        return text
    pieces = [piece for sentence in _SENTENCE.findall(text) for piece in _short_enough(sentence, part)]
    if not pieces:
        return text
    scores = _agreement(pieces, question)
    first, last = _window(pieces, scores, part)
    start = sum(len(piece) for piece in pieces[:first])
    shown = "".join(pieces[first:last]).strip()
    # Only what the pattern itself leaves out (a stray mark at the end) may be missing between pieces.
    at = text.find(shown, max(start - part, 0))
    if at < 0:
        return text
    return (GAP if at > 0 else "") + shown + (GAP if at + len(shown) < len(text.rstrip()) else "")


def _short_enough(sentence: str, part: int) -> list[str]:
    if len(sentence) <= part:
        return [sentence]
    pieces: list[str] = []
    for phrase in _PHRASE.findall(sentence):
        if pieces and len(pieces[-1]) + len(phrase) <= part // 2:
            pieces[-1] += phrase
        else:
            pieces.append(phrase)
    return pieces


def _agreement(pieces: Sequence[str], question: str) -> list[float]:
    asked = read_question(question)
    pairs = {asked.content[at:at + 2] for at in range(len(asked.content) - 1) if " " not in asked.content[at:at + 2]}
    concepts = {number for _, _, numbers in asked.concepts for number in numbers}
    bodies = [clean(piece) for piece in pieces]
    scores = [0.0] * len(pieces)
    for pair in pairs:
        bearing = [place for place, body in enumerate(bodies) if pair in body]
        for place in bearing:
            scores[place] += 1 / len(bearing)
    meant = [{number for _, _, numbers in thesaurus().printed.spans(body, codes_of(body)) for number in numbers}
             for body in bodies]
    for concept in concepts:
        bearing = [place for place, numbers in enumerate(meant) if concept in numbers]
        for place in bearing:
            scores[place] += 2 / len(bearing)
    if _COUNTS.search(question):
        numbered = [place for place, piece in enumerate(pieces) if _NUMBER.search(piece[2:])]
        for place in numbered:
            scores[place] += 2 / len(numbered)
    return scores


def _window(pieces: Sequence[str], scores: Sequence[float], part: int) -> tuple[int, int]:
    best, chosen = -1.0, (0, 1)
    for first in range(len(pieces)):
        length, total = 0, 0.0
        for last in range(first, len(pieces)):
            length += len(pieces[last])
            if length > part and last > first:
                break
            total += scores[last]
            if total > best + 1e-9:
                best, chosen = total, (first, last + 1)
    return chosen


__all__ = ["GAP", "PART", "WHOLE", "excerpt"]
