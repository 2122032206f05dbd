"""The search index: built from the rows of the policy database, kept in one file beside it, read back in milliseconds.

The index holds no texts, only features and the (document, label) of each clause; texts come from the database. So it works the
same over SQLite and PostgreSQL. What is needed only to bring the index up to date, the features document by document, stands in
a second file; documents whose digest has not changed are taken over from it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from policy_db.documents import ClauseText
from policy_db.search.asked import Asked, questions_digest, read_unanswered
from policy_db.search.encoder import DIMENSIONS, Vectors, encode_or_none
from policy_db.search.grams import Features
from policy_db.search.postings import Postings, bm25, cosine
from policy_db.search.query import QUERY_WORDS_PATH
from policy_db.search.segment import Segment, question_grams, read_segment
from policy_db.search.sounds import Sounds
from policy_db.search.thesaurus import THESAURUS_PATH, Thesaurus
from policy_db.search.wordness import word_flags

_log = logging.getLogger(__name__)

K1 = 1.2
RIDGE = 0.05
REACH = 0.3
_PARTS = ("vocabulary", "starts", "rows", "weights", "idf")
_SEGMENT_PARTS = {
    "rows": np.int32, "features": np.uint64, "frequency": np.float32, "question_rows": np.int32, "question_features": np.uint64,
}



@dataclass(frozen=True)
class Index:
    """Ready to be asked. ``labels[i]`` belongs to ``documents[document_of[i]]``.

    ``questions`` are those of the clauses (``question_clause`` gives the row), then those that no document answers. ``asked``
    and ``vectors`` (None without an encoder) have a row for each; so have ``votes`` (``votes_of``).
    """

    digest: str
    documents: tuple[str, ...]
    document_of: NDArray[np.int32]
    labels: tuple[str, ...]
    questions: tuple[str, ...]
    question_clause: NDArray[np.int32]
    headline: NDArray[np.bool_]
    clauses: Postings
    asked: Postings
    sounds: Sounds
    words: NDArray[np.bool_]
    asked_words: NDArray[np.bool_]
    segments: tuple[Segment, ...]
    vectors: Optional[Vectors] = None
    votes: Optional[Vectors] = None

    @property
    def size(self) -> int:
        return len(self.labels)

    @cached_property
    def asked_rows(self) -> NDArray[np.int64]:
        """The clauses that have reviewed questions, ascending."""
        rows: NDArray[np.int64] = self.question_clause[self.asked_starts].astype(np.int64)
        return rows

    @cached_property
    def asked_starts(self) -> NDArray[np.int64]:
        """Where the questions of each clause in ``asked_rows`` begin; those of one clause stand together."""
        return np.flatnonzero(np.diff(self.question_clause, prepend=np.int32(-1)))

    @cached_property
    def asked_places(self) -> NDArray[np.int64]:
        """For every question of a clause the place of that clause in ``asked_rows``."""
        sizes = np.diff(np.append(self.asked_starts, len(self.question_clause)))
        return np.repeat(np.arange(len(sizes)), sizes)


def build_index(
    documents: Mapping[str, str],
    clauses: Callable[[str], Iterable[ClauseText]],
    asked: Asked,
    words: Thesaurus,
    *,
    old: Optional[Index] = None,
    encode: Callable[[Sequence[str]], Optional[Vectors]] = encode_or_none,
) -> Index:
    """The index over ``documents`` (key -> digest); ``clauses`` gives a document's clauses. ``old`` spares unchanged ones.

    ``encode`` gives the sentence vectors of the questions (None: no encoder here); those of ``old`` are taken over.
    """
    base = code_digest()
    kept = {} if old is None else {(segment.document, segment.digest): segment for segment in old.segments}
    segments = []
    for key, digest in documents.items():
        own = hashlib.sha256(f"{base}\0{digest}\0{json.dumps(asked.get(key, {}), ensure_ascii=False)}".encode()).hexdigest()
        segment = kept.get((key, own))
        segments.append(segment or read_segment(key, own, tuple(clauses(key)), asked.get(key, {}), words))
    index = _assemble(tuple(segments), index_digest(documents), words)
    known = {} if old is None or old.vectors is None else dict(zip(old.questions, old.vectors))
    new = [question for question in dict.fromkeys(index.questions) if question not in known]
    made = encode(new) if new else np.zeros((0, DIMENSIONS), np.float32)
    if made is None:
        return index
    known.update(zip(new, made))
    vectors = np.array([known[question] for question in index.questions], dtype=np.float32).reshape(-1, DIMENSIONS)
    return replace(index, vectors=vectors, votes=votes_of(vectors, len(index.question_clause)))


def votes_of(vectors: Vectors, answered: int) -> Optional[Vectors]:
    """What each reviewed question says about whether a question close to it is answered, by kernel ridge regression.

    The first ``answered`` vectors are of answered questions. Both kinds weigh the same, however many there are. None where one
    kind is missing. ``closeness`` of a new question times the votes is about 1 for answered questions and about -1 for others.
    """
    if not 0 < answered < len(vectors):
        return None
    is_answered = np.arange(len(vectors)) < answered
    weight = np.where(is_answered, 0.5 / is_answered.mean(), 0.5 / (~is_answered).mean())
    kernel = closeness(vectors @ vectors.T).astype(np.float64)
    votes = np.linalg.solve(kernel + np.diag(RIDGE / weight), np.where(is_answered, 1.0, -1.0))
    return votes.astype(np.float32)


def closeness(similarity: Vectors) -> Vectors:
    """How much one question counts for another, from the cosine of their vectors: 1 for the same, quickly less."""
    close: Vectors = np.exp((similarity - 1) / REACH)
    return close


def index_digest(documents: Mapping[str, str]) -> str:
    """Digest of everything that an index is made from, except the bundled questions' effect on each document."""
    rest = json.dumps([code_digest(), questions_digest(), sorted(documents.items())], ensure_ascii=False)
    return hashlib.sha256(rest.encode()).hexdigest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Digest of the thesaurus, the question words and the modules that make features."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in (THESAURUS_PATH, QUERY_WORDS_PATH, *(here / f"{name}.py" for name in ("grams", "index", "segment", "thesaurus"))):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _assemble(segments: tuple[Segment, ...], digest: str, words: Thesaurus) -> Index:
    offsets = np.cumsum([0, *(len(segment.labels) for segment in segments)])
    question_offsets = np.cumsum([0, *(len(segment.questions) for segment in segments)])
    size, question_size = int(offsets[-1]), int(question_offsets[-1])
    rows = _joined([segment.rows + offset for segment, offset in zip(segments, offsets)], np.int64)
    features: Features = _joined([segment.features for segment in segments], np.uint64)
    frequency = _joined([segment.frequency for segment in segments], np.float32)
    question_rows = _joined([s.question_rows + offset for s, offset in zip(segments, question_offsets)], np.int64)
    question_features: Features = _joined([segment.question_features for segment in segments], np.uint64)
    unanswered = read_unanswered().questions
    none_rows, none_features = question_grams(unanswered, words)
    question_rows = np.concatenate([question_rows, none_rows + question_size])
    question_features = np.concatenate([question_features, none_features])
    clauses = bm25(rows, features, frequency, size, K1)
    asked = cosine(question_rows, question_features, question_size + len(unanswered))
    return Index(
        digest=digest,
        documents=tuple(segment.document for segment in segments),
        document_of=np.repeat(np.arange(len(segments), dtype=np.int32), np.diff(offsets)),
        labels=tuple(label for segment in segments for label in segment.labels),
        questions=tuple(question for segment in segments for question in segment.questions) + unanswered,
        question_clause=_joined([s.question_clause + offset for s, offset in zip(segments, offsets)], np.int32),
        headline=_joined([segment.headline for segment in segments], bool),
        clauses=clauses,
        asked=asked,
        sounds=Sounds.of(clauses),
        words=word_flags(clauses.vocabulary),
        asked_words=word_flags(asked.vocabulary),
        segments=segments,
    )


