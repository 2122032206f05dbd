"""Scores every clause against a question; each signal stays visible, so that a ranking can be explained.

First by characters and concepts, which costs milliseconds. Only where that leaves no clear winner is the question also compared
with the reviewed questions by sentence vectors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from policy_db.search.encoder import Vectors
from policy_db.search.grams import CONCEPT, Features
from policy_db.search.index import K1, Index, closeness
from policy_db.search.postings import Postings
from policy_db.search.query import Question
from policy_db.search.segment import all_features
from policy_db.search.thesaurus import thesaurus
from policy_db.search.weights import Weights

# No clause further down by text alone has ever been the answer.
CANDIDATES = 500
# In a document that is named by number every clause counts, even one that shares no word with the question.
_SOMETHING = 1e-3

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ranking:
    """Signals, all 0..1. ``total`` is the weighted sum for the clauses ``rows``, which are the only ones that can win.

    ``text`` is the agreement with every clause, ``candidates`` the best of them. ``asked``, ``vector`` and ``nearest`` are for
    the clauses that have questions, ``met`` (``Index.asked_rows``): the agreement with the best question of each by characters
    and by vectors, and the number of that question, -1 if none.

    ``denied`` and ``denied_vector`` are the agreement with the nearest question that no document answers, ``denial`` its number
    among those; ``inclination`` is the vote of all reviewed questions by closeness: about 1 for answered ones, -1 for others.
    ``known`` is the share of the question's features, by weight, that some clause bears.
    """

    rows: NDArray[np.int64]
    total: Scores
    candidates: NDArray[np.int64]
    text: Scores
    met: NDArray[np.int64]
    asked: Scores
    vector: Scores
    nearest: NDArray[np.int64]
    known: float
    denied: float = 0.0
    denied_vector: float = 0.0
    denial: int = -1
    inclination: float = 0.0

    def best(self, top: int) -> list[tuple[int, float]]:
        """(row, total) of the ``top`` clauses, best first; equals in the order of the documents."""
        order = np.lexsort((self.rows, -self.total))[:max(top, 0)]
        return [(int(self.rows[at]), float(self.total[at])) for at in order if self.total[at] > 0]

    def agreement(self, row: int) -> tuple[float, float, int]:
        """``asked``, ``vector`` and ``nearest`` of a clause; 0, 0 and -1 for one that has no questions."""
        at = int(np.searchsorted(self.met, row))
        if at == len(self.met) or self.met[at] != row:
            return 0.0, 0.0, -1
        return float(self.asked[at]), float(self.vector[at]), int(self.nearest[at])

    def clear(self, weights: Weights) -> bool:
        """Whether one clause wins so plainly that sentence vectors would not change it."""
        needed = max(weights.clear_agreement, self.denied + weights.clear_margin)
        if not len(self.asked) or self.asked.max() < needed:
            return False
        best = self.best(2)
        if not best or self.agreement(best[0][0])[0] < needed:
            return False
        return len(best) == 1 or best[0][1] - best[1][1] >= weights.clear_margin


def rank(index: Index, question: Question, weights: Weights, numbered: Flags, named: Flags) -> Ranking:
    """Ranks by characters and concepts. ``numbered`` and ``named`` mark documents named by number or by a short name."""
    features = _features(question)
    text, known = _text_scores(index, features, weights)
    if numbered.any():
        text = np.where(numbered[index.document_of], text + _SOMETHING, 0)
    scores = _asked_scores(index, features, weights)
    asked, nearest = _per_clause(index, scores)
    denied, denial = _denied(index, scores)
    none = np.zeros(0, np.int64)
    ranking = Ranking(
        none, np.zeros(0), _top(text, CANDIDATES), text, index.asked_rows, asked, np.zeros(len(asked)), nearest, known, denied,
        0.0, denial)
    return _weighed(index, ranking, weights, numbered, named)


def rank_by_vector(
    index: Index, ranking: Ranking, vector: Vectors, weights: Weights, numbered: Flags, named: Flags
) -> Ranking:
    """The same ranking with the agreement of the question's sentence ``vector`` and those of the reviewed questions."""
    if index.vectors is None or not len(index.vectors):
        return ranking
    similarity = index.vectors @ vector
    scores = np.maximum(similarity, 0).astype(np.float64)
    per_clause, nearest = _per_clause(index, scores)
    denied, denial = _denied(index, scores)
    inclination = 0.0 if index.votes is None else float(closeness(similarity) @ index.votes)
    compared = replace(
        ranking, vector=per_clause, nearest=nearest, denied_vector=denied, denial=denial, inclination=inclination)
    return _weighed(index, compared, weights, numbered, named)


