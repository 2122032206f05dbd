"""Whether the clauses found answer the question: a few signals, weighed by a learned logistic function, never one score alone.

What speaks against an answer: content that the best clauses do not bear, numbers and years that they lack, a place or a
document that none of them speaks of, and topics on which the documents are known to be silent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy_db.search.grams import clean
from policy_db.search.query import Question, question_words
from policy_db.search.thesaurus import thesaurus
from policy_db.search.weights import Weights

_HAN = {number: digit for number, digit in zip("〇零一二两三四五六七八九", "001223456789")}


@dataclass(frozen=True)
class Found:
    """A clause as the decision sees it: its text with headings and title, its reviewed questions, and its signals."""

    text: str
    questions: tuple[str, ...]
    signals: Mapping[str, float]


@dataclass(frozen=True)
class Decision:
    """``probability`` that the best clause answers; ``reason`` says in Chinese why not, where a plain reason is known."""

    answerable: bool
    probability: float
    reason: str
    signals: Mapping[str, float]


def decide(question: Question, found: Sequence[Found], known: float, unheld: Sequence[str], weights: Weights) -> Decision:
    """Decides from the best clauses. ``known``: share of the content that any clause bears; ``unheld``: documents not held."""
    signals = measure(question, found, known)
    plain = _plain_reason(question, found, unheld)
    if plain:
        return Decision(False, 0.0, plain, signals)
    w = weights.answerable
    total = w["bias"] + sum(w[name] * value for name, value in signals.items())
    probability = 1 / (1 + math.exp(-max(min(total, 30), -30)))
    return Decision(bool(found) and probability >= w["threshold"], probability, "", signals)


def measure(question: Question, found: Sequence[Found], known: float) -> dict[str, float]:
    """The signals of a question and the clauses found for it, best first."""
    if not found:
        return {"text": 0.0, "asked": 0.0, "vector": 0.0, "coverage": 0.0, "unknown": 1.0, "number": 0.0, "year": 0.0}
    best = found[0]
    bodies = [clean(one.text) for one in found[:3]]
    return {
        "text": best.signals["text"],
        "asked": best.signals["asked"],
        "vector": best.signals["vector"],
        "coverage": max(_coverage(question, clean(one.text), one.questions) for one in found[:2]),
        "unknown": 1.0 - known,
        "number": float(any(not _bears(bodies, number) for number in question.numbers)),
        "year": float(any(not any(year in body for body in bodies) for year in question.years)),
    }


def _coverage(question: Question, body: str, questions: Sequence[str]) -> float:
    """The share of the content characters that the clause bears: word for word, by a concept, or in one of its questions."""
    content = question.content
    pairs = [at for at in range(len(content) - 1) if content[at] != " " and content[at + 1] != " "]
    if not pairs:
        return 0.0
    printed = {n for _, _, numbers in thesaurus().printed.spans(body, _codes(body)) for n in numbers}
    asked = " ".join(questions)
    asked_concepts = {n for _, _, numbers in thesaurus().meant(asked) for n in numbers}
    meant = set()
    for at, word, numbers in thesaurus().meant(content):
        if printed.union(asked_concepts).intersection(numbers):
            meant.update(range(at, at + len(word)))
    borne = 0.0
    for at in pairs:
        pair = content[at:at + 2]
        if pair in body or (at in meant and at + 1 in meant):
            borne += 1.0
        elif pair in asked or at in meant or at + 1 in meant:
            borne += 0.8
    return borne / len(pairs)


def _codes(text: str):  # type: ignore[no-untyped-def]
    from policy_db.search.grams import codes_of

    return codes_of(text)


def _bears(bodies: Sequence[str], number: str) -> bool:
    core = re.sub(r"[元人家项个年吨亩公里平天月岁]+$", "", number)
    return any(re.search(rf"(?<![\d·]){re.escape(core)}(?!\d|·)", body) for body in bodies)


def _plain_reason(question: Question, found: Sequence[Found], unheld: Sequence[str]) -> str:
    if unheld:
        return f"库中没有{'、'.join(unheld)}的原文。"
    bodies = " ".join(one.text for one in found[:2])
    places = [place for place in question.places if place not in bodies]
    if places:
        return f"所收文件没有专门写{'、'.join(places)}的规定。"
    for topic, groups, unless in _outside():
        if all(any(word in question.cleaned for word in group) for group in groups) and not any(
                word in question.cleaned for word in unless):
            return topic
    return ""


@lru_cache(maxsize=1)
def _outside() -> tuple[tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]], ...]:
    return tuple(
        (
            topic["says"],
            tuple(tuple(clean(str(word)).strip() for word in group) for group in topic["all"]),
            tuple(clean(str(word)).strip() for word in topic.get("unless", ())),
        )
        for topic in question_words()["outside"]
    )


__all__ = ["Decision", "Found", "decide", "measure"]
