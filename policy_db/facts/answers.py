"""Bare answers to the question that was just asked: 有, 还没, 省级, 没有, 台州椒江."""

from __future__ import annotations

import re
from typing import Final

from policy_db.facts.catalog import FACTS, FactValue
from policy_db.facts.cues import Found
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.places import AmbiguousPlace, UnknownPlace, find_places, full_name
from policy_db.facts.places import Found as Place
from policy_db.facts.polarity import polarity
from policy_db.facts.quantities import find_quantities
from policy_db.facts.segments import Clause, masked
from policy_db.facts.statements import fact_of_style

_HEDGE = re.compile(
    r"好像|(?<!怎么)可能|也许|大概|估计|似乎|或许|不一定|应该(?:有|是|没|算|属于|够|能)?吧|^应该(?:是|算|属于|达到?|符合|"
    r"够)"
)
_FILLER = re.compile(r"^(?:嗯+|恩+|哦|噢|啊|呃|那个|[,，。!！~ ])+")
_MAIN_TRADE = re.compile(r"([\u4e00-\u9fff]{2,4})(?:为主|占大头|占多数|占主要)")
_FOR_OTHERS = re.compile(r"(?:卖给|面向|服务|供应给?|给)[\u4e00-\u9fff]{0,2}$")
_DENIED = re.compile(r"(?:没一个是?|不是|没有|不属于|不算|不|非|未|没)(?:到|达到|是|有)?$")
_LEVEL = re.compile(
    r"^[跟和](?:前年|上年)(?:差不多)?一样|^(?:基本|跟?前年|和上年)*(?:没有?(?:什么|怎么)?(?:增长|变化|涨)|持平|零增长|没涨|(?:没|"
    r"不)[涨增][没不][跌减])"
)
_FALLING = re.compile(
    r"(?:是|都)负的?|一年比一年(?:差|少|低)|越来越(?:差|少|低)|下降|下滑|负增长|亏损|亏了|亏的|亏钱|倒退|萎缩|缩水|(?:在|都|"
    r"往下)(?:降|跌|掉)|(?:降|跌|掉|少)了"
)
_LOSS = re.compile(r"(?:是|都)负|^负|(?<!扭)亏|赔")
_RISING = re.compile(
    r"(?:有|略有|小幅|正|稍有|稳步|持续)增长|增长了|涨了|(?:是|都)(?:在)?(?:涨|增长)的|(?:有|都)(?:盈利|赚|利润)|赚钱|盈利的?$"
)
# 都是散户 or 做外贸的 says neither yes nor no to whether something is there.
_SAYS_SO = re.compile(
    r"有(?!人|点|时)|通过|取得|获|拿|达到|达标|符合|属于|建|设|成立|评|认定|入选|入围|入库|过了|过的|上了|装了|完成|注册|具备|"
    r"参加|参与|采用|实施|"
    r"第[一二三四五六七八九十\d]+批|年的?[那这]?一?批|批(?:了|下来)|发[的了]证|刚过|合格|领先|荣|成了|递|报了|在用|用着|√|✓|ok|"
    r"可以|齐|续|[a-z]{2,}"
)
_WHOLE = re.compile(
    r"^(?:我们|公司)?(?:都|全|全部|全都|只有|只做|就做)(?:是|做)?(?:主营|主导|主打|这|一个产品)|"
    r"没有?(?:其他|其它|别的)(?:业务|产品|收入)|^(?:全部|全都?|都)(?:是|的)?$"
)
# 高不高我讲不来: neither.
_EITHER = re.compile(r"([\u4e00-\u9fff])[不没]\1")
# 省的国家的都没评上
_NEITHER_LEVEL = re.compile(r"(?:省|国家)(?:级|里)?的?(?:和|、|,)?(?:省|国家)(?:级|里)?的?都?(?:没|未|不是)")
_NOW = re.compile(r"现在|目前|如今|后来")
# 都是当月发 is no admission: who owns up to bad news says what it is.
_ADMITS = re.compile(r"罚|欠|拖|压|出过|出了|发生|被|有过|次|回|起|笔|列|上了|进了|逾期|查|死|伤|晚")
# 去年年底公示，今年一月发的证: what was still open came through.
_ISSUED = re.compile(r"发[的了]证|批下来|拿到证")
# 代工为主，也有个小牌子.
_A_BRAND_TOO = re.compile(r"自己(?:注册)?的(?:牌子|品牌|商标)也|有[^没不]{0,6}(?:牌子|品牌|商标)")
_SAYS_NO = re.compile(r"没|不|未|无|过期|到期|取消|撤|停|正在|还在|申请|公示")
_SOME = re.compile(r"有些|部分|一半")
_ONCE_ONLY = re.compile(r"^(?:以前|之前|原来|原先|早先|曾经|前几年|早几年)")
_ONLY_LOCAL = re.compile(r"^(?:只|就|仅)[^省国]*(?:市|县|区|协会)|^(?:市|县|区)(?:里|级)的")
_NONE_AT_ALL = re.compile(
    r"没有?(?:什么|啥)?人(?:来)?(?:投|给)|是(?:我们)?(?:自己|自家|老板)(?:家)?(?:的)?(?:钱|钞票|资金|家底)|自有资金|一(?:分钱?|"
    r"毛钱?|[项个件次家条])[^,，]{0,6}?(?:都|也)?(?:没|够不上|算不上|谈不上|[评达进拿]不[上到])|(?:还)?没(?:签|谈成|谈下来|落地|"
    r"进账|打款|到账|到位|"
    r"实缴|投进来)|钱(?:还|都)?没(?:到|进|来)|没[^,，]{0,8}一(?:分|毛)钱?|没有?(?:引进|引入|拿)?(?:过)?(?:外部|外来|机构|"
    r"任何)(?:的)?(?:股东|投资|资金)|"
    r"没有?(?:自主|自己)(?:研发)?的|"
    r"^(?:只|就)(?:是)?(?:参与|参加|有)?(?:过|了)?(?:一些)?(?:团标|团体标准|企标|企业标准|地方标准)"
)
_BREAK_EVEN = re.compile(r"打平|持平|保本|不赚不亏|不亏不赚|没(?:赚|亏)没?(?:亏|赚)|盈亏平衡")
_NO_GROWTH = re.compile(r"(?:没有?|零|无)(?:什么|怎么|啥)?(?:增长|变化|涨)$")
_NEVER = re.compile(r"(?:没有?|从不|不会|无|未|不曾).{0,3}(?:欠|拖|过|发生|出|被|罚|查|有|偷|漏|列|上)")
_BATCH = re.compile(r"^(?:国家)?(?:第[一二三四五六七八九十\d]+批|(?:\d{2,4}|去|前)年的?(?:那|这)?一?批)")
# 有效期到后年: how long it still holds, of something held.
_LASTS = re.compile(r"有效期|到期|复核|复审")
_TOP = re.compile(r"_top(\d)$")
_TO_OTHERS: Final = frozenset(
    {
        "legal_person", "supplier_to_leader", "works_with_leader", "satisfaction_or_trace", "unique_technology", "ip_leading",
        "key_chain_role", "group_standard_led",
    }
)
_LEVELS: Final = ("nation", "province", "city", "below_city")
_LEVEL_DENIED = re.compile(
    r"(?:的|那个|那块|这个|里|认定|级)*(?:企业)?(?:研究院|中心|机构|技术中心)*(?:也|都|倒|还|就)?(?:没|不|在申|正在|申报|(?:今年|明年|还|再)*(?:刚|才)?(?:在|正在|要|"
    r"准备|打算|想|去)*(?:报|申|冲|答辩|公示)|(?:去年|今年|前年)?(?:申)?报了?(?:没|未)|(?:今年|去年)?(?:刚|才)?(?:申)?报(?:上去|上|着)|"
    r"材料[^,，]{0,5}(?:交|递|报))"
)
_MAKES_NOTHING = re.compile(r"(?:自己)?(?:没有?(?:工)?厂|不生产|不加工|没有?生产)")
_TITLE_LEVELS: Final = {"nation": re.compile(r"国家级?|部级"), "province": re.compile(r"省(?:级|里)?的?")}
# 国家级的在报, 国家级那个还没轮上
_LEVEL_REFUSED = re.compile(
    r"(?:的|那个|那块|这个|这块|示范平台|平台)*(?:去年|今年|前年|还|也|都|倒|刚|正)*(?:[^,，省国]{0,6})"
    r"(?:在报|在申|在冲|申报|报了|报上去|没|未|不|想|打算|准备|冲|还在|明年)"
)
_LONG_CLAUSE = 16
# What may follow 是 or 有 without saying something else.
_LONG_TAIL = 22


