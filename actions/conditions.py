"""The conditions of a program, whole or only those that a question is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.replies import words
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import RuleVersion, wording
from policy_db.rules.version import Citation, Criterion
from policy_db.search.grams import clean, codes_of
from policy_db.search.query import read_question
from policy_db.search.thesaurus import thesaurus

# A question is about some conditions only where these bear at least this share of what it says.
BORNE = 0.5
# … and a condition belongs to them where it bears nearly as much as the one that bears most.
NEARLY = 0.7
# A condition on the very fact that is named counts more, but not so much that one on its share is left out (研发费用, 研发占比).
EXACTLY = 0.4


@dataclass(frozen=True)
class Shown:
    """Conditions as they are said. ``lines``: number, label, required, official, places (empty where ``source`` says it all).

    ``source``: the document that most of them cite, or the one place that all of them cite; ``one_place`` tells which.
    """

    lines: list[dict[str, Any]]
    source: str
    one_place: bool


def shown_conditions(criteria: Sequence[Criterion], rules: RuleVersion) -> Shown:
    """What is said of each condition; a citation of the version's main document is only its clause."""
    cites = [cite for criterion in criteria for cite in criterion.citations]
    main = Counter(cite.doc_no for cite in cites).most_common(1)[0][0]
    mixed = len({cite.rating for cite in cites}) > 1
    places = {criterion.id: list(dict.fromkeys(_place(cite, main, mixed) for cite in criterion.citations))
              for criterion in criteria}
    whole = list(dict.fromkeys(_place(cite, "", True) for cite in cites))
    lines = [
        {
            "number": rules.criteria.index(criterion) + 1,
            "label": criterion.label,
            "required": wording.beside(criterion.label, criterion.require),
            "official": criterion.require is None,
            "places": [] if len(whole) == 1 else places[criterion.id],
        }
        for criterion in criteria
    ]
    mark = "" if mixed else _mark(cites[0])
    return Shown(lines, whole[0] if len(whole) == 1 else main + mark, len(whole) == 1)


def asked_about(rules: RuleVersion, question: str) -> list[Criterion]:
    """The conditions that a question is about (「小巨人研发费用要多少」); none where it asks for all of them."""
    names = sorted((alias for program in PROGRAMS.values() for alias in program.aliases), key=len, reverse=True)
    general = sorted(words()["about_conditions"], key=len, reverse=True)
    content = re.sub("|".join(map(re.escape, (*names, *general))), " ", read_question(question).content)
    pairs = [content[at:at + 2] for at in range(len(content) - 1) if " " not in content[at:at + 2]]
    if not pairs:
        return []
    meant = [(at, word, set(numbers)) for at, word, numbers in thesaurus().meant(content)]
    scores = {criterion.id: _borne(criterion, content, meant) for criterion in rules.criteria}
    best = max(scores.values())
    return [] if best < BORNE else [one for one in rules.criteria if scores[one.id] >= NEARLY * best]


def _borne(criterion: Criterion, content: str, meant: Sequence[tuple[int, str, set[int]]]) -> float:
    facts = [FACTS[fact] for fact in criterion.facts if fact in FACTS]
    said = clean(" ".join((
        criterion.label, wording.beside(criterion.label, criterion.require),
        *(" ".join((fact.label, *fact.synonyms)) for fact in facts))))
    concepts = {number for _, _, numbers in thesaurus().printed.spans(said, codes_of(said)) for number in numbers}
    covered = {place for at, word, numbers in meant if numbers & concepts for place in range(at, at + len(word))}
    pairs = [at for at in range(len(content) - 1) if " " not in content[at:at + 2]]
    named = {clean(name).strip() for fact in facts for name in (fact.label, *fact.synonyms)} & set(content.split())
    borne = sum(content[at:at + 2] in said or (at in covered and at + 1 in covered) for at in pairs)
    return EXACTLY * bool(named) + borne / len(pairs)


def _place(cite: Citation, main: str, marked: bool) -> str:
    place = cite.clause if cite.doc_no == main and cite.clause else f"{cite.doc_no} {cite.clause}".strip()
    return f"{place}{f'，第{cite.page}页' if cite.page else ''}{_mark(cite) if marked else ''}"


def _mark(cite: Citation) -> str:
    return f"〔{cite.rating}〕" if cite.rating in ("A", "B") else ""
