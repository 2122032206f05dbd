"""The reviewed everyday questions of the bundled collections: ``corpus/<collection>/questions.yml``."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import yaml

CORPUS = Path(__file__).parents[1] / "corpus"

Asked = dict[str, dict[str, tuple[str, ...]]]


def read_questions(corpus: Path = CORPUS) -> Asked:
    """Document key -> clause label -> the questions that the clause answers, in the words of enterprises."""
    asked: Asked = {}
    for path in sorted(corpus.glob("*/questions.yml")):
        for document, clauses in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
            for label, questions in clauses.items():
                asked.setdefault(document, {})[str(label)] = tuple(questions)
    return asked


@lru_cache(maxsize=1)
def questions_digest() -> str:
    """Changes with any of the question files."""
    digest = hashlib.sha256()
    for path in sorted(CORPUS.glob("*/questions.yml")):
        digest.update(path.parent.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


__all__ = ["CORPUS", "Asked", "questions_digest", "read_questions"]
