"""One form of Chinese for the reader: half width, simplified, no invisible marks, lower-case Latin letters, words put right.

The form has about the length of what was written, but offsets are not kept: readings quote the normalised text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from opencc import OpenCC

from policy_db.facts.corrections import put_straight
from policy_db.facts.spelling import put_right
from policy_db.facts.tables import spread_tables

# What one message can reasonably hold; the rest of a longer text is not read.
LONGEST: Final = 1500

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_HAN = r"\u3400-\u9fff"
_UNITS = "万亿千百元块个项人件名种年成点%款类级分号"
# Spaces for commas: 现在124 年前还有140, 四个点吧 4.2.
_SPACED = re.compile(
    rf"(?<=[吧呢啊嘛呀])[ \t]+(?=[\d{_HAN}])|(?<=\d)[ \t]+(?=年[前初底末中])|(?<=[{_HAN}%])[ \t]+(?=[{_HAN}])(?![{_UNITS}](?!年))"
)
_INNER_SPACE = re.compile(
    rf"(?<=[{_HAN}])(?<![\d零一二三四五六七八九十百千个][万亿])[ \t]+(?=[\d第no-])(?!\d{{1,2}}[、.)](?!\d))|"
    rf"(?<=亿)[ \t]+(?=[\d.]+万(?:元|[,，。;； ]|$))|"
    rf"(?<=[\d零一二三四五六七八九十百千万亿])(?<![万亿](?= +人))[ \t]+(?=[{_UNITS}])|"
    rf"[ \t]+(?=[，。、；：])|(?<=[，。、；：])[ \t]+"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇○", "一二三四五六七八九十百千零零")
# 5(含1个布图): what a figure takes in is not another figure.
_TAKEN_IN = re.compile(r"\(含[^()]{1,20}\)")
# 17+4+6=27: only what comes out of a sum is a figure.
_FORMULA = re.compile(r"\([\d.]+(?:\+[\d.]+)+\)/\d+[,=]?(?=\d)|(?<![\d.])\d+(?:\.\d+)?(?:[+/÷-]\d+(?:\.\d+)?)+=(?=\d)")
_YEAR_COLON = re.compile(r"(?<=年)[:：](?=\d)|(?<=年度)[:：](?=\d)")
# 2025营收 without its 年.
# 25年销售收入, which is no length of time
_YEAR_OF_A_FIGURE = re.compile(
    r"(?<![\d.近这过去前从干做了已满有快])(2\d)年(?=(?:度)?(?:的)?(?:营收|营业|研发|销售|主营|净利|利润|资产负债|负债|收入|产值))"
)
_BARE_YEAR = re.compile(
    r"(?<![\d.])(20[12]\d)"
    r"(?=(?:营收|营业|研发|销售|主营|净利|利润|资产|负债|收入|员工|人数|产值|的(?=$|[,，。;；])|是(?=\d)))"
)
# ① before an item, which would become a figure.
_BULLETS = re.compile(r"[①-⑳⑴-⒇❶-❿➀-➓]")
# 一百台里有二十三台: a share.
_OF_HUNDRED = re.compile(
    r"每?(?:一百|100)([块台个件人元辆套只家])[^,，。;；\d一二三四五六七八九十]{0,10}?(?:里头?|里面|当中|中|有)"
    r"[^,，。;；\d一二三四五六七八九十]{0,6}?(\d+(?:\.\d+)?|[一二三四五六七八九十]+)\1")
# An agent says 客户 of the enterprise for which it asks.
_CLIENT = re.compile(
    r"(?:(?<=^)|(?<=[。;；\n]))客户[a-z甲乙丙]?(?=情况|[(:]|20\d\d|去年|上年|发展评价|营收|员工|研发|注册|专利|资产|净利|主营|"
    r"发明|成立)")
# 2024、2025年营收
_SHARE_COLON = re.compile(r"(占(?:主营|营收|营业收入|总收入|销售额?)(?:业务收入|收入)?(?:比例|比重)?)[:：]\s*(?=\d)")
_JOINT_YEARS = re.compile(r"(?<![\d.])(20[12]\d)([、/和与,，])(?=20[12]\d年)")
_SHORT_YEAR = re.compile(r"(?<![\d.])(2\d)年(?!头|前|后|来|以上|多|半|历史|经验|老)")
_ASKS_FOR_CLIENT = re.compile(
    r"(?:[您你]好|老师|领导|请问|麻烦|我们?是(?:做)?(?:代账|代理记账|代理|咨询|申报|知识产权)(?:公司|机构|服务)?的?|我是|我|来|想|"
    r"[,， ])*(?:(?<=代账的)[,， ]|(?:代理|咨询)(?:公司|机构)?的?[,， ]|客户(?=(?:是|在)?[\u4e00-\u9fff]{2,4}(?:市|县|"
    r"区)?的[,，])|(?:帮|替|代|"
    r"给)(?:我们?的?|手上的?)?(?:一家|一个|个|家|某)?(?:客户|企业)"
    r"(?:来|想)?(?:问|打听|咨询|看|了解|查))")
_CLIENT_AGAIN = re.compile(r"(?:(?<=[。;；，,\n])|^)(?:客户|他们家?|他家|这家)(?=的?[^说讲问想要能应需觉,，。]{2,})")
_DASHES = re.compile(r"[‐‑‒–—―−～]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _spelled_years(text: str) -> str:
    """24年有1.2亿，25年掉到9600万: two years that follow each other are years of the calendar."""
    named = {int(match.group(1)) for match in _SHORT_YEAR.finditer(text)}
    return _SHORT_YEAR.sub(r"20\1年", text) if any(year + 1 in named for year in named) else text


def normalise(text: str) -> str:
    """The text as the grammar reads it; at most ``LONGEST`` characters."""
    text = unicodedata.normalize("NFKC", spread_tables(_BULLETS.sub("；", text[:LONGEST])))
    text = _INVISIBLE.sub("", text)
    text = _converter().convert(text.encode("utf-8", "ignore").decode("utf-8"))
    text = text.translate(_FORMAL).lower().replace("廿", "二十").replace("卅", "三十")
    text = _FORMULA.sub("", text)
    text = _YEAR_COLON.sub("", text)
    text = _SHARE_COLON.sub(r"\1", text)
    text = _JOINT_YEARS.sub(r"\1年\2", text)
    text = _YEAR_OF_A_FIGURE.sub(r"20\1年", text)
    text = _spelled_years(_BARE_YEAR.sub(r"\1年", text))
    text = _CLIENT.sub("企业", _OF_HUNDRED.sub(r"\2个点", text))
    if _ASKS_FOR_CLIENT.match(text):
        text = _CLIENT_AGAIN.sub("企业", text)
    text = _TAKEN_IN.sub("", _DASHES.sub("-", text))
    return put_straight(put_right(_INNER_SPACE.sub("", _SPACED.sub(",", text)).strip()))


__all__ = ["LONGEST", "normalise"]
