"""An answer left to be worked out: 总资产1.2亿，总负债4800万，你除一下 is 40 %."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policy_db.facts.catalog import FACTS
from policy_db.facts.claims import AVERAGES
from policy_db.facts.periods import Period
from policy_db.facts.quantities import Quantity

_WHOLES: Final = {
    "asset_liability_ratio": (r"资产", r"负债"),
    "rd_staff_ratio": (r"员工|职工|总人数|全厂|全公司|公司|厂里|总共|一共|人", r"研发|技术|科研|开发"),
    "rd_ratio": (r"营收|营业收入|销售|收入", r"研发"),
    "main_business_ratio": (r"营收|营业收入|总收入|总共|一共|销售", r"主营"),
    "rd_ratio_prev": (r"营收|营业收入|销售|收入", r"研发"),
    "rd_ratio_3y": (r"营收|营业收入|销售|收入|卖|主营", r"研发"),
    "champion_product_ratio": (r"主营|营收|营业收入|总收入|总共|一共|全部|销售额", r"这款|这个|申报|申请|产品|冠军|卖"),
    "domestic_share": (r"盘子|市场|规模|总量|全国|行业", r"我们|卖|做|占"),
    "main_product_ratio": (r"营收|营业收入|总收入|总共|一共|全部|主营|公司|销售", r"产品|主打|主导"),
    "new_product_ratio": (r"总产值|产值|营收|销售|总共|一共", r"新产品|新品"),
    "net_margin": (r"营收|营业收入|收入|销售", r"净利|利润"),
}
# 内销9000万，外贸3500万，加一块就是
_ADD_UP = re.compile(
    r"(?:加一?块儿?|加起来|合起来|加在一起|加一起|自己加|加加看|加加|相加|加一下|加总|全在这儿?里?了?|全年就这么(?:多|些)|"
    r"(?:就|也就)这么(?:多|些)|(?:总共|拢共|一共)就(?:这|那)[么些]?)[^\d一二三四五六七八九十百千]*$"
)
_FELL = re.compile(r"(?:跌|降|掉|减|退|负|亏|少|下滑|缩)了?$")
_PART_IN = re.compile(r"(?:主持|参与|牵头|主导|起草|国标|行标|国家标准|行业标准)(?:制定|起草|修订|的|过|了|有)*$")
_ROUND = re.compile(r"(?:轮|20\d\d年|2\d年|去年|前年|今年)(?:融了?|投了?|进来|到账|实缴|是|有|了)*$")
_NOT_YET = re.compile(r"意向|没到账|未到账|还没|在谈|要谈|合同|签了?")
_THAN_LAST_YEAR = re.compile(r"比去年(少|低|多|高)(?:了|个)?")
_LEFT_OVER = re.compile(r"(?:是|为|算)?(?:租金|房租|废料|其他|其它|别的|材料|边角料|贸易|非主营)")
_HEAD_OF: Final = re.compile(r"(?:里面?|里头|当中|其中|中)")
_NEAR = 8
# A compound rate is no mean of its years.
_AVERAGED: Final = AVERAGES - {"revenue_growth_2y"}
_TO_AVERAGE = re.compile(r"平均|均值|除以?[三3两2]|除一下|除一除")
# 24年涨12%，25年涨8%，平均下来10个点
_MEAN_TOLD = re.compile(r"(?:平均|均值|折算|折合|摊)(?:下来|一下|起来|每年|一年|值|数|不就|差不多|大概|就|是|为|算|约|有|[,，])*$")
# 其他业务收入就占1.5，剩下的都是主营
_ALL_BUT: Final = re.compile(
    r"(?:其他|其它|别的|非主营|房租|租金|废料)[^。]*(?:剩下|其余|余下|别的|其他|其它)的?[^,，]{0,2}(?:都|全)是?主营"
)
_IS = r"(?:为|是|有|:|约|共)?"
_BOTH: Final = {
    "asset_liability_ratio": re.compile(
        rf"(?=(?P<whole>(?:总资产|资产总额|资产总计){_IS}))(?=.{{1,24}}?(?P<part>(?:总负债|负债总额|负债合计){_IS}))."),
    "rd_staff_ratio": re.compile(
        rf"(?:(?=(?P<part>研发人员{_IS}))(?=.{{1,12}}?(?P<whole>(?:职工总数|员工总数|职工|员工|全公司|全厂|总人数|一共|总共){_IS}))).(?!.{{0,40}}占)"),
}
_CALENDAR = re.compile(r"(?:20)?2\d年")
_GROUP = re.compile(r"(?:一线|车间|工人|生产|办公室|管理|行政|后勤|技术|销售)(?:人员|员工)?(?:有|是|大概)?$")
_NO_GROUPS = re.compile(r"其中|里面|总|共|合计|加起来|外包|派遣|临时")
# 三年加一块儿2.7亿，你除以三
_BY_THREE = re.compile(
    r"(?:加起来|加一块儿?|合计|总共|一共)[^。]*除以?(?:三|3)|"
    r"(?:三|3)年[^,，。\d]{0,4}(?:加起来|加一块儿?|合计|总共|一共|拢共|累计)"
)
_FROM_TO = re.compile(r"(?:增|涨|升|做|掉|降|跌|长|跑|变|加)[到成至]了?$|到$")


def worked_out(asked: str, text: str, quantities: Sequence[Quantity], periods: Sequence[Period]) -> float | None:
    """The value of the fact ``asked`` that follows from the figures of a reply, rounded to two places; None where none does.

    A share from a part and its whole, a growth rate from two years, an average from each of the years.
    """
    if asked == "main_business_ratio" and len(quantities) == 1 and quantities[0].exact and _ALL_BUT.search(text):
        return round(100 - _value(quantities[0]), 2) if 0 < _value(quantities[0]) < 50 else None
    if (total := _sum(text, quantities, FACTS[asked].type)) is not None:
        return total
    if asked == "employees":
        return _in_groups(text, quantities)
    if asked == "revenue_growth_2y":
        return _compound(text, [quantity for quantity in quantities if quantity.kind == "money"])
    if asked == "main_growth":
        return _growth(text, [quantity for quantity in quantities if quantity.kind in ("money", "plain", "other")], periods)
    figures = [quantity for quantity in quantities if quantity.kind in ("money", "count", "percent", "plain") and quantity.exact]
    if asked.endswith("_avg_3y") and len(figures) == 1 and _BY_THREE.search(text):
        return round(_value(figures[0]) / 3, 2)
    if len(figures) < 2:
        return None
    if asked in AVERAGES and len(figures) > 2:
        told = [quantity for quantity in figures if _MEAN_TOLD.search(text[max(0, quantity.start - 10) : quantity.start])]
        if len(told) == 1 and told[0].kind == figures[0].kind:
            return _value(told[0])
    if asked.endswith("_avg_3y") and len(figures) == 2:
        low, high = sorted(map(_value, figures))
        return low if abs(low * 3 - high) < 0.02 * high else None
    if asked == "standards_count":
        return _parts_in(text, quantities)
    if asked.startswith("equity_"):
        return _in_rounds(text, figures, quantities)
    if asked == "rd_expense":
        return _product(text, figures)
    if asked.endswith("_prev") and (other := _less_than_last_year(text, figures)) is not None:
        return other
    in_each_year = len(set(_CALENDAR.findall(text))) == len(figures) == (3 if asked.endswith("_3y") else 2)
    in_each_year = in_each_year or (len(figures) == 2 and {_year_of(one, periods) for one in figures} == {"prev", "last"})
    in_each_year = in_each_year or (asked == "main_revenue_avg_3y" and len(figures) == 3)
    if asked in _AVERAGED and (_TO_AVERAGE.search(text) or in_each_year):
        return _average(asked, [_signed(text, quantity) for quantity in figures] if "growth" in asked else figures)
    if asked in _WHOLES:
        # 总收入8000万，里头主营7600万，400万是租金
        figures = [quantity for quantity in figures if len(figures) == 2 or not _LEFT_OVER.match(text, quantity.end)]
        return _share(asked, text, figures) if len(figures) == 2 else None
    return None


def told_by_both(text: str, quantities: Sequence[Quantity]) -> dict[str, float]:
    """The shares that a message tells by both their figures: 总资产1.8亿元，总负债7200万元; 研发人员36名，全公司240名."""
    result = {}
    for fact, pattern in _BOTH.items():
        pairs = list(pattern.finditer(text))
        if len(pairs) != 1:
            continue
        whole, part = (
            next((quantity for quantity in quantities if quantity.start == pairs[0].end(name) and quantity.exact), None)
            for name in ("whole", "part")
        )
        if whole is not None and part is not None and whole.kind == part.kind and 0 < _value(part) < _value(whole):
            result[fact] = round(_value(part) / _value(whole) * 100, 2)
    return result


def _value(quantity: Quantity) -> float:
    return quantity.low if quantity.low is not None else 0.0


def _sum(text: str, quantities: Sequence[Quantity], kind: str) -> float | None:
    """The sum of the parts that a reply leaves to be added up."""
    figures = [quantity for quantity in quantities if quantity.kind in ("money", "count", "plain")]
    if kind not in ("money", "int") or len(figures) < 2 or not all(quantity.exact for quantity in figures):
        return None
    if len({quantity.kind for quantity in figures}) != 1 or not _ADD_UP.search(text[figures[-1].end :]):
        return None
    return round(sum(map(_value, figures)), 2)


def _compound(text: str, figures: Sequence[Quantity]) -> float | None:
    """23年6000万，25年8640万: by how much a year, compound."""
    years = [int(year[-3:-1]) for year in _CALENDAR.findall(text)]
    if len(figures) != 2 or len(years) != 2 or abs(years[1] - years[0]) != 2 or not all(_value(one) > 0 for one in figures):
        return None
    earlier, later = figures if years[0] < years[1] else reversed(figures)
    return round((math.sqrt(_value(later) / _value(earlier)) - 1) * 100, 2)


def _in_groups(text: str, quantities: Sequence[Quantity]) -> float | None:
    """一线一百八，办公室加技术三十二: both groups together."""
    heads = [quantity for quantity in quantities if quantity.kind in ("count", "plain")]
    if len(heads) != 2 or len(quantities) != 2 or not all(quantity.exact for quantity in heads) or _NO_GROUPS.search(text):
        return None
    named = [_GROUP.search(text[max(0, quantity.start - 8) : quantity.start]) for quantity in heads]
    return sum(map(_value, heads)) if all(named) else None


def _year_of(quantity: Quantity, periods: Sequence[Period]) -> str | None:
    """The year that is named right before a figure."""
    return next((period.name for period in reversed(periods) if quantity.start - _NEAR <= period.start < quantity.start), None)


def _signed(text: str, quantity: Quantity) -> Quantity:
    """The figure with the sign that the word before it gives it."""
    if not _FELL.search(text[max(0, quantity.start - 4) : quantity.start]) or _value(quantity) < 0:
        return quantity
    return replace(quantity, low=-_value(quantity), high=-_value(quantity))


def _parts_in(text: str, quantities: Sequence[Quantity]) -> float | None:
    """国标主持1项参与2项，行标参与4项: seven."""
    parts = [
        quantity for quantity in quantities
        if quantity.kind in ("count", "plain") and _PART_IN.search(text[max(0, quantity.start - 8) : quantity.start])
    ]
    return sum(map(_value, parts)) if len(parts) > 1 and all(part.exact for part in parts) else None


def _in_rounds(text: str, figures: Sequence[Quantity], quantities: Sequence[Quantity]) -> float | None:
    """A轮2000，B轮6000, 23年500万，24年1000万，25年没有: what all of them brought in."""
    amounts = [quantity for quantity in figures if quantity.kind in ("money", "plain")]
    rounds = [quantity for quantity in amounts if _ROUND.search(text[max(0, quantity.start - 4) : quantity.start])]
    if len(rounds) < 2 or len(rounds) != len(amounts) or _NOT_YET.search(text):
        return None
    return round(sum(map(_value, rounds)), 2)


def _product(text: str, figures: Sequence[Quantity]) -> float | None:
    """去年收入2个亿，研发占3.5%: 700 万元."""
    money = [quantity for quantity in figures if quantity.kind == "money"]
    shares = [quantity for quantity in figures if quantity.kind == "percent"]
    if len(figures) != 2 or len(money) != 1 or len(shares) != 1:
        return None
    sold = re.search(r"收入|营收|销售|卖|营业额|做了?$", text[max(0, money[0].start - _NEAR) : money[0].start])
    of_it = re.search(r"研发|占|的$", text[max(0, shares[0].start - _NEAR) : shares[0].start])
    return round(_value(money[0]) * _value(shares[0]) / 100, 2) if sold and of_it else None


def _less_than_last_year(text: str, figures: Sequence[Quantity]) -> float | None:
    """比去年少一百万，去年是780万: the year before in two steps."""
    found = _THAN_LAST_YEAR.search(text)
    if found is None or len(figures) != 2 or figures[0].start != found.end():
        return None
    by, last = map(_value, figures)
    if not re.search(r"去年(?:是|有|做了?|花了?|投了?)?$", text[max(0, figures[1].start - 6) : figures[1].start]) or by >= last:
        return None
    return round(last - by if found[1] in "少低" else last + by, 2)


def _average(asked: str, figures: Sequence[Quantity]) -> float | None:
    years = 3 if asked.endswith("_3y") else 2
    kinds = {quantity.kind for quantity in figures}
    # 8800、9300、1.02亿: those without a unit are in 万元 too.
    in_wan = kinds == {"money", "plain"} and all(_value(quantity) >= 100 for quantity in figures)
    if len(figures) != years or (len(kinds) != 1 and not in_wan):
        return None
    return round(sum(map(_value, figures)) / years, 2)


def _growth(text: str, figures: Sequence[Quantity], periods: Sequence[Period]) -> float | None:
    """从8000万做到9200万, 前年8000万去年9200万: by how much it grew."""
    if len(figures) != 2 or not all(quantity.exact and _value(quantity) > 0 for quantity in figures):
        return None
    first, second = figures
    named = [period.name for quantity in figures for period in periods if quantity.start - _NEAR <= period.start < quantity.start]
    if named == ["last", "prev"]:
        first, second = second, first
    elif named != ["prev", "last"] and not _FROM_TO.search(text[first.end : second.start]):
        return None
    return round((_value(second) / _value(first) - 1) * 100, 2)


def _share(asked: str, text: str, figures: Sequence[Quantity]) -> float | None:
    whole_words, part_words = _WHOLES[asked]
    first, second = figures
    if {first.kind, second.kind} not in ({"money"}, {"count"}, {"money", "plain"}, {"count", "plain"}, {"plain"}):
        return None
    before_first = text[max(0, first.start - _NEAR) : first.start]
    between = text[first.end : second.start]
    of_first = _HEAD_OF.search(between) or re.search(whole_words, before_first + first.unit)
    part_behind = re.match(rf"[^,，]{{0,3}}(?:{part_words})", text[second.end :])
    if of_first and (part_behind or re.search(part_words, between)):
        part, whole = second, first
    elif re.search(part_words, before_first) and re.search(whole_words, between):
        part, whole = first, second
    else:
        return None
    return round(_value(part) / _value(whole) * 100, 2) if 0 < _value(part) <= _value(whole) else None


__all__ = ["told_by_both", "worked_out"]