def _weighed(index: Index, ranking: Ranking, weights: Weights, numbered: Flags, named: Flags) -> Ranking:
    """Weighs the signals of the clauses that can win: those met by a question, and the best by text."""
    asked = weights.ranking["asked"] * ranking.asked + weights.ranking["vector"] * ranking.vector
    rows = np.union1d(ranking.met[asked > 0], ranking.candidates)
    if numbered.any():
        rows = rows[numbered[index.document_of[rows]]]
    signals = weights.ranking
    total = signals["text"] * ranking.text[rows]
    if len(asked):
        at = np.minimum(np.searchsorted(ranking.met, rows), len(asked) - 1)
        total += np.where(ranking.met[at] == rows, asked[at], 0)
    meant = (numbered | named)[index.document_of[rows]]
    # Whoever names a document has its title: of all its clauses that one, which shares most words, answers least.
    extra = index.headline[rows] * np.where(meant, signals["headline_named"], signals["headline"]) + signals["alias"] * named[
        index.document_of[rows]]
    return replace(ranking, rows=rows, total=np.where(total > 0, np.maximum(total + extra, 0), 0))


def _top(scores: Scores, count: int) -> NDArray[np.int64]:
    if count >= len(scores):
        return np.flatnonzero(scores > 0)
    # Few clauses score half as high as the best one: mostly only those need to be put in order.
    high = float(scores.max()) / 2
    chosen = np.flatnonzero(scores > high)
    while len(chosen) < count and high > _SOMETHING:
        high /= 2
        chosen = np.flatnonzero(scores > high)
    if len(chosen) < count:
        chosen = np.flatnonzero(scores > 0)
    return chosen if len(chosen) <= count else chosen[np.argpartition(-scores[chosen], count)[:count]]


def _features(question: Question) -> Features:
    _, grams = all_features([question.content], thesaurus().any_words)
    meant = [number for _, _, numbers in question.concepts for number in numbers]
    concepts = np.array(meant, dtype=np.uint64) | CONCEPT
    features: Features = np.unique(np.concatenate([grams[grams < CONCEPT], concepts]))
    return features


def _own_weights(words: Flags, at: NDArray[np.int64], features: Features, concept: float, weights: Weights) -> Scores:
    own: Scores = np.where(features >= CONCEPT, concept, np.where(words[at], 1.0, weights.straddling))
    return own


def _text_scores(index: Index, features: Features, weights: Weights) -> tuple[Scores, float]:
    postings = index.clauses
    if not len(postings.vocabulary):
        return np.zeros(index.size), 0.0
    at, known = postings.find(features)
    missing = features[~known & (features < CONCEPT)]
    usual = postings.frequency(at) <= max(weights.common * postings.size, 3)
    keep = known & (usual | (features >= CONCEPT))
    at = at[keep]
    own = _own_weights(index.words, at, features[keep], weights.concept, weights)
    heard = [place for pair in missing.tolist() for place in index.sounds.alike(pair, postings)]
    if heard:
        at = np.concatenate([at, np.array(heard, np.int64)])
        own = np.concatenate([own, np.full(len(heard), weights.sound)])
    best = float((own * postings.idf[at]).sum())
    if best <= 0:
        return np.zeros(index.size), 0.0
    unknown = weights.unknown * _rarest(postings) * max(len(missing) - len(heard), 0)
    known_share = best / (best + unknown)
    return postings.score(at, own * (known_share / (best * (K1 + 1)))), known_share


def _asked_scores(index: Index, features: Features, weights: Weights) -> Scores:
    postings = index.asked
    if not len(postings.vocabulary):
        return np.zeros(postings.size)
    at, known = postings.find(features)
    missing = int((~known & (features < CONCEPT)).sum())
    at = at[known]
    query = _own_weights(index.asked_words, at, features[known], weights.asked_concept, weights) * postings.idf[at]
    length = float(np.sqrt((query**2).sum() + weights.unknown * missing * _rarest(postings) ** 2))
    return postings.score(at, query / length) if length else np.zeros(postings.size)


def _per_clause(index: Index, scores: Scores) -> tuple[Scores, NDArray[np.int64]]:
    own = scores[:len(index.question_clause)]
    if not len(own):
        return np.zeros(0), np.empty(0, np.int64)
    highest = np.maximum.reduceat(own, index.asked_starts)
    nearest = np.full(len(highest), -1)
    at = np.flatnonzero((own == highest[index.asked_places]) & (own > 0))
    # Of equals the last question counts.
    nearest[index.asked_places[at]] = at
    return highest, nearest


def _denied(index: Index, scores: Scores) -> tuple[float, int]:
    none = scores[len(index.question_clause):]
    return (float(none.max()), int(none.argmax())) if len(none) and none.max() > 0 else (0.0, -1)


def _rarest(postings: Postings) -> float:
    return float(np.log1p(postings.size))


__all__ = ["Flags", "Ranking", "rank", "rank_by_vector"]
