"""Answers that are a share: a part and its whole are given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policy_db.facts.arithmetic.reply import Reply, value
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
_HEAD_OF: Final = re.compile(r"(?:里面?|里头|当中|其中|中)")
_LEFT_OVER = re.compile(r"(?:是|为|算)?(?:租金|房租|废料|其他|其它|别的|材料|边角料|贸易|非主营)")
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
_KINDS = ({"money"}, {"count"}, {"money", "plain"}, {"count", "plain"}, {"plain"})


def shared(reply: Reply) -> float | None:
    """总资产1.2亿，总负债4800万，你除一下: 40 percent; 其他业务收入就占1.5，剩下的都是主营: 98.5."""
    quantities, figures = reply.quantities, reply.figures
    if reply.asked == "main_business_ratio" and len(quantities) == 1 and quantities[0].exact and _ALL_BUT.search(reply.text):
        return round(100 - value(quantities[0]), 2) if 0 < value(quantities[0]) < 50 else None
    if reply.asked not in _WHOLES:
        return None
    if len(figures) > 2:
        # 总收入8000万，里头主营7600万，400万是租金
        figures = [quantity for quantity in figures if not _LEFT_OVER.match(reply.text, quantity.end)]
    return _share(reply, *figures) if len(figures) == 2 else None


def _share(reply: Reply, first: Quantity, second: Quantity) -> float | None:
    whole_words, part_words = _WHOLES[reply.asked]
    if {first.kind, second.kind} not in _KINDS:
        return None
    before_first, between = reply.before(first), reply.text[first.end : second.start]
    of_first = _HEAD_OF.search(between) or re.search(whole_words, before_first + first.unit)
    part_behind = re.match(rf"[^,，]{{0,3}}(?:{part_words})", reply.text[second.end :])
    if of_first and (part_behind or re.search(part_words, between)):
        part, whole = second, first
    elif re.search(part_words, before_first) and re.search(whole_words, between):
        part, whole = first, second
    else:
        return None
    return round(value(part) / value(whole) * 100, 2) if 0 < value(part) <= value(whole) else None


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
        if whole is not None and part is not None and whole.kind == part.kind and 0 < value(part) < value(whole):
            result[fact] = round(value(part) / value(whole) * 100, 2)
    return result


__all__ = ["shared", "told_by_both"]
