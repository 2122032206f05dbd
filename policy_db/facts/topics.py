"""The thing that a message speaks of, whose later figures need no word of their own; an open question is the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from policy_db.facts.catalog import FACTS
from policy_db.facts.lexicon import Family, load_lexicon
from policy_db.facts.quantities import Quantity

_KINDS_OF_TYPE: Final = {"money": "money", "percent": "percent", "int": "count", "years": "years"}


@dataclass
class Topic:
    """The thing spoken of last: later clauses without a cue of their own still speak of it."""

    family: Family
    reads: Mapping[str, str | None]
    part: str
    sentence: int
    asked: bool = False
    foil: bool = False
    at: int = 0
    vague: bool = False
    last: Quantity | None = None
    growth: int = 0
    taken: set[tuple[str, str]] = field(default_factory=set)

    @property
    def amounts(self) -> bool:
        return any(kind == "money" for kind, _ in self.taken)


def asked_topic(asked: str | None) -> Topic | None:
    """What a figure without a word of its own may answer; None where the question asks for no figure."""
    if asked is None or not FACTS[asked].numeric:
        return None
    family = load_lexicon().by_fact[asked]
    kind = _KINDS_OF_TYPE[FACTS[asked].type]
    reads: dict[str, str | None] = dict(family.reads)
    reads.pop(f"{kind}@2y", None)
    for base in ("money", "percent"):
        if family.reads.get(base) and family.flow:
            reads[f"{base}@last"] = family.reads[base]
    if asked == "equity_financing_2y":
        reads["money@3y"] = "equity_financing_3y"
    reads[kind] = asked
    reads["plain"] = asked
    if kind == "money" and family.reads.get("money@prev"):
        reads["plain@prev"], reads["plain@last"] = family.reads["money@prev"], family.reads["money"]
    if kind == "years":
        reads["calendar"] = asked
    if kind == "percent":
        reads["growth"] = asked
        for period in ("2y", "both"):
            if asked in ("main_growth_2y", "revenue_growth_2y", "profit_growth_2y"):
                reads[f"percent@{period}"] = reads[f"growth@{period}"] = asked
    if kind == "count":
        reads["rank" if asked.endswith("_rank") else "level"] = asked
    if asked == "rd_ratio_3y":
        reads["percent@both"] = reads["percent@each3"] = asked
    if asked == "equity_financing_2y":
        reads["money@2y"] = reads["money@both"] = asked
    return Topic(family, reads, "", -1, asked=True)
