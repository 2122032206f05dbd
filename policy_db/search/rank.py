"""Scores every clause against a question; each signal stays visible, so that a ranking can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from policy_db.search.grams import CONCEPT
from policy_db.search.index import K1, Encoder, Index
from policy_db.search.postings import Postings
from policy_db.search.query import Question
from policy_db.search.segment import all_features
from policy_db.search.thesaurus import thesaurus
from policy_db.search.weights import Weights

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """Signals per clause (all 0..1) and their weighted sum; ``nearest`` is the best question of each clause, -1 if none.

    ``known`` is the weight of the question's features that some clause bears, as a share of all of its features' weight.
    """

    total: Scores
    text: Scores
    asked: Scores
    vector: Scores
    nearest: NDArray[np.int64]
    known: float

    def best(self, top: int) -> list[int]:
        """The rows of the ``top`` clauses, best first; equals in the order of the documents."""
        if top >= len(self.total):
            chosen = np.arange(len(self.total))
        else:
            chosen = np.argpartition(-self.total, top - 1)[: max(top, 0)]
        order = np.lexsort((chosen, -self.total[chosen]))
        return [int(row) for row in chosen[order][:top] if self.total[row] > 0]


def rank(
    index: Index, question: Question, weights: Weights, *,
    numbered: NDArray[np.bool_], named: NDArray[np.bool_], encoder: Optional[Encoder] = None,
) -> Ranking:
    """Ranks the clauses. ``numbered`` and ``named`` mark documents that the question names by number or by a short name."""
    features = _features(question)
    text, known = _text_scores(index, features, weights)
    asked, nearest = _asked_scores(index, features, weights)
    vector = _vector_scores(index, question, encoder)
    signals = weights.ranking
    total = signals["text"] * text + signals["asked"] * asked + signals["vector"] * vector
    total = np.where(total > 0, total + signals["headline"] * index.headline, 0)
    in_document = numbered[index.document_of]
    total = total + (total > 0) * (signals["document"] * in_document + signals["alias"] * named[index.document_of])
    if numbered.any():
        total = np.where(in_document, total, 0)
    return Ranking(total, text, asked, vector, nearest, known)


def _features(question: Question) -> NDArray[np.uint64]:
    _, grams = all_features([question.content], thesaurus().any_words)
    meant = [number for _, _, numbers in question.concepts for number in numbers]
    concepts = np.array(meant, dtype=np.uint64) | CONCEPT
    return np.unique(np.concatenate([grams[grams < CONCEPT], concepts]))


def _query(postings: Postings, features: NDArray[np.uint64], weights: Weights) -> tuple[NDArray[np.int64], Scores]:
    at, known = postings.find(features)
    own = np.where(features >= CONCEPT, weights.concept, 1.0)
    usual = postings.frequency(at) <= max(weights.common * postings.size, 3)
    keep = known & (usual | (features >= CONCEPT))
    return at[keep], own[keep] * postings.idf[at[keep]]


def _text_scores(index: Index, features: NDArray[np.uint64], weights: Weights) -> tuple[Scores, float]:
    postings = index.clauses
    at, query = _query(postings, features, weights)
    _, known = postings.find(features)
    missing = features[~known & (features < CONCEPT)]
    heard = [place for pair in missing.tolist() for place in index.sounds.alike(pair, postings)]
    own = query / np.maximum(postings.idf[at], 1e-9)
    if heard:
        at = np.concatenate([at, np.array(heard, np.int64)])
        own = np.concatenate([own, np.full(len(heard), weights.sound)])
    best = float((own * postings.idf[at]).sum() * (K1 + 1))
    rarest = float(np.log1p(postings.size))
    unknown = rarest * float(len(missing) - len(heard))
    share = best / (best + unknown * (K1 + 1)) if best > 0 else 0.0
    scores = postings.score(at, own)
    return (scores / best if best > 0 else scores), share


def _asked_scores(index: Index, features: NDArray[np.uint64], weights: Weights) -> tuple[Scores, NDArray[np.int64]]:
    nearest = np.full(index.size, -1, np.int64)
    per_clause = np.zeros(index.size)
    postings = index.asked
    if not postings.size:
        return per_clause, nearest
    at, known = postings.find(features)
    at, own = at[known], np.where(features[known] >= CONCEPT, weights.concept, 1.0)
    query = own * postings.idf[at]
    unknown = float((~known & (features < CONCEPT)).sum()) * float(np.log1p(postings.size)) ** 2
    length = float(np.sqrt((query**2).sum() + 0.5 * unknown))
    if not length:
        return per_clause, nearest
    scores = postings.score(at, query / length)
    hit = np.flatnonzero(scores)
    # Ascending, so that of the questions of one clause the nearest is written last.
    order = hit[np.argsort(scores[hit], kind="stable")]
    per_clause[index.question_clause[order]] = scores[order]
    nearest[index.question_clause[order]] = order
    return per_clause, nearest


def _vector_scores(index: Index, question: Question, encoder: Optional[Encoder]) -> Scores:
    per_clause = np.zeros(index.size)
    if encoder is None or index.vectors is None or not len(index.vectors):
        return per_clause
    vector = encoder([question.content or question.cleaned])[0]
    np.maximum.at(per_clause, index.question_clause, (index.vectors @ vector).astype(np.float64))
    return per_clause


__all__ = ["Ranking", "rank"]
