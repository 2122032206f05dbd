"""Scores the search on a set of questions; prints what the notes quote. Data: own_dev.yml or the independent tests/search/dev.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policy_db.search.asked import read_questions

HERE = Path(__file__).parent
INDEPENDENT = HERE.parent / "search" / "dev.yml"
UNSEEN = HERE.parent / "search" / "unseen"
OWN = HERE / "own_dev.yml"

# Items of the draft whose heading 三（二） the source has lost, cited under the heading before it or under none.
_UNDER_LOST_HEADING = re.compile(r"^三(?:（一）)?(8|9|10|11)$")
_NUMBERED = re.compile(r"^[一二三四五六七八九十（\d]")

Place = tuple[str, str]
Row = tuple["Case", bool, list[Place]]


@dataclass(frozen=True)
class Case:
    """A question and the (document key, clause) places that answer it; none: it must be refused."""

    question: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Figures:
    """Shares of 1: ``hit1``/``hit3`` of the answerable by place, ``answered`` of them, ``refused`` of the unanswerable."""

    questions: int
    unanswerable: int
    hit1: float
    hit3: float
    answered: float
    refused: float

    def __str__(self) -> str:
        return (f"{self.questions} answerable: hit@1 {self.hit1:.3f}, hit@3 {self.hit3:.3f}, answered {self.answered:.3f}; "
                f"{self.unanswerable} unanswerable: refused {self.refused:.3f}")


def read_own(path: Path = OWN) -> list[Case]:
    """The cases of own_dev.yml."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    cases = []
    for entry in data["answerable"]:
        places = [(entry["document"], entry["clause"])]
        for other in entry.get("also", ()):
            document, _, clause = other.rpartition(" ")
            places.append((document or entry["document"], clause))
        cases.append(Case(entry["q"], tuple(places)))
    return cases + [Case(question, ()) for question in data["unanswerable"]]


def read_independent(path: Path = INDEPENDENT) -> list[Case]:
    """The cases of tests/search/dev.yml, written by somebody who knew neither thesaurus nor reviewed questions.

    The few that came out word for word like a reviewed question are left out: they would be found by heart.
    """
    reviewed = {question for labels in read_questions().values() for asked in labels.values() for question in asked}
    cases = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        places = [] if entry.get("answerable") is False else [entry, *entry.get("also", ())]
        if entry["question"] in reviewed:
            continue
        cases.append(Case(entry["question"], tuple((place["doc_no"], str(place["clause"])) for place in places)))
    return cases


def read_unseen(name: str = "*") -> list[Case]:
    """The cases of tests/search/unseen (all, or those of one file), written by somebody who saw only the documents."""
    cases = []
    for path in sorted(UNSEEN.glob(f"{name}.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            places = [] if entry.get("unanswerable") else [entry, *entry.get("also", ())]
            cases.append(Case(entry["question"], tuple((place["doc"], str(place["clause"] or "")) for place in places)))
    return cases


def score(cases: Sequence[Case], ask: Callable[[str], tuple[bool, list[Place]]]) -> tuple[Figures, list[Row]]:
    """Figures, and every case with what ``ask`` gave for it: (answerable, places best first)."""
    rows = [(case, *ask(case.question)) for case in cases]
    real = [row for row in rows if row[0].places]
    false = [row for row in rows if not row[0].places]
    return Figures(
        len(real), len(false),
        _share(any(answers(place, case) for place in places[:1]) for case, _, places in real),
        _share(any(answers(place, case) for place in places[:3]) for case, _, places in real),
        _share(answerable for _, answerable, _ in real),
        _share(not answerable for _, answerable, _ in false),
    ), rows


def answers(found: Place, case: Case) -> bool:
    """Whether a clause is one of those that answer, or a named part of one (四（四） · …); no clause: any that has no number."""
    document, label = found
    return any(document == wanted and _within(label, clause) for wanted, clause in case.places)


def _within(label: str, clause: str) -> bool:
    if not clause:
        return not _NUMBERED.search(label)
    lost = _UNDER_LOST_HEADING.search(clause)
    return label == clause or label.startswith(f"{clause}·") or bool(lost and label == f"三（二）{lost.group(1)}")


def _share(values: Any) -> float:
    listed = [bool(value) for value in values]
    return sum(listed) / len(listed) if listed else 1.0


__all__ = ["INDEPENDENT", "OWN", "UNSEEN", "Case", "Figures", "answers", "read_independent", "read_own", "read_unseen", "score"]