def _others_named(clause: Clause, found: Found, asked: str) -> bool:
    return any(
        clause.start <= item.start < clause.end and item.told.id not in (asked, "not_a_title_here") for item in found.mentions
    ) or any(
        clause.start <= cue.start < clause.end and cue.family.reads and asked not in cue.family.facts for cue in found.cues
    )


def answer_bool(asked: str, clauses: list[Clause], found: Found) -> bool | None:
    """Yes or no to a bool question, ``None`` where the reply says neither or both."""
    said: list[bool] = []
    whole = "".join(clause.text for clause in clauses)
    if "_award_" in asked and any(_ONLY_LOCAL.search(clause.text) for clause in clauses):
        return False
    told = load_lexicon().told.get(asked)
    if told is not None and told.over is not None and told.over.search(whole):
        return False if re.search(r"(?:现在|目前|已经|如今)(?:都|是|也)?(?:没有?|不在|正常|好了|干净)", whole) else None
    settled_anywhere = asked.startswith("maker_china") or asked == "group_standard_led"
    if settled_anywhere and told is not None and told.asked_no is not None and told.asked_no.search(whole):
        return False
    for clause in clauses[:4]:
        text = _FILLER.sub("", clause.text).replace("没有之一", "")
        # Asked how the enterprise stands to others, words about those others answer.
        about_others = clause.foil and not clause.plan and asked in _TO_OTHERS
        if not text or clause.question or not (clause.states or about_others):
            continue
        if _HEDGE.search(text):
            return None
        if said and said[0] and clause.plan and _LASTS.search(text):
            continue
        value = _one_clause(asked, text, clause, found, first=not said)
        if value is None:
            if not said and len(text) > _LONG_CLAUSE:
                return None
            continue
        if said and value != said[0]:
            if _NOW.search(text) or (value and _ISSUED.search(text)):
                return value
            if asked == "own_brand" and said[0] and text.startswith(("也", "还", "偶尔", "部分")):
                continue
            if asked == "own_brand" and value and _A_BRAND_TOO.search(text):
                return True
            if told is not None and told.several and _own_instance(asked, clause, found):
                return True
            opposed = told is not None and told.asked_no is not None and told.asked_no.search(text)
            if said[0] and opposed and not _SAYS_NO.search(text):
                return None
            return None if said[0] is False and fact_of_style(asked) == "bad" else False
        said.append(value)
    return said[0] if said else None


