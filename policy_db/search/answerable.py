"""Whether the clauses found answer the question: a few signals, weighed by a learned logistic function, never one score alone.

What speaks against an answer: reviewed questions that are known not to be answered lie nearer; content that the best clauses
do not bear; a sum that is asked for and not stated. A year, a batch, a place or a document of which the best clauses do not
speak is reason enough by itself, and so is a topic on which the documents are known to be silent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy_db.search.asked import read_unanswered
from policy_db.search.bearing import meant_in, printed_in
from policy_db.search.grams import clean
from policy_db.search.query import Question, question_words
from policy_db.search.rank import Ranking
from policy_db.search.thesaurus import thesaurus
from policy_db.search.weights import Weights

# Where no vectors were asked a reviewed question was met almost word for word.
_CLEAR_INCLINATION = 0.5
# From here on a question resembles one that is known not to be answered, by characters or by vectors.
_ALIKE, _ALIKE_VECTOR = 0.2, 0.6
_AMOUNT = re.compile(r"\d[\d·]*\s*(?:%|万|亿|元|个百分点)|减半|[一二两三四五六七八九十]分之")


@dataclass(frozen=True)
class Found:
    """A clause as the decision sees it: its text with number, title and headings, its reviewed questions, and its row."""

    text: str
    questions: tuple[str, ...]
    row: int


@dataclass(frozen=True)
class Decision:
    """``probability`` that the best clause answers; ``reason`` says in Chinese why none does, where a reason is known."""

    answerable: bool
    probability: float
    reason: str
    signals: Mapping[str, float]


def decide(
    question: Question, ranking: Ranking, found: Sequence[Found], unheld: Sequence[str], compared: bool, weights: Weights
) -> Decision:
    """Decides from the best clauses. ``unheld``: documents named but not held; ``compared``: sentence vectors were asked."""
    signals = measure(question, ranking, found, compared)
    plain = _plain_reason(question, found, unheld)
    if plain or not found:
        return Decision(False, 0.0, plain, signals)
    learned = weights.answerable
    total = learned["bias"] + sum(learned[name] * value for name, value in signals.items() if name in learned)
    probability = 1 / (1 + math.exp(-max(min(total, 30), -30)))
    if probability >= learned["threshold"]:
        return Decision(True, probability, "", signals)
    # What resembles nothing at all is nearest to something too: its reason would be made up.
    alike = ranking.denied > _ALIKE or ranking.denied_vector > _ALIKE_VECTOR
    nearer = ranking.denial >= 0 and alike and (signals["denied"] > 0.1 or signals["denied_vector"] > 0.05)
    return Decision(False, probability, read_unanswered().says[ranking.denial] if nearer else "", signals)


def measure(question: Question, ranking: Ranking, found: Sequence[Found], compared: bool) -> dict[str, float]:
    """The signals of a question and the clauses found for it, best first. All are 0 where nothing was found."""
    if not found:
        return dict.fromkeys(("asked", "vector", "denied", "denied_vector", "inclination", "coverage", "amount"), 0.0)
    agreements = [ranking.agreement(one.row) for one in found[:2]]
    asked = max(by_characters for by_characters, _, _ in agreements)
    vector = max(by_vector for _, by_vector, _ in agreements) if compared else 0.0
    wants_amount = any(word in question.cleaned for word in question_words()["amounts"])
    return {
        "asked": asked,
        "vector": vector,
        "denied": ranking.denied - asked,
        "denied_vector": ranking.denied_vector - vector if compared else min(ranking.denied - asked, 0.0),
        "inclination": ranking.inclination if compared else _CLEAR_INCLINATION,
        "coverage": _coverage(question, found[:2]),
        "amount": float(wants_amount and not _AMOUNT.search(printed_in(found[0].text)[0])),
    }


def _coverage(question: Question, found: Sequence[Found]) -> float:
    """The share of the content characters that the clause which bears most bears."""
    content = question.content
    pairs = [at for at in range(len(content) - 1) if content[at] != " " and content[at + 1] != " "]
    meant = thesaurus().meant(content)
    return max(_borne(content, pairs, meant, one) for one in found) / len(pairs) if pairs else 0.0


def _borne(content: str, pairs: Sequence[int], concepts: Sequence[tuple[int, str, tuple[int, ...]]], one: Found) -> float:
    """How many character pairs a clause bears: word for word, by a concept, or less surely in one of its questions."""
    body, printed = printed_in(one.text)
    asked, asked_concepts = meant_in(one.questions)
    meant: set[int] = set()
    for at, word, numbers in concepts:
        if any(number in printed or number in asked_concepts for number in numbers):
            meant.update(range(at, at + len(word)))
    borne = 0.0
    for at in pairs:
        if content[at:at + 2] in body or (at in meant and at + 1 in meant):
            borne += 1.0
        elif content[at:at + 2] in asked or at in meant or at + 1 in meant:
            borne += 0.8
    return borne


def _plain_reason(question: Question, found: Sequence[Found], unheld: Sequence[str]) -> str:
    if unheld:
        return f"库中没有{'、'.join(unheld)}的原文。"
    bodies = " ".join(printed_in(one.text)[0] for one in found[:3])
    missing = [place for place in question.places if place not in bodies]
    if missing:
        return f"所收文件没有专门写{'、'.join(missing)}的规定。"
    missing = [year for year in question.years if year not in bodies]
    if missing:
        return f"相关的文件没有写到{'、'.join(missing)}年。"
    missing = [batch for batch in question.batches if batch not in bodies]
    if missing:
        return f"相关的文件没有写到{'、'.join(missing)}。"
    for says, groups, unless in _outside():
        if all(any(word in question.cleaned for word in group) for group in groups) and not any(
                word in question.cleaned for word in unless):
            return says
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
