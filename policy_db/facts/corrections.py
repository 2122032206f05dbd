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
# 加计扣除口径6.3，审计口径5.9，按审计的来
_BY_SOURCE = re.compile(
    rf"[^,，。;；\d]{{1,8}}口径(?:是|为)?(?:{_FIGURE})[,，](?P<source>[^,，。;；\d]{{1,6}})口径(?:是|为)?(?P<figure>{_FIGURE})"
    rf"(?P<rest>[^,，。;；]{{0,3}})[,，](?:就)?(?:按|以|用)(?P=source)(?:的|口径)*(?:来|算|填|报|为准)"
)
# 六千四，哦不对那是年初预算，审计完5870
_ONLY_A_PLAN = re.compile(
    rf"(?:{_FIGURE})[,，。]?{_SORRY}[,，]?(?:那个?|这个?)是[^,，。;；\d]{{0,4}}(?:预算|计划|目标|预测|预估)(?:数|的)?[,，。;；]"
)
# 58.3是错的，应该53.8
_WRONG_ONE = re.compile(
    rf"(?:{_FIGURE})(?:%)?是?(?:写|打|报|填|搞|弄)?错的?了?[,，](?:应该|应|实际|正确的?)(?:是|为)?(?={_FIGURE})"
)
# 除了高企啥都没有
_ONLY_THAT = re.compile(
    r"(?:^|(?<=[,，。;； ]))除了(?P<one>[\u4e00-\u9fff]{2,8}?)(?:以外|之外|外)?[,，]?"
    r"(?:其他|其它|别的|啥|什么)(?:证书?|称号|资质|牌子)?的?(?:都|也)(?:没有?|不是)"
)
# 两个点九
_POINTS_APART = re.compile(r"([一二两三四五六七八九十]+|\d+)个点([一二三四五六七八九]|\d)(?=$|[,，。;；!！ 吧左的了])")
# 浙江没第二家做这个的
_NO_SECOND = re.compile(r"(?:压根|根本|都|也)?没(?:有)?第二家")
# 德国人第一，日本那家第二，下来就是我们
_NEXT_ARE_WE = re.compile(
    r"第([一二三四])[^第。；;]{0,14}第([二三四五])[^第。；;]{0,8}?(?:接下来|再下来|下来|然后|后面)(?:就|才)?(?:是|轮到|到)?(?:我们|咱)"
)
# 十块钱里头净赚一块二, 卖一百块赚三块五
_OF_SO_MANY_YUAN = re.compile(
    r"(?P<whole>10|十|100|一?百)块(?:钱)?(?:的货|营收|收入|销售额?)?(?:里头?|里面|当中|中)?[,，]?"
    r"(?:[^,，。;；\d]{0,4}?(?:赚|剩|有|占|是|落|到手|花|投))?(?P<yuan>[一二两三四五六七八九]|\d{1,2})块(?P<tenths>[一二三四五六七八九半]|\d)?(?:钱)?"
)
# 全国三台里头有一台是我的
_ONE_OF = re.compile(
    r"(?:每|平均)?(?P<of>[二两三四五六七八九十])(?P<unit>[台个只家件套辆双块])(?:[\u4e00-\u9fff]{0,3}?)(?:里|当中|中)(?:头|面)?(?:就|也|都|肯定)?有?一(?P=unit)"
)
_DIGITS = "零一二三四五六七八九十"
_ORDINALS = "一二三四五六"
# 六百十二
_TEN = re.compile(r"(?<=[一二两三四五六七八九]百)十(?=[一二三四五六七八九个人名号件项家万]|$|[,，。])(?!个来)")
# 八十一分半
_AND_A_HALF = re.compile(r"([一二两三四五六七八九十百]+|\d+)分半(?!年)")


def _as_percent(found: re.Match[str]) -> str:
    def digit(written: str) -> float:
        return float(written) if written.isdigit() else float(_DIGITS.index(written.replace("两", "二")))

    tenths = found["tenths"] or "0"
    part = digit(found["yuan"]) + (0.5 if tenths == "半" else digit(tenths) / 10)
    whole = 10 if found["whole"] in ("10", "十") else 100
    return f"{round(part / whole * 100, 2):g}%"


def put_straight(text: str) -> str:
    """The text with a figure that is taken back left out or put to the year that it is of."""
    text = _OF_ANOTHER_YEAR.sub(
        lambda found: f"{found['before']}{found['topic']}{found['first']},{found['year']}{found['topic']}", text
    )
    text = _NOT_BUT.sub("是", text)
    text = _AS_WRITTEN.sub(lambda found: found["figure"] + found["rest"], text)
    text = _ONLY_A_PLAN.sub("", _BY_SOURCE.sub(lambda found: found["figure"] + found["rest"], text))
    text = _ONLY_THAT.sub(r"有\g<one>", _WRONG_ONE.sub("是", text))
    text = _POINTS_APART.sub(r"\1点\2个点", text)
    text = _OF_SO_MANY_YUAN.sub(_as_percent, text)
    text = _ONE_OF.sub(lambda found: f"{found['of'].replace('两', '二')}分之一", text)
    text = _NO_SECOND.sub("第一名", text)
    text = _NEXT_ARE_WE.sub(lambda found: f"我们第{_ORDINALS[_ORDINALS.index(found[2]) + 1]}", text)
    text = _TEN.sub("一十", text)
    return _AND_A_HALF.sub(r"\1点五分", text)


__all__ = ["put_straight"]