def _one_clause(asked: str, text: str, clause: Clause, found: Found, *, first: bool) -> bool | None:
    """What one clause of a reply says to the question."""
    markers = load_lexicon().markers
    told = load_lexicon().told.get(asked)
    style = fact_of_style(asked)
    text = _EITHER.sub("＊", text)
    plain = masked(text)
    once = asked != "key_chain_role" and _ONCE_ONLY.search(text) and not told_since(text)
    if style != "bad" and (_SOME.search(text) or once):
        return None
    if style == "bad" and markers["clean"].search(text):
        return False
    if style in ("title", "have") and markers["expired"].search(text) and not markers["no_negation"].search(text):
        return False
    if told is not None and told.unless is not None and told.unless.search(text):
        return None
    if told is not None and told.degree and re.search(r"偏上|不(?:一般|普通)|比一般", text):
        return None
    if told is not None and told.degree and markers["mediocre"].search(text):
        return False
    if asked.endswith("_3y") and markers["past_three_years"].search(text):
        return None
    if told is not None and told.asked_no is not None:
        match = told.asked_no.search(text)
        if match and not _DENIED.search(plain[: match.start()]):
            return False
    if told is not None and told.asked_yes is not None:
        match = told.asked_yes.search(text)
        if match and style in ("title", "have") and (clause.plan or markers["pending"].search(text)):
            return False
        if match:
            return not (_denies(plain[: match.start()]) or _denies(plain[match.end() :]))
    limit = _TOP.search(asked)
    if limit is not None:
        ranks = [quantity.high for quantity in find_quantities(text) if quantity.kind == "rank" and quantity.high is not None]
        if ranks:
            return ranks[0] <= int(limit.group(1))
    if _others_named(clause, found, asked):
        return None
    pending = style in ("title", "have") and (clause.plan or markers["pending"].search(text))
    if pending:
        return False
    if markers["unknown"].search(text):
        return None
    fine = markers["no_negation"].search(text)
    if fine and "问题" in fine.group():
        return style != "bad"
    if fine and style in ("title", "have"):
        return True
    if markers["no"].match(text):
        return False
    if style == "bad":
        if _NEVER.search(plain):
            return False
        mention = next((m for m in found.mentions if m.told.id == asked and clause.start <= m.start < clause.end), None)
        if mention is not None and not re.search(r"没有?|不|未|无|零", plain):
            return True
    match = markers["yes"].match(text)
    if match and style == "bad" and len(text) - match.end() > 2 and not _ADMITS.search(text):
        return None
    if match and len(text) - match.end() <= _LONG_TAIL and not re.search(r"没有?|不|未|无", plain[match.end() :]):
        return True
    if style in ("title", "have") and len(text) <= _LONG_CLAUSE:
        if not first and len(text) > 10:
            return None
        value = True if _BATCH.match(text) else polarity("", text, style)
        return None if value and (_denies(plain) or not _SAYS_SO.search(text)) else value
    return None


