"""Words that make a number a bound: 超过, 不低于, 以上 (at least), 不到, 以内 (at most), 近 (just below), 出头 (just above).

大概 and 约 leave the number as it is: people say them of figures they know. 左右 and 上下 make it a narrow range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_AT_LEAST_BEFORE = re.compile(
    r"(?:不低于|没低于|没少于|没低过|没少过|没有?低于过|没有?少于过|不少于|不小于|不止|超过了?|超出|超(?!级|高)|大于|高于|多于|(?:至少|起码|最少|少说|往少了说|怎么)(?:也)?(?:能)?(?:有|提供|做)?|>=?|≥|突破了?|破了?|"
    r"(?:^|(?<=[,， 收入比率都已数额早就值年]))过了?)(?:了|有)?[是为约大概]{0,2}$"
)
_AT_MOST_BEFORE = re.compile(
    r"(?:没有?超过?|不超过?|未超过?|没过|不过|不高于|不大于|不多于|至多|最多|顶多|<=?|≤|(?:还|才)?不到|(?:还)?没到|不足|(?<![不没])(?:低于|少于|小于)|(?:没有?|未|不能?|还没)达到|达不到|不满)[是为约大概]{0,2}$"
)
_JUST_BELOW_BEFORE = re.compile(
    r"(?:将近|接近|逼近|快到|快有|快要|"
    r"近(?!两年|三年|几年|年)|快|差(?:一)?点(?:儿)?(?:就)?(?:到|有|够|满)?了?|差不多快|眼看|(?<![缩最较很减变大])小)$"
)
_JUST_ABOVE_BEFORE = re.compile(r"(?:刚过|刚超过?|刚刚过|略超|略高于)$")
_UP_TO_TENFOLD_BEFORE = re.compile(r"上$")
_AT_LEAST_AFTER = re.compile(r"(?:及|或)?(?:以上|往上|开外|朝上|打底|挡不住|打不住|\+|起步|以后|往后|朝后|之后)")
_AT_MOST_AFTER = re.compile(
    r"(?:及|或)?(?:以下|以内|之内|(?:都|还)?不到(?:一点儿?|点|一些)?(?![\d一二两三四五六七八九十])|都没(?:有)?(?:做|卖|达|凑)?到|封顶)"
)
_JUST_BELOW_AFTER = re.compile(
    r"(?:还|就)?(?:差|欠|缺)(?:了|那么)?(?:一?点儿?|些|一些|一口气|一丢丢|一丝丝)|不到一?点儿?(?![\d一二三四五六七八九])"
)
_JUST_ABOVE_AFTER = re.compile(r"(?:出头|挂零|刚过)")
_WITHOUT = re.compile(r"\(不含(?:本数)?\)")
_FILLER_AFTER = re.compile(r"(?:左右|上下|的样子)")


@dataclass(frozen=True)
class Bounded:
    """The span with its bounding words, and the ends; ``None`` = as far as the fact can go."""

    start: int
    end: int
    low: float | None
    high: float | None
    high_open: bool = False
    low_open: bool = False


def _about(value: float) -> float:
    """How far off a figure with 左右 can be: half of its last written place, at most a twentieth (5000万: 250万, 4.8%: 0.05), which
    a fraction is (三分之一: 1.7)."""
    thirds = abs(value * 3 - round(value * 3, -2)) < 0.05 and abs(value - round(value, 1)) > 1e-6
    if thirds or abs(value - round(value, 2)) > 1e-6:
        return abs(value) / 20
    place = 1e-4
    while place < abs(value) and abs(value / (place * 10) - round(value / (place * 10))) < 1e-6:
        place *= 10
    return min(abs(value) / 20, place / 2)


def apply(text: str, start: int, end: int, low: float, high: float, *, ordinal: bool = False) -> Bounded:
    """The interval that the words around ``text[start:end]`` make of ``low``..``high``.

    ``ordinal``: a rank or a level, of which 左右 makes no interval.
    """
    without = _WITHOUT.match(text, end)
    if without:
        open_above = _AT_LEAST_AFTER.match(text, without.end())
        if open_above:
            return Bounded(start, open_above.end(), low, None, low_open=True)
        return Bounded(start, without.end(), low if low != high else None, high, True)
    window = text[max(0, start - 8) : start]
    offset = max(0, start - 8)
    just_above = _JUST_ABOVE_BEFORE.search(window)
    if just_above:
        return Bounded(offset + just_above.start(), end, low, high + abs(high) * 0.1, True)
    at_most = _AT_MOST_BEFORE.search(window)
    if at_most:
        return Bounded(offset + at_most.start(), end, None, high, True)
    at_least = _AT_LEAST_BEFORE.search(window)
    if at_least:
        after = _AT_LEAST_AFTER.match(text, end)
        return Bounded(offset + at_least.start(), after.end() if after else end, low, None)
    just_below = _JUST_BELOW_BEFORE.search(window)
    if just_below:
        return Bounded(offset + just_below.start(), end, low - abs(low) * 0.1, high)
    after = _AT_LEAST_AFTER.match(text, end)
    if after:
        return Bounded(start, after.end(), low, None)
    after = _JUST_BELOW_AFTER.match(text, end)
    if after:
        return Bounded(start, after.end(), low - abs(low) * 0.1, high, True)
    after = _AT_MOST_AFTER.match(text, end)
    if after:
        return Bounded(start, after.end(), None, high)
    after = _JUST_ABOVE_AFTER.match(text, end)
    if after:
        return Bounded(start, after.end(), low, high + abs(high) * 0.1, True)
    after = _FILLER_AFTER.match(text, end)
    if after and low == high and not ordinal:
        return Bounded(start, after.end(), round(low - _about(low), 4), round(high + _about(high), 4))
    return Bounded(start, after.end() if after else end, low, high)


__all__ = ["Bounded", "apply"]
