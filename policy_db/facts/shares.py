"""Shares that are told after their amounts: 研发24年520万，25年610万，占营收分别为4.9%、5.3%; 研发人员42人，职工280人，占15%."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_db.facts.claims import Claim, claimed
from policy_db.facts.cues import Found
from policy_db.facts.quantities import Quantity
from policy_db.facts.segments import Clause

_OF_RESEARCH = re.compile(r"占|比例|比重|强度")
_RESPECTIVELY = re.compile(r"分别|先是|依次|从|后来|到|提|涨|降")
_TAKES = re.compile(r"(?:我们|差不多|大概|大约|约|也就)*占(?:了|到|据|有)?(?:差不多|大概|大约|约)?")
_SHARE_ALONE = re.compile(r"(?:占比?|比例|比重|占(?:了)?(?:全部|总数|职工|员工)的?)(?:是|为|有|大概|约|到|达到?|:)*")


def shares_told_after(
    clauses: Sequence[Clause], quantities: Sequence[Quantity], found: Found, claims: Sequence[Claim]
) -> list[Claim]:
    """The claims that follow: of research in both years, and of people in research."""
    told = {claim.fact: claim for claim in claims}
    return [
        *_of_the_market(clauses, quantities, told), *_of_both_years(clauses, quantities, told),
        *_of_the_staff(clauses, quantities, found, told),
    ]


def _of_the_market(clauses: Sequence[Clause], quantities: Sequence[Quantity], told: dict[str, Claim]) -> list[Claim]:
    """国内第一是我们，差不多占四成: a share of the market in which the rank is."""
    if "domestic_share" in told or "national_rank" not in told:
        return []
    for index, clause in enumerate(clauses[1:], 1):
        inside = _inside(clause, quantities)
        ranked = clauses[index - 1].start <= told["national_rank"].start < clauses[index - 1].end
        one = ranked and clause.states and len(inside) == 1 and inside[0].kind == "percent"
        if one and _TAKES.fullmatch(clause.text[: inside[0].start - clause.start]):
            return [claimed("domestic_share", index, inside[0])]
    return []


def _inside(clause: Clause, quantities: Sequence[Quantity]) -> list[Quantity]:
    return [quantity for quantity in quantities if clause.start <= quantity.start < clause.end]


def _of_both_years(clauses: Sequence[Clause], quantities: Sequence[Quantity], told: dict[str, Claim]) -> list[Claim]:
    if not {"rd_expense", "rd_expense_prev"} <= set(told) or {"rd_ratio", "rd_ratio_prev"} <= set(told):
        return []
    started = max(told["rd_expense"].start, told["rd_expense_prev"].start)
    for index, clause in enumerate(clauses):
        if clause.start < started or not clause.states or not _OF_RESEARCH.search(clause.text):
            continue
        listed = [
            quantity for other in clauses[index : index + 2] if other is clause or other.bare_list
            for quantity in _inside(other, quantities) if quantity.kind in ("percent", "other", "plain") and quantity.exact
        ]
        if len(listed) != 2 or not _RESPECTIVELY.search(clause.text):
            continue
        first_prev = told["rd_expense_prev"].start < told["rd_expense"].start or "从" in clause.text
        facts = ("rd_ratio_prev", "rd_ratio") if first_prev else ("rd_ratio", "rd_ratio_prev")
        return [claimed(fact, index, quantity) for fact, quantity in zip(facts, listed) if fact not in told]
    return []


def _of_the_staff(
    clauses: Sequence[Clause], quantities: Sequence[Quantity], found: Found, told: dict[str, Claim]
) -> list[Claim]:
    if "rd_staff_ratio" in told or "employees" not in told:
        return []
    for index, clause in enumerate(clauses):
        inside = _inside(clause, quantities)
        if not clause.states or len(inside) != 1 or inside[0].kind != "percent":
            continue
        if any(claim.start == inside[0].start for claim in told.values()):
            continue
        before = clause.text[: inside[0].start - clause.start]
        sentence = min(other.start for other in clauses if other.sentence == clause.sentence)
        people = [cue for cue in found.cues if sentence <= cue.start < clause.start and cue.family.id == "rd_staff"]
        if people and _SHARE_ALONE.fullmatch(before):
            return [claimed("rd_staff_ratio", index, inside[0])]
    return []


__all__ = ["shares_told_after"]
