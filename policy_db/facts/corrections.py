"""Corrections within one message, put so that only what still holds is said: 营收1.2亿，不对，那是前年的，去年是1.38亿."""

from __future__ import annotations

import re

_FIGURE = r"\d[\d,.]*(?:万|亿|千万|百万)?(?:元|%|个点|人)?|[零一二两三四五六七八九十百千万亿半点]+(?:元|人|个点)?"
_SORRY = r"(?:哦|噢|啊|呃|哎)*(?:不对不对|不对|错了|说错了?|讲错了?|看错了?|搞错了?|弄错了?|记错了?|看串行?了|看错行了)"
# 1.2亿，不对，那是前年的，去年是1.38亿: the first figure is of the year before.
_OF_ANOTHER_YEAR = re.compile(
    rf"(?P<last>去年|上年|20\d\d年)?(?P<topic>[^,，。;；!！\d]{{2,10}}?)(?P<first>{_FIGURE})[,，。;； ]*(?:{_SORRY})[,，。;； ]*"
    rf"(?:那个?|这个?|刚才那个|(?P=first))(?:数)?是(?P<before>前年|上上年|20\d\d年?|2\d年)(?:度)?的[,，。;； ]*"
    rf"(?P<year>去年|上年|20\d\d年?|2\d年)(?:度)?(?:的)?(?:应该)?(?:是|才|为|有)?(?=\d|[零一二两三四五六七八九十百千万亿半])"
)
# 人不是三百二，是二百三
_NOT_BUT = re.compile(rf"(?<=[\u4e00-\u9fff])不是(?:{_FIGURE})[人个项件]?[,，]?(?:而|应该)?是(?={_FIGURE})")
# 老板说三个亿，审计报告上是2.76亿，以审计为准
_AS_WRITTEN = re.compile(
    rf"(?:{_FIGURE})[^,，。;；\d]{{0,6}}[,，](?![^,，]*口径)(?:[^,，。;；\d]{{0,8}})(?P<source>审计|报表|证明|税务|社保)[^,，。;；\d]{{0,8}}?"
    rf"(?P<figure>{_FIGURE})(?P<rest>[^,，。;；]*)[,，](?:就)?(?:按|以|用|统一用)(?P=source)[^,，。;；]{{0,5}}(?:填|为准|算|报)"
)
# 两个点九
_POINTS_APART = re.compile(r"([一二两三四五六七八九十]+|\d+)个点([一二三四五六七八九]|\d)(?=$|[,，。;；!！ 吧左的了])")
# 八十一分半
_AND_A_HALF = re.compile(r"([一二两三四五六七八九十百]+|\d+)分半(?!年)")


def put_straight(text: str) -> str:
    """The text with a figure that is taken back left out or put to the year that it is of."""
    text = _OF_ANOTHER_YEAR.sub(
        lambda found: f"{found['before']}{found['topic']}{found['first']},{found['year']}{found['topic']}", text
    )
    text = _NOT_BUT.sub("是", text)
    text = _AS_WRITTEN.sub(lambda found: found["figure"] + found["rest"], text)
    text = _POINTS_APART.sub(r"\1点\2个点", text)
    return _AND_A_HALF.sub(r"\1点五分", text)


__all__ = ["put_straight"]
