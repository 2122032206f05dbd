"""What the index keeps of one document, so that an unchanged document is not read again when another one changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policy_db.documents import ClauseText
from policy_db.search.grams import Features, Rows, bigrams, clean, codes_of, join, rows_of, trigrams
from policy_db.search.postings import Floats
from policy_db.search.query import strip_fillers
from policy_db.search.thesaurus import Finder, Thesaurus

# BM25F fields: weight, share of length normalisation, usual length in characters.
FIELDS: Mapping[str, tuple[float, float, float]] = {
    "title": (0.4, 0.0, 30.0),
    "path": (0.8, 0.3, 14.0),
    "heading": (2.0, 0.3, 8.0),
    "body": (1.0, 0.4, 180.0),
    "asked": (0.5, 0.2, 60.0),
}

# Kinds of clause that answer a question only by what they themselves say.
_HEADLINES = ("part", "section")
_SUBSTANCE = ("item", "article", "section")


@dataclass(frozen=True)
class Segment:
    """One document. ``rows``/``features``/``frequency`` are the weighted grams of its clauses, ``question_*`` of its questions.

    ``question_clause`` gives for each question the clause (row) that answers it; ``headline`` marks titles, parts, prefaces
    and signatures.
    """

    document: str
    digest: str
    labels: tuple[str, ...]
    questions: tuple[str, ...]
    question_clause: NDArray[np.int32]
    headline: NDArray[np.bool_]
    rows: Rows
    features: Features
    frequency: Floats
    question_rows: Rows
    question_features: Features


def read_segment(
    document: str, digest: str, clauses: Sequence[ClauseText], asked: Mapping[str, Sequence[str]], words: Thesaurus
) -> Segment:
    """The segment of a document from its clauses and the questions per label. Headings without a text of their own are left out."""
    kept = [clause for clause in clauses if says_something(clause)]
    pairs = [(row, question) for row, clause in enumerate(kept) for question in asked.get(clause.label, ())]
    fields = {
        "title": ([clean(clause.title) for clause in kept], words.printed),
        "path": ([clean("\u3002".join(clause.path[:-1])) for clause in kept], words.printed),
        "heading": ([clean(clause.heading) for clause in kept], words.printed),
        "body": ([clean(clause.text) for clause in kept], words.printed),
        "asked": ([clean("\u3002".join(asked.get(clause.label, ()))) for clause in kept], words.any_words),
    }
    rows, features, frequency = _weighted(fields)
    question_rows, question_features = question_grams([question for _, question in pairs], words)
    return Segment(
        document, digest, tuple(clause.label for clause in kept), tuple(question for _, question in pairs),
        question_clause=np.array([row for row, _ in pairs], dtype=np.int32),
        headline=np.array([clause.kind not in _SUBSTANCE for clause in kept], dtype=bool),
        rows=rows, features=features, frequency=frequency,
        question_rows=question_rows, question_features=question_features)


def question_grams(questions: Sequence[str], words: Thesaurus) -> tuple[Rows, Features]:
    """(row, feature) of questions, each feature once a question; words of asking do not count."""
    return _distinct(*all_features([strip_fillers(clean(question)) for question in questions], words.any_words))


def says_something(clause: ClauseText) -> bool:
    """Whether a clause has words beside its number and heading."""
    if clause.kind not in _HEADLINES:
        return bool(clause.text)
    return len(clause.text) > len(clause.heading) + 8


def all_features(cleaned: Sequence[str], finder: Finder) -> tuple[Rows, Features]:
    """(row, feature) of every bigram, trigram and concept of the texts, with repetitions."""
    joined = join(cleaned)
    codes = codes_of(joined)
    row_at = rows_of(codes)
    pair_at, pairs = bigrams(codes)
    triple_at, triples = trigrams(codes)
    concept_rows, concepts = finder.features(joined, codes)
    rows = np.concatenate([row_at[pair_at], row_at[triple_at], concept_rows])
    return rows, np.concatenate([pairs, triples, concepts])


def _weighted(fields: Mapping[str, tuple[Sequence[str], Finder]]) -> tuple[Rows, Features, Floats]:
    rows, features, weights = [], [], []
    for name, (texts, finder) in fields.items():
        weight, share, usual = FIELDS[name]
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        per_row = weight / (1 - share + share * lengths / usual)
        found_rows, found = all_features(texts, finder)
        rows.append(found_rows)
        features.append(found)
        weights.append(per_row[found_rows])
    all_rows, found, all_weights = np.concatenate(rows), np.concatenate(features), np.concatenate(weights)
    order = np.lexsort((found, all_rows))
    all_rows, found, all_weights = all_rows[order], found[order], all_weights[order]
    starts = _run_starts(all_rows, found)
    if not len(starts):
        return all_rows, found, all_weights.astype(np.float32)
    return all_rows[starts], found[starts], np.add.reduceat(all_weights, starts).astype(np.float32)


def _distinct(rows: Rows, features: Features) -> tuple[Rows, Features]:
    order = np.lexsort((features, rows))
    rows, features = rows[order], features[order]
    starts = _run_starts(rows, features)
    return rows[starts], features[starts]


def _run_starts(rows: Rows, features: Features) -> NDArray[np.int64]:
    if not len(rows):
        return np.empty(0, np.int64)
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (features[1:] != features[:-1])
    return np.flatnonzero(new)


__all__ = ["FIELDS", "Segment", "all_features", "question_grams", "read_segment", "says_something"]
