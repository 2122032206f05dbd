"""What a reading of a message holds, and whether a value may be taken or is asked back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from policy_db.facts.catalog import FACTS, FactValue, domain_text, number_text
from policy_db.facts.claims import Claim


@dataclass(frozen=True)
class Rejected:
    """A value that cannot be taken as it stands: the fact, the words read, and one Chinese sentence that asks back."""

    fact: str
    text: str
    message: str


@dataclass(frozen=True)
class Reading:
    """What a message states.

    ``facts``: exact values (money in 万元, ratios in percent). ``approx``: [low, high] of vague amounts and bounds.
    ``unknown``: facts the speaker says they do not know or will not tell. ``rejected``: values to ask back.
    """

    facts: dict[str, FactValue] = field(default_factory=dict)
    approx: dict[str, tuple[float, float]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.facts or self.approx or self.unknown or self.rejected)

    def to_json(self) -> dict[str, object]:
        """The shape of the contract: facts, approx as [low, high], unknown."""
        return {
            "facts": dict(self.facts),
            "approx": {fact: list(ends) for fact, ends in self.approx.items()},
            "unknown": list(self.unknown),
        }


def take(claim: Claim, facts: dict[str, FactValue], approx: dict[str, tuple[float, float]]) -> None:
    """Puts what a claim states among the exact facts, or among the ranges."""
    if claim.exact:
        facts[claim.fact] = whole(claim.low)
    else:
        approx[claim.fact] = (whole(claim.low), whole(claim.high))


def whole(value: float) -> int | float:
    """The value as an integer where it is one."""
    value = round(value, 4)
    return int(value) if value == int(value) else value


# 一万二千六 of sales is said of 万元: no applicant sold for 1.26 万元.
_IN_WAN = re.compile(r"[\d.一二两三四五六七八九十百千半]*万[\d一二两三四五六七八九十百千]*$")
_SOLD = frozenset({"revenue", "main_revenue_avg_3y"})


def in_wan(claim: Claim) -> Claim:
    """Sales of less than 10 万元, said with 万 and without 元, are so many thousands of 万元."""
    if claim.fact not in _SOLD or not claim.exact or not 0 < claim.low < 10 or not _IN_WAN.fullmatch(claim.text):
        return claim
    return replace(claim, low=claim.low * 1e4, high=claim.high * 1e4)


def in_yuan(claim: Claim) -> Claim:
    """A bare amount that no enterprise has in 万元 was given in 元 (6,450,000 of research is 645 万元)."""
    fact = FACTS[claim.fact]
    if fact.type != "money" or not claim.bare or not claim.exact or fact.believable(claim.low):
        return claim
    return replace(claim, low=claim.low / 1e4, high=claim.high / 1e4, bare=False) if claim.low >= 1e6 else claim


def refusal(claim: Claim) -> str | None:
    """Why a claimed value is asked back, or ``None`` where it may be taken."""
    fact = FACTS[claim.fact]
    if not (fact.possible(claim.low) and fact.possible(claim.high)):
        return f"「{fact.label}」应{domain_text(fact)}，您说的「{claim.text}」请再确认一下。"
    if not (fact.believable(claim.low) and fact.believable(claim.high)):
        return f"「{fact.label}」读到的是「{claim.text}」，这个数看起来不大可能，请确认一下数值和单位。"
    if fact.type == "int" and claim.exact and claim.low != int(claim.low):
        return f"「{fact.label}」应是整数，您说的「{claim.text}」请再确认一下。"
    if claim.bare and claim.exact:
        if fact.type == "money" and (0 < claim.low < 10 or claim.low >= 1_000_000):
            return f"「{fact.label}」的「{claim.text}」是多少万元还是多少亿元？请带上单位再说一次。"
        ratio = fact.type == "percent" and "growth" not in fact.id and fact.id != "net_margin"
        if ratio and 0 < claim.low < 1:
            return f"「{fact.label}」的「{claim.text}」是指 {number_text(claim.low * 100)}% 吗？请按百分数再说一次。"
    return None


__all__ = ["Reading", "Rejected", "in_wan", "in_yuan", "refusal", "take", "whole"]
