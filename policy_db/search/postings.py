"""Inverted lists in three flat arrays: for every feature the rows that carry it, with a ready weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policy_db.search.grams import Features, Rows

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """``starts[i]:starts[i + 1]`` are the places of ``vocabulary[i]`` in ``rows`` and ``weights``; ``idf`` is per feature."""

    vocabulary: Features
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats
    idf: Floats
    size: int

    def find(self, features: Features) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where each feature stands in the vocabulary, and whether it does at all."""
        if not len(self.vocabulary):
            return np.zeros(len(features), np.int64), np.zeros(len(features), bool)
        at = np.minimum(np.searchsorted(self.vocabulary, features), len(self.vocabulary) - 1)
        return at, self.vocabulary[at] == features

    def frequency(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many rows each of these features stands."""
        counts: NDArray[np.int64] = self.starts[at + 1] - self.starts[at]
        return counts

    def score(self, at: NDArray[np.int64], query: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum over the features ``at`` of query weight times row weight, for every row."""
        if not len(at):
            return np.zeros(self.size)
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in at.tolist()]
        rows = np.concatenate([self.rows[span] for span in spans])
        parts = np.concatenate([self.weights[span] * weight for span, weight in zip(spans, query.tolist())])
        return np.bincount(rows, parts, minlength=self.size).astype(np.float64, copy=False)


def bm25(rows: Rows, features: Features, frequency: Floats, size: int, k1: float) -> Postings:
    """Postings whose weights are idf * tf * (k1 + 1) / (k1 + tf), with ``frequency`` the length-normalised tf of a pair.

    A (row, feature) pair must occur once only.
    """
    vocabulary, starts, order = _sorted(features)
    counts = np.diff(starts)
    idf = np.log1p((size - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    tf = frequency[order]
    weights = np.repeat(idf, counts) * tf * (k1 + 1) / (k1 + tf)
    return Postings(vocabulary, starts, rows[order].astype(np.int32), weights.astype(np.float32), idf, size)


def cosine(rows: Rows, features: Features, size: int) -> Postings:
    """Postings for the cosine of binary tf-idf vectors: weights are idf / length of the row."""
    vocabulary, starts, order = _sorted(features)
    counts = np.diff(starts)
    idf = np.log1p(size / (counts + 0.5)).astype(np.float32)
    spread = np.repeat(idf, counts)
    placed = rows[order]
    length = np.sqrt(np.bincount(placed, weights=spread.astype(np.float64) ** 2, minlength=size))
    weights = spread / np.maximum(length[placed], 1e-9)
    return Postings(vocabulary, starts, placed.astype(np.int32), weights.astype(np.float32), idf, size)


def _sorted(features: Features) -> tuple[Features, NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(features, kind="stable")
    vocabulary, first = np.unique(features[order], return_index=True)
    return vocabulary, np.append(first, len(features)).astype(np.int64), order


__all__ = ["Floats", "Postings", "bm25", "cosine"]
