"""Answers that are a mean of several years, or by how much something grew from one to another."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Final

from policy_db.facts.arithmetic.reply import NEAR, Reply, value
from policy_db.facts.claims import AVERAGES
from policy_db.facts.quantities import Quantity

# A compound rate is no mean of its years.
_AVERAGED: Final = AVERAGES - {"revenue_growth_2y"}
_TO_AVERAGE = re.compile(r"平均|均值|除以?[三3两2]|除一下|除一除")
# 24年涨12%，25年涨8%，平均下来10个点
_MEAN_TOLD = re.compile(r"(?:平均|均值|折算|折合|摊)(?:下来|一下|起来|每年|一年|值|数|不就|差不多|大概|就|是|为|算|约|有|[,，])*$")
# 三年加一块儿2.7亿，你除以三
_BY_THREE = re.compile(
    r"(?:加起来|加一块儿?|合计|总共|一共)[^。]*除以?(?:三|3)|"
    r"(?:三|3)年[^,，。\d]{0,4}(?:加起来|加一块儿?|合计|总共|一共|拢共|累计)"
)
_CALENDAR = re.compile(r"(?:20)?2\d年")
_FROM_TO = re.compile(r"(?:增|涨|升|做|掉|降|跌|长|跑|变|加)[到成至]了?$|到$")
_FELL = re.compile(r"(?:跌|降|掉|减|退|负|亏|少|下滑|缩)了?$")


def averaged(reply: Reply) -> float | None:
    """The mean that a reply tells beside its years, or leaves to be worked out of them."""
    asked, text, figures = reply.asked, reply.text, reply.figures
    if asked.endswith("_avg_3y") and len(figures) == 1:
        return round(value(figures[0]) / 3, 2) if _BY_THREE.search(text) else None
    if asked not in AVERAGES or len(figures) < 2:
        return None
    told = [quantity for quantity in figures if _MEAN_TOLD.search(reply.before(quantity, 10))]
    if len(figures) > 2 and len(told) == 1 and told[0].kind in (figures[0].kind, "plain"):
        return value(told[0])
    if asked.endswith("_avg_3y") and len(figures) == 2:
        low, high = sorted(map(value, figures))
        return low if abs(low * 3 - high) < 0.02 * high else None
    if asked not in _AVERAGED or not (_TO_AVERAGE.search(text) or _one_for_each_year(reply)):
        return None
    return _mean(asked, [_signed(reply, quantity) for quantity in figures] if "growth" in asked else figures)


def _one_for_each_year(reply: Reply) -> bool:
    figures = reply.figures
    if len(set(_CALENDAR.findall(reply.text))) == len(figures) == (3 if reply.asked.endswith("_3y") else 2):
        return True
    # 1.2亿、1.4亿、1.6亿; three numbers without a unit may be anything (9001、14001、45001都有证).
    if reply.asked == "main_revenue_avg_3y" and len(figures) == 3 and any(one.kind == "money" for one in figures):
        return True
    return len(figures) == 2 and {reply.year_of(quantity) for quantity in figures} == {"prev", "last"}


def _signed(reply: Reply, quantity: Quantity) -> Quantity:
    """The figure with the sign that the word before it gives it."""
    if not _FELL.search(reply.before(quantity, 4)) or value(quantity) < 0:
        return quantity
    return replace(quantity, low=-value(quantity), high=-value(quantity))


def _mean(asked: str, figures: list[Quantity]) -> float | None:
    years = 3 if asked.endswith("_3y") else 2
    kinds = {quantity.kind for quantity in figures}
    # 8800、9300、1.02亿: those without a unit are in 万元 too.
    in_wan = kinds == {"money", "plain"} and all(value(quantity) >= 100 for quantity in figures)
    if len(figures) != years or (len(kinds) != 1 and not in_wan):
        return None
    return round(sum(map(value, figures)) / years, 2)


def grown(reply: Reply) -> float | None:
    """从8000万做到9200万, 前年8000万去年9200万: by how much the main business grew; over two years, how much a year, compound."""
    if reply.asked == "revenue_growth_2y":
        return _compound(reply)
    figures = [quantity for quantity in reply.quantities if quantity.kind in ("money", "plain", "other")]
    if reply.asked != "main_growth" or len(figures) != 2 or not all(one.exact and value(one) > 0 for one in figures):
        return None
    first, second = figures
    named = [period.name for one in figures for period in reply.periods if one.start - NEAR <= period.start < one.start]
    if named == ["last", "prev"]:
        first, second = second, first
    elif named != ["prev", "last"] and not _FROM_TO.search(reply.text[first.end : second.start]):
        return None
    return round((value(second) / value(first) - 1) * 100, 2)


def _compound(reply: Reply) -> float | None:
    """23年6000万，25年8640万: 20 % a year."""
    figures = [quantity for quantity in reply.quantities if quantity.kind == "money"]
    years = [int(year[-3:-1]) for year in _CALENDAR.findall(reply.text)]
    if len(figures) != 2 or len(years) != 2 or abs(years[1] - years[0]) != 2 or not all(value(one) > 0 for one in figures):
        return None
    earlier, later = figures if years[0] < years[1] else reversed(figures)
    return round((math.sqrt(value(later) / value(earlier)) - 1) * 100, 2)


__all__ = ["averaged", "grown"]
