"""Years: how long (干了12年, 三年半, 十几年), since when (2011年成立, 从15年开始), and calendar years that only tell a period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy_db.facts.numbers import START, Numeral, read_numeral

_YEAR_DIGITS: Final = {character: str(index) for index, character in enumerate("零一二三四五六七八九")}
_CALENDAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2}|[零〇一二九][零九一二三四五六七八]{3}|\d{2}|[零九一二][零一二三四五六七八九])年(?:(\d{1,2}|[一二三四五六七八九十]{1,2})月)?(?:份|初|底|末|度|\d{1,2}[日号])?"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.]\d{1,2}(?!\d)")
_SINCE_AFTER = re.compile(
    r"(?:在[\u4e00-\u9fff]{2,6}?|的时候|时|那会儿?|左右|就|才|我们|公司|企业|正式|刚|的|我(?!爸)[\u4e00-\u9fff]{1,2}(?=办的|开的|建的|创办)|老板|创始人)*"
    r"(?:办起来|办起|开办|建起来|搞起来|开起来|转过来|转做|转行|转型|改做|改行|开始|成立|注册|创办|创立|创业|起家|起步|"
    r"建厂|办厂|建的|办的|开的|做起|开业|设立|入行|进入|投产|转型|起|至今|到现在|以来|涉足|做这|干这|做的|就做|专注|搞的)"
)
_SINCE_BEFORE = re.compile(
    r"(?:从|自|自从|打|成立于|创立于|创办于|始于|注册于|建于|创建于|"
    r"成立(?:时间|日期|年份)(?:是|为|:)?(?:在)?|注册(?:时间|日期)(?:是|为|:)?|(?:成立|注册|开始)(?:是)?在)$"
)
_RELATIVE = re.compile(
    r"(今|去|前|大前)年(?:年?[初底末]|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?)?"
    r"(?=(?:才|刚|就|我们|公司|正式|开始)*(?:成立|注册|创办|设立|开始|开业|转(?:过来|型|到|做|产)|换|改行|改做|进入|入行|投产))"
)
_RELATIVE_YEARS: Final = {"今": 0, "去": 1, "前": 2, "大前": 3}
_YEARS_MARK = re.compile(
    r"(?:个)?(?:多)?(?:年头|年|周年|载)"
    r"(?!(?:来)?(?:平均|度|底|末|初|内|间|均|级|报|复合|合计|累计|净|营|研|主营|的?研发))(半|多|出头|来)?"
)
_AND_MONTHS = re.compile(r"零?(?P<months>\d{1,2}|[一二两三四五六七八九十]{1,2})个月(?!前)")
_MONTHS_MARK = re.compile(r"个(半)?月(?:了)?")
_PERIOD_BEFORE = re.compile(r"(?:最近|近|过去|这|前|上|往|头|每|连续|后|未来|今后|两|下|另外)$")
# 一年卖一个亿: what happens in a year, not how long.
_IN_A_YEAR = re.compile(
    r"(?:也|就|大概|差不多|能|要|光|才|下来|到头|都)*(?:卖|做(?!了)|销|产|营|收|赚|开票|发|交|的|花|投|整|"
    r"(?:[\d一二两三四五六七八九十百千几来多.]+(?:个)?(?:万|亿|w)))"
)
# 我接手才两年: the speaker's own time.
_OF_THE_SPEAKER = re.compile(
    r"(?:^|[,，。;；])我(?:自己|本人)?(?:是)?(?:刚|才)?(?:接手|进来|进公司|进厂|入职|"
    r"来这里?|来公司|来厂里|上班|管账|管这)[^,，\d]{0,3}$"
)
_AGO = re.compile(r"(?:之|以)?前(?!后)")


@dataclass(frozen=True)
class Time:
    """A span of time ending at ``end``: kind years (duration), calendar (a year that names a period) or date (ignored)."""

    kind: str
    end: int
    low: float
    high: float
    high_open: bool = False


def _calendar_year(written: str, on: date | None) -> int:
    digits = "".join(_YEAR_DIGITS.get(character, character) for character in written)
    if len(digits) == 4:
        return int(digits)
    this = (on.year if on else 2099) % 100
    return (2000 if int(digits) <= this else 1900) + int(digits)


def _month(written: str | None) -> int | None:
    if written is None:
        return None
    if written.isdigit():
        return int(written)
    numeral = read_numeral(written, 0)
    return int(numeral.low) if numeral else None


def _since(year: int, month: int | None, on: date) -> float:
    """Full years from a year (and month, where given) to ``on``."""
    return on.year - year - (1 if month is not None and month > on.month else 0)


def _calendar(text: str, position: int, on: date | None) -> Time | None:
    match = _CALENDAR.match(text, position)
    if match is None:
        return None
    written = match.group(1)
    year = _calendar_year(written, on)
    since = bool(_SINCE_AFTER.match(text, match.end()) or _SINCE_BEFORE.search(text[max(0, position - 8) : position]))
    if len(written) == 4 and text[:position].endswith(("成立", "创办", "注册", "创立")):
        since = True
    # 一五年 is a year, unlike 十五年; 一二年 may be one or two years.
    spelled = len(written) == 2 and all(digit in _YEAR_DIGITS for digit in written)
    named = spelled and int(_YEAR_DIGITS[written[1]]) != int(_YEAR_DIGITS[written[0]]) + 1
    if len(written) == 2 and not since and written[0] not in "0零" and not named:
        return None
    if not 1900 <= year <= 2100:
        return None
    if not since:
        return Time("calendar", match.end(), year, year)
    if on is None or year > on.year:
        return Time("date", match.end(), year, year)
    years = _since(year, _month(match.group(2)), on)
    return Time("years", match.end(), years, years)


def _dated(text: str, position: int, on: date | None) -> Time | None:
    """2009-06-18 and the like: since when, where the words before say so."""
    match = _DATE.match(text, position)
    if match is None:
        return None
    year, month = int(match.group(1)), int(match.group(2))
    since = bool(_SINCE_BEFORE.search(text[max(0, position - 8) : position]))
    if on is None or not since or not 1900 <= year <= on.year:
        return Time("date", match.end(), year, year)
    years = float(_since(year, month, on))
    return Time("years", match.end(), years, years)


def match(text: str, position: int, on: date | None) -> Time | None:
    """The time that begins at ``position``, or ``None``."""
    relative = _RELATIVE.match(text, position)
    if relative:
        ago = float(_RELATIVE_YEARS[relative.group(1)])
        return Time("years", relative.end(), ago, ago)
    if not START.match(text, position):
        return None
    dated = _dated(text, position, on)
    if dated is not None:
        return dated
    calendar = _calendar(text, position, on)
    if calendar is not None:
        return calendar
    numeral = read_numeral(text, position)
    if numeral is None or numeral.scaled:
        return None
    low, high, is_open = numeral.low, numeral.high, numeral.high_open
    joint = re.compile(r"(?:年)?(?:到|至|-|~)(?=[\d一二两三四五六七八九十])").match(text, numeral.end)
    end = numeral.end
    if joint:
        second = read_numeral(text, joint.end())
        if second is not None and second.low > low and numeral.exact and second.exact:
            high, end = second.high, second.end
    return _length(text, position, numeral, end, low, high, is_open)


def _length(
    text: str, position: int, numeral: Numeral, end: int, low: float, high: float, is_open: bool
) -> Time | None:
    """The numeral as years or months, by the word after it; a period (近三年) or 三年前 is no length."""
    years = _YEARS_MARK.match(text, end)
    if years and low == high == 1 and _IN_A_YEAR.match(text, years.end()):
        return Time("date", years.end(), low, high)
    if years and _OF_THE_SPEAKER.search(text[max(0, position - 12) : position]):
        return Time("date", years.end(), low, high)
    if years:
        if _AGO.match(text, years.end()):
            return Time("date", years.end(), low, high)
        if _PERIOD_BEFORE.search(text, max(0, position - 3), position) and high <= 5 and low == high:
            return Time("date", years.end(), low, high)
        tail = years.group(1)
        if tail == "半":
            low, high = low + 0.5, high + 0.5
        elif tail in ("多", "出头") or "多" in years.group()[:2]:
            high, is_open = high + 1, True
        further = _AND_MONTHS.match(text, years.end()) if not tail and low == high else None
        if further:
            low = high = round(low + (_month(further["months"]) or 0) / 12, 2)
        return Time("years", further.end() if further else years.end(), low, high, is_open)
    months = _MONTHS_MARK.match(text, numeral.end)
    if months:
        value = (numeral.low + (0.5 if months.group(1) else 0.0)) / 12
        return Time("years", months.end(), round(value, 2), round(value, 2))
    return None


__all__ = ["Time", "match"]
