"""A clause that an earlier rule version rests on: what the version in force says instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy_db.rules.load import NoVersion, load_rulebook
from policy_db.rules.version import Criterion, RuleVersion
from policy_db.rules.wording import beside


@dataclass(frozen=True)
class Newer:
    """``program`` no longer goes by the clause. ``rules`` is its version in force, None where the program has ended with ``old``.

    ``conditions`` are the conditions in force about the same facts, as (label, what is required).
    """

    program: str
    old: RuleVersion
    rules: RuleVersion | None
    conditions: tuple[tuple[str, str], ...]


def newer_than(doc_no: str, clause: str, on: date) -> list[Newer]:
    """For each program whose ended rules cite this clause as a condition: what counts on the day."""
    book = load_rulebook()
    found: list[Newer] = []
    for program in book.programs:
        ended = [rules for rules in book.versions(program) if rules.end is not None and rules.end < on]
        for old in reversed(ended):
            citing = [criterion for criterion in old.criteria if _cites(criterion, doc_no, clause)]
            if not citing:
                continue
            try:
                rules = book.version(program, on)
            except NoVersion:
                found.append(Newer(program, old, None, ()))
                break
            facts = {fact for criterion in citing for fact in criterion.facts}
            same = [criterion for criterion in rules.criteria if criterion.require is not None and facts & set(criterion.facts)]
            found.append(Newer(program, old, rules, tuple((one.label, beside(one.label, one.require)) for one in same)))
            break
    return found


def _cites(criterion: Criterion, doc_no: str, clause: str) -> bool:
    return any(cite.doc_no == doc_no and cite.clause == clause for cite in criterion.citations)


__all__ = ["Newer", "newer_than"]
