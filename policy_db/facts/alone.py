"""Figures without a word of their own that can still be only one thing: 绍兴的印染设备厂，97人，去年5600万."""

from __future__ import annotations

import re
from typing import Final

from policy_db.facts.claims import Claim, claimed
from policy_db.facts.cues import Found
from policy_db.facts.periods import Period
from policy_db.facts.quantities import Quantity
from policy_db.facts.segments import Clause

_HEADS: Final = re.compile(r"(?:个|号|口|名)?(?:人|员工|职工|工人)$")
_ABOUT = (
    r"(?:大概|大约|约|差不多|将近|也就|就|才|共|一共|总共|合计|拢共|是|有|为|规模|上上下下|上下|里头?|里面|"
    r"现在|目前|眼下|如今|现有|手下|养着?|带着?|我们|咱们?|的|了)*"
)
_BEFORE_HEADS: Final = re.compile(rf"(?:[\u4e00-\u9fff]{{0,12}}(?:厂子?|公司|企业|工厂|店|作坊))?{_ABOUT}")
_OF_A_FIRM: Final = re.compile(
    rf"(?:现在|目前|眼下|如今)?(?:全?厂里?|公司里?|单位里?|连(?:我|老板)[\u4e00-\u9fff]{{0,4}}?)(?:一道|一起|在内)?{_ABOUT}|"
    rf"[^,，]{{0,12}}只剩(?:下)?"
)
_AFTER_HEADS: Final = re.compile(
    r"(?:左右|上下|吧|呢|的?规模|的?样子|在职|的?(?:小)?(?:厂子?|企业|公司|团队)|平均[^,，]{0,4}岁|[,， ])*"
)
_OF_WHOM: Final = re.compile(r"(?:里面?|里头|当中|中|,)?(?:其中)?(?:有)?(?:搞|做|从事|是)?(?:研发|技术|工程师|本科)")
_BEFORE_SALES: Final = re.compile(
    r"(?:我们|我司|咱们?|公司|企业|厂里|工厂)?(?:去年|上年度?|上一年度?|(?:20)?\d\d年度?|(?<!.)一年)(?:一整?年|全年)?(?:下来)?"
    r"(?:大概|大约|约|差不多|将近|也就|就|才|只|是|有|做|做了|卖了?|能|到|了|个|整)*"
)
_AFTER_SALES: Final = re.compile(r"(?:左右|上下|吧|呢|的?样子|的?规模|的?生意|的?盘子|不含税|含税|多点)*")
_LEAST_SALES: Final = 50.0
# 能做上市辅导、知识产权应用、工业设计三项
_OFFERS: Final = re.compile(r"(?:能|可以|可)(?:做|提供|开展)|服务")
_OTHER_MONEY: Final = frozenset({"nothing_here", "equity", "equity_2y", "equity_3y", "rd", "profit", "main_avg_3y"})


def alone(
    clauses: list[Clause], quantities: list[Quantity], periods: list[Period], found: Found, claims: list[Claim]
) -> list[Claim]:
    """The number of people, of a platform's services, and the sales of the last year, where nothing else tells them."""
    taken = {claim.fact for claim in claims}
    free = [
        (index, clause, quantity)
        for index, clause in enumerate(clauses)
        if clause.states and not clause.plan and not clause.foil
        for quantity in quantities
        if clause.start <= quantity.start < clause.end and not any(claim.start == quantity.start for claim in claims)
    ]
    result = []
    if "employees" not in taken:
        people = [(index, quantity) for index, clause, quantity in free if _counts_people(clause, quantity)]
        result += _one([claimed("employees", index, quantity) for index, quantity in people])
    if "platform_services" not in taken and any(_OFFERS.search(clause.text) for _, clause, _ in free):
        listed = [(index, q) for index, clause, q in free if q.kind == "count" and q.unit[:1] in "项类种" and clause.bare_list]
        result += _one([claimed("platform_services", index, quantity) for index, quantity in listed])
    if "revenue" not in taken:
        sales = [
            claimed("revenue", index, quantity) for index, clause, quantity in free
            if _is_sales(clause, quantity, periods) and not _about_other_money(index, clauses, found)
        ]
        result += _one(sales)
    return result


def _one(claims: list[Claim]) -> list[Claim]:
    """The claim, if there is only one: of two figures that could be meant neither is taken."""
    return claims if len(claims) == 1 else []


def _counts_people(clause: Clause, quantity: Quantity) -> bool:
    before, after = clause.text[: quantity.start - clause.start], clause.text[quantity.end - clause.start :]
    if quantity.kind != "count" or (quantity.high is not None and quantity.high < 3):
        return False
    if not (_AFTER_HEADS.fullmatch(after) or _OF_WHOM.match(after)):
        return False
    if _HEADS.search(quantity.unit):
        return bool(_BEFORE_HEADS.fullmatch(before))
    return quantity.unit == "个" and bool(_OF_A_FIRM.fullmatch(before))


def _is_sales(clause: Clause, quantity: Quantity, periods: list[Period]) -> bool:
    before, after = clause.text[: quantity.start - clause.start], clause.text[quantity.end - clause.start :]
    if quantity.kind != "money" or (quantity.low or 0.0) < _LEAST_SALES:
        return False
    named = [period.name for period in periods if clause.start <= period.start < quantity.start]
    of_last_year = before.startswith("一年") or "last" in named
    return of_last_year and bool(_BEFORE_SALES.fullmatch(before)) and bool(_AFTER_SALES.fullmatch(after))


def _about_other_money(index: int, clauses: list[Clause], found: Found) -> bool:
    """Whether the clause before in the same sentence speaks of loans, research or capital: then the figure goes on about it."""
    if index == 0 or clauses[index - 1].sentence != clauses[index].sentence:
        return False
    before = clauses[index - 1]
    return any(before.start <= cue.start < before.end and cue.family.id in _OTHER_MONEY for cue in found.cues)


__all__ = ["alone"]
