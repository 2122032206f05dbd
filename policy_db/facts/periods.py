"""Which year a clause speaks of: last (上年度), prev (the one before), this, 2y, 3y, both (each of two years), part, now,
once (at some time before), other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.quantities import Quantity

_SHORT_YEAR = re.compile(
    r"(?<![\d.近这过去前从干做了已满有快])(2\d|二[零一二三四五六七八九])年(?:度|全年|的)?"
    r"(?=占|投|花|卖|底|末|大概|约|达到|营|研|销|收|净|利|资|负|主|产|公司|我们|总|员|实现|做了|完成|是|又|再|到|[+\-]\d|\d)"
)

# 跟去年差不多, 比前年少点: the year is only what something is compared with.
_COMPARED_BEFORE = re.compile(r"(?:比|较|跟|和|与|同|像)(?:起)?$")
_COMPARED_AFTER = re.compile(
    r"(?:的|年|度|同期|也|都)*(?:差不多|一样|持平|相比|相当|比|多|少|高|低|涨|增|降|跌|略|好|差|接近|没变|没什么变)"
)


@dataclass(frozen=True)
class Period:
    """A period named at ``start:end``."""

    name: str
    start: int
    end: int


def _of_year(year: int, on: date | None) -> str:
    if on is None:
        return "other"
    return {0: "this", 1: "last", 2: "prev"}.get(on.year - year, "other")


def find_periods(text: str, quantities: list[Quantity], on: date | None) -> list[Period]:
    """Every period named in a normalised text, left to right."""
    years = [quantity for quantity in quantities if quantity.kind in ("years", "calendar")]
    found = [
        Period(_of_year(int(quantity.low or 0), on), quantity.start, quantity.end)
        for quantity in quantities
        if quantity.kind == "calendar"
    ]
    names, pattern = load_lexicon().periods
    for match in pattern.finditer(text):
        beside = _COMPARED_BEFORE.search(text, max(0, match.start() - 2), match.start())
        if beside and _COMPARED_AFTER.match(text, match.end()):
            continue
        if not any(quantity.start <= match.start() < quantity.end for quantity in years):
            found.append(Period(names[int((match.lastgroup or "p0")[1:])], match.start(), match.end()))
    for match in _SHORT_YEAR.finditer(text):
        written = match.group(1)
        digit = "零一二三四五六七八九".find(written[1])
        year = 2020 + (digit if digit >= 0 else int(written[1]))
        found.append(Period(_of_year(year, on), match.start(), match.end()))
    return sorted(found, key=lambda period: period.start)


__all__ = ["Period", "find_periods"]