def told_since(text: str) -> bool:
    """以前就有, 之前评上的: still so."""
    return bool(re.search(r"就|一直|到现在|评上|拿[到了]|认定|复审", text))


def _own_instance(asked: str, clause: Clause, found: Found) -> bool:
    """Whether the clause names one of several things that would do (9001有，14001没做)."""
    return any(mention.told.id == asked and clause.start <= mention.start < clause.end for mention in found.mentions)


def _denies(plain: str) -> bool:
    """Whether words of a reply deny something, taken without 没问题 and the like."""
    markers = load_lexicon().markers
    rest = markers["no_negation"].sub("", plain)
    return bool(markers["negation"].search(rest))


def answer_zero(asked: str, clauses: list[Clause], found: Found) -> bool:
    """Whether 没有 answers a numeric question with none."""
    family = load_lexicon().by_fact.get(asked)
    zero = {entry.partition("@")[0] for entry in family.zero} if family else set()
    text = _FILLER.sub("", clauses[0].text) if clauses else ""
    if asked == "net_margin":
        return bool(_BREAK_EVEN.search(clauses[0].text)) if clauses else False
    if "growth" in asked:
        return any(_LEVEL.match(_FILLER.sub("", clause.text)) or _NO_GROWTH.search(clause.text) for clause in clauses)
    if asked not in zero | {"standards_count", "rd_expense", "rd_expense_prev", "platform_services", "equity_financing_2y",
                            "equity_financing_3y", "rd_ratio", "rd_ratio_prev", "local_feature_score"}:
        return False
    if not clauses or _others_named(clauses[0], found, asked) or load_lexicon().markers["unknown"].search(text):
        return False
    if any(_NONE_AT_ALL.search(clause.text) for clause in clauses):
        return True
    if re.search(r"没有?(?:具体|统计|算|注意|问题)|不是|不多|不少|不到|[\d]", text):
        return False
    return bool(load_lexicon().markers["no"].match(text)) and len(text) <= 12


def answer_whole(asked: str, text: str) -> bool:
    """Whether a reply says that a share is all there is (都是主营, 没有别的产品)."""
    return asked in ("main_business_ratio", "main_product_ratio", "champion_product_ratio") and bool(_WHOLE.search(text))


def answer_trend(asked: str, clauses: list[Clause]) -> tuple[float, float] | None:
    """The range that 下降, 亏损 or 增长了 without a number gives to a question about growth or profit."""
    fact = FACTS[asked]
    if not clauses or not ("growth" in asked or asked == "net_margin"):
        return None
    text = _FILLER.sub("", clauses[0].text)
    # A margin that went down is no loss.
    lower = _LOSS if asked == "net_margin" else _FALLING
    if lower.search(text) and not re.search(r"没|不|未", text):
        return fact.least, -fact.grain
    return (fact.grain, fact.most) if _RISING.search(text) and not re.search(r"没|不|未", text) else None


