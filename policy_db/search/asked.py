"""The reviewed everyday questions: those of a clause (``corpus/<collection>/questions.yml``) and those that none answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

CORPUS = Path(__file__).parents[1] / "corpus"

UNANSWERED_PATH = Path(__file__).with_name("unanswered.yml")

Asked = dict[str, dict[str, tuple[str, ...]]]


def read_questions(corpus: Path = CORPUS) -> Asked:
    """Document key -> clause label -> the questions that the clause answers, in the words of enterprises."""
    asked: Asked = {}
    for path in sorted(corpus.glob("*/questions.yml")):
        for document, clauses in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
            for label, questions in clauses.items():
                asked.setdefault(document, {})[str(label)] = tuple(questions)
    return asked


@dataclass(frozen=True)
class Unanswered:
    """Questions that no document answers; ``says[i]`` is what can be said to ``questions[i]``."""

    questions: tuple[str, ...]
    says: tuple[str, ...]


@lru_cache(maxsize=1)
def read_unanswered() -> Unanswered:
    """The bundled questions that no document answers."""
    topics = yaml.load(UNANSWERED_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    pairs = [(str(question), topic["says"]) for topic in topics for question in topic["questions"]]
    return Unanswered(tuple(question for question, _ in pairs), tuple(says for _, says in pairs))


@lru_cache(maxsize=1)
def questions_digest() -> str:
    """Changes with any of the question files."""
    digest = hashlib.sha256(UNANSWERED_PATH.read_bytes())
    for path in sorted(CORPUS.glob("*/questions.yml")):
        digest.update(path.parent.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


__all__ = ["CORPUS", "UNANSWERED_PATH", "Asked", "Unanswered", "questions_digest", "read_questions", "read_unanswered"]