def _joined(arrays: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(arrays).astype(kind) if arrays else np.empty(0, kind)


def save_index(index: Index, path: Path) -> None:
    """Writes the index and its segments, each file in one step, so that a reader never sees half a file. Raises ``OSError``."""
    arrays: dict[str, NDArray[Any]] = {
        "question_clause": index.question_clause, "document_of": index.document_of, "headline": index.headline,
        "sounds_table": index.sounds.table, "sounds_keys": index.sounds.keys, "sounds_places": index.sounds.places,
        "words": index.words, "asked_words": index.asked_words,
    }
    for name in ("clauses", "asked"):
        arrays.update({f"{name}_{part}": getattr(getattr(index, name), part) for part in _PARTS})
    arrays.update({name: getattr(index, name) for name in ("vectors", "votes") if getattr(index, name) is not None})
    texts = {"digest": index.digest, "documents": index.documents, "labels": index.labels, "questions": index.questions}
    segments = {
        part: _joined([getattr(segment, part) for segment in index.segments], kind) for part, kind in _SEGMENT_PARTS.items()}
    segments["bounds"] = np.array(
        [[len(s.labels), len(s.questions), len(s.rows), len(s.question_rows)] for s in index.segments], np.int64).reshape(-1, 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(_segments_path(path), segments, {"digest": index.digest, "segments": [s.digest for s in index.segments]})
    _write(path, arrays, texts)


def load_index(path: Path, segments: bool = False) -> Optional[Index]:
    """The index in ``path``, or None where there is none or it cannot be read; ``segments``: with what an update needs."""
    try:
        arrays, texts = _read(path)
        labels, questions = tuple(texts["labels"]), tuple(texts["questions"])
        sizes = {"clauses": len(labels), "asked": len(questions)}
        postings = {
            name: Postings(size=size, **{part: arrays[f"{name}_{part}"] for part in _PARTS}) for name, size in sizes.items()
        }
        index = Index(
            digest=texts["digest"], documents=tuple(texts["documents"]), document_of=arrays["document_of"], labels=labels,
            questions=questions, question_clause=arrays["question_clause"], headline=arrays["headline"],
            clauses=postings["clauses"], asked=postings["asked"],
            sounds=Sounds(arrays["sounds_table"], arrays["sounds_keys"], arrays["sounds_places"]),
            words=arrays["words"], asked_words=arrays["asked_words"], segments=(), vectors=arrays.get("vectors"),
            votes=arrays.get("votes"))
        return replace(index, segments=_segments(index, *_read(_segments_path(path)))) if segments else index
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        _log.warning("search index %s cannot be read and is built anew: %s", path.name, error)
        return None


def _segments_path(path: Path) -> Path:
    return path.with_name(path.name + ".parts")


def _write(path: Path, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any]) -> None:
    written = np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(file, texts=written, **arrays)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _read(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    texts: dict[str, Any] = json.loads(arrays["texts"].tobytes())
    return arrays, texts


def _segments(index: Index, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any]) -> tuple[Segment, ...]:
    if texts["digest"] != index.digest:
        raise ValueError("the segments belong to another index")
    segments = []
    at = np.zeros(4, np.int64)
    for document, digest, bounds in zip(index.documents, texts["segments"], arrays["bounds"]):
        label, question, gram, question_gram = (slice(a, a + n) for a, n in zip(at.tolist(), bounds.tolist()))
        segments.append(Segment(
            document, digest, index.labels[label], index.questions[question],
            question_clause=(index.question_clause[question] - at[0]).astype(np.int32), headline=index.headline[label],
            rows=arrays["rows"][gram].astype(np.int64), features=arrays["features"][gram], frequency=arrays["frequency"][gram],
            question_rows=arrays["question_rows"][question_gram].astype(np.int64),
            question_features=arrays["question_features"][question_gram]))
        at = at + bounds
    return tuple(segments)


__all__ = ["Index", "build_index", "closeness", "code_digest", "index_digest", "load_index", "save_index", "votes_of"]