def answer_enum(asked: str, text: str) -> str | None:
    """The value of an enum that a reply names; the longest word wins, a denied word does not count."""
    if asked == "sector" and (main := _MAIN_TRADE.search(text)):
        text = main.group(1)
    best: tuple[int, int, str] | None = None
    if asked == "platform_title" and _NEITHER_LEVEL.search(text):
        return "none"
    if asked == "sector" and _MAKES_NOTHING.search(text) and re.search(r"批|卖|贸易", text):
        return "wholesale"
    if asked == "platform_title" and (title := _held_title(text)) is not None:
        return title
    if asked == "rd_institute_level" and (highest := _highest_level(text)) is not None:
        return highest
    for value, words in FACTS[asked].value_words.items():
        for word in words:
            for match in re.finditer(re.escape(word), text):
                if _DENIED.search(text[max(0, match.start() - 4) : match.start()]):
                    continue
                of_others = _FOR_OTHERS.search(text[: match.start()]) or text.startswith("软件", match.end())
                if asked == "sector" and of_others:
                    continue
                if value == "none" and match.start() > 4:
                    continue
                # 五金批发: of words of one length the last tells what it is.
                if best is None or (len(word), match.start() if asked == "sector" else 0) > best[:2]:
                    best = (len(word), match.start() if asked == "sector" else 0, value)
    if best is None and "none" in FACTS[asked].values and re.search(r"都?没有?(?:建|设|级别|评|认定|$|[,，。 ])|^无", text):
        return "none"
    return best[2] if best else None


def _held_title(text: str) -> str | None:
    """The level of a title that a reply names beside one that is still applied for or was refused (省级的，国家级的在报)."""
    named = {value: pattern.search(text) for value, pattern in _TITLE_LEVELS.items()}
    levels = {value: word.group() for value, word in named.items() if word is not None}
    if len(levels) < 2 or re.search(r"都没|都不|不是", text):
        return None
    held = [
        value for value, word in levels.items()
        if not _LEVEL_REFUSED.match(text, text.index(word) + len(word))
    ]
    return held[0] if len(held) == 1 else None


def _highest_level(text: str) -> str | None:
    """The highest level that a reply names several of and does not deny (省级的有一个，市里也有)."""
    values = FACTS["rd_institute_level"].value_words
    levels = [level for level in _LEVELS if any(word in text for word in values[level])]
    named = [
        value
        for value in levels
        for word in values[value]
        for match in re.finditer(re.escape(word), text)
        if not _DENIED.search(text[max(0, match.start() - 4) : match.start()])
        and not _LEVEL_DENIED.match(text, match.end())
        and text[match.end() : match.end() + 2] != "以下"
        and not re.match(r"[^,，]{0,8}(?:在申|申请|申报|还没|没批|没下|想报|没评|没报上)", text[match.end() :])
        and not (value == "city" and text[max(0, match.start() - 1) : match.start()] == "省")
    ]
    return named[0] if named and len(levels) > 1 else None


_NOT_HERE = re.compile(
    r"(?:以前|原来|原先|早先|之前|母公司|总公司|总部|客户|股东|不在|不是|从|"
    r"以前归|原来归|以前属|原先归|原属)(?:是|都|在|一直|于)*$"
)
_REGISTERED = re.compile(r"(?:注册|执照|登记)(?:地址|地)?(?:还)?(?:是|在|上|写的)*$")
_WENT_TO = re.compile(r"(?:搬|迁|落户)(?:到|至|往|在|去)(?:了)?$")


def answer_place(text: str) -> tuple[FactValue | None, str | None]:
    """The full name of the place in a reply, or the sentence that says why it is not clear.

    以前在萧山，前年搬到德清了: not where it was; where it is registered, else where it went, before anything else.
    """
    named = [place for place in find_places(text) if not _NOT_HERE.search(text[: place.start] if isinstance(place, Place) else "")]
    for told in (_REGISTERED, _WENT_TO):
        there = [place.name for place in named if isinstance(place, Place) and told.search(text[: place.start])]
        if there:
            return there[-1], None
    if named and isinstance(named[0], Place):
        return named[0].name, None
    try:
        return full_name(text), None
    except AmbiguousPlace as error:
        return None, str(error)
    except UnknownPlace:
        return None, None


__all__ = ["answer_bool", "answer_enum", "answer_place", "answer_trend", "answer_zero"]
