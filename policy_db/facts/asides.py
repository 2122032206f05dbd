"""Figures that are said in passing and state no fact: the full marks, the share abroad, the rank of years ago."""

from __future__ import annotations

import re
from typing import Final

from policy_db.facts.claims import IP, SUMMED
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.quantities import Quantity
from policy_db.facts.segments import Clause

_AMONG = re.compile(r"(?:里面?|里头|当中|中)(?:有|只有|就|能|可以|做)")
# 就2个点是房租收入，所以98
_OF_OTHER_BUSINESS = re.compile(r"(?:是|来自)(?:房租|租金|其他|其它|废料|边角|副业|贸易)")
_ABROAD_BESIDE = re.compile(r"(?:省内|全省|全球|世界|海外|欧洲|美国|行业平均|行业)(?:市场|市占率?|占有率|份额|占|大概|约|是|有)*$")
_FULL_MARKS = re.compile(r"(?:满分|(?<!价)(?<!评)总分|上限)(?:是|为|:)?$")
_DIVIDED = re.compile(r"(?:除以|÷|/)[^,，=]*$")
_SPEAKER = re.compile(r"^(?:我们?|自己|也|都|还|真|倒|具体|这个|一时|[,， ])+")
_FORMER_RANK = re.compile(r"(?:以前|原来|原先|之前|早几年|前几年|前年|过去)[^,，]{0,6}$")
# 三体系, 二维码
_IN_A_WORD = re.compile(r"(?![到至或左右多来上下以是吧呢啊的了就和、])[\u4e00-\u9fff]")
_ROSE_TO = re.compile(r"[^,，]{0,4}(?:到|至)")
# 你们列的七项服务能做五项
_SERVICES_OF_ALL = re.compile(r"服务(?:里|中|当中)?(?:我们)?能(?:做|提供)?[一二两三四五六七\d]")
_OF_TIME = re.compile(r"小时|工作日|百分点")
_OF_YEARS: Final = ("years_in_operation", "years_in_niche")


def in_passing(text: str, clause: Clause, quantity: Quantity, of_all: int, asked: str | None) -> bool:
    """Whether a quantity of ``clause`` says nothing by itself. ``of_all``: how many quantities the whole text has."""
    before, after = text[clause.start : quantity.start], text[quantity.end :]
    unknown = load_lexicon().markers["unknown"]
    if quantity.text.startswith("百分之几") and unknown.search(clause.text):
        return True
    if quantity.text.startswith("几") and unknown.match(_SPEAKER.sub("", after[:12])):
        return True
    if quantity.kind == "count":
        # 前面两家德国的: how many stand before is no rank; 七项里能做五项: nor is what they are counted among.
        among_others = (asked or "").endswith("_rank") and quantity.unit[:1] in "家个"
        among_others = among_others or _OF_TIME.match(after) is not None
        among_others = among_others or before.endswith("那") or _SERVICES_OF_ALL.match(after) is not None
        return among_others or (asked in (*IP, "platform_services") and _AMONG.match(after) is not None)
    if of_all > 1 and _FULL_MARKS.search(before[-4:]):
        return True
    if quantity.kind == "percent":
        beside_it = asked == "main_business_ratio" and _OF_OTHER_BUSINESS.match(after) is not None
        return beside_it or _ABROAD_BESIDE.search(before) is not None
    if quantity.kind == "money":
        return _DIVIDED.search(before) is not None or (asked == "main_revenue_avg_3y" and SUMMED.search(before[-6:]) is not None)
    if quantity.kind == "calendar":
        return asked not in _OF_YEARS
    if quantity.kind == "plain":
        one_digit = asked is None and len(quantity.text) == 1 and quantity.text in "一二三四五六七八九"
        return before.endswith(("除", "除以")) or (one_digit and _IN_A_WORD.match(after) is not None)
    rose = before.endswith("从") and _ROSE_TO.match(after) is not None
    return quantity.kind == "rank" and (rose or _FORMER_RANK.search(before) is not None)


__all__ = ["in_passing"]
