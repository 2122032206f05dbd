"""Which year a clause speaks of: last (上年度), prev (the one before), this, 2y, 3y, both (each of two years), part, other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy_db.facts.quantities import Quantity

_BOTH = r"(?:最近|近|过去|这|前|连续)?(?:两|二|2)年(?:来|里|内|度)?(?:的)?(?:每年|都|均|各年|全都|年年)|每年都?|年年"
_THREE_EACH = r"(?:最近|近|过去|这|前|连续)?(?:三|3)年(?:来|里|内)?(?:每年|都|均)"
_WORDS: Final = (
    ("part", r"上半年|下半年|[一二三四]季度|前[三3]季度|每个?月|上个?月|这个?月|月均|季度|半年(?!报)|一天|每天|单月|双十一"),
    ("each3", _THREE_EACH),
    ("both", _BOTH),
    ("3y", r"(?:最近|近|过去|这|前|上|连续|往前)?(?:三|3)(?:个)?年(?:平均|合计|累计|来|内|里|总共|加起来|年均|间|以来|之内)?(?!级)"),
    ("2y", r"(?:最近|近|过去|这|前|上|连续|往前)(?:两|二|2)(?:个)?年(?:平均|合计|累计|来|内|里|总共|加起来|复合|年均|之内|间)?|(?:两|二|2)年(?=的?研发|的?主营|的?营)|(?:两|二|2)年(?:平均|内|合计|累计|复合|加起来|年均|分别)"),
    ("prev", r"(?<!大)前年|再前一年|前一年度?|再往前一年|上上年度?|往前一年|前一个?年度"),
    ("other", r"[一二两三四五六七八九十\d]+年(?:之|以)?前|大前年|以前|过去(?!两|三|2|3)|当年|早几年|前几年|往年|历史上|疫情(?:前|期间|那)"),
    ("last", r"去年|上年度?|上一年度?|上个年度|上一个年度|上一财年|上财年"),
    ("this", r"今年|本年度?|当前年度"),
)
_PATTERN = re.compile("|".join(f"(?P<p{index}>{pattern})" for index, (_, pattern) in enumerate(_WORDS)))
_SHORT_YEAR = re.compile(r"(?<![\d.近这过去前从干做])(2\d|二[零一二三四五六七八九])年(?:度|全年|的)?(?=营|研|销|收|净|利|资|负|主|产|公司|我们|总|员|实现|做了|完成|是|\d)")


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
    years = [quantity for quantity in quantities if quantity.kind == "years"]
    found = [
        Period(_of_year(int(quantity.low or 0), on), quantity.start, quantity.end)
        for quantity in quantities
        if quantity.kind == "calendar"
    ]
    for match in _PATTERN.finditer(text):
        if any(quantity.start <= match.start() < quantity.end for quantity in years):
            continue
        index = int((match.lastgroup or "p0")[1:])
        found.append(Period(_WORDS[index][0], match.start(), match.end()))
    for match in _SHORT_YEAR.finditer(text):
        written = match.group(1)
        digit = "零一二三四五六七八九".find(written[1])
        year = 2020 + (digit if digit >= 0 else int(written[1]))
        found.append(Period(_of_year(year, on), match.start(), match.end()))
    return sorted(found, key=lambda period: period.start)


__all__ = ["Period", "find_periods"]
