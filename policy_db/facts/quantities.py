"""Quantities in normalised text: money, percent, counts, ranks, years and bare numbers, exact or as an interval.

The order matters: what has a mark of its own (names with figures in them, percent, ranks, calendar years) is consumed
before plain numerals, so that 「4.5个点」 never becomes a count and 「2011年」 never a duration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from policy_db.facts import bounds, durations
from policy_db.facts.numbers import START, Numeral, read_numeral


@dataclass(frozen=True)
class Quantity:
    """A quantity at ``start:end``.

    ``kind``: money (万元), percent, count, rank, years, level, plain, or other (read, so that nothing else reads it, but
    no fact). ``low``/``high`` are equal for an exact value; ``None`` leaves that end to the domain of the fact.
    ``unit`` is the measure word of a count. ``scaled``: written with 万 or 亿.
    """

    kind: str
    start: int
    end: int
    low: float | None
    high: float | None
    text: str = ""
    unit: str = ""
    high_open: bool = False
    scaled: bool = False
    low_open: bool = False

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

_MEASURES: Final = frozenset({"money", "percent", "count", "plain"})

# Names with figures in them that state no quantity.
_NAMES: Final = re.compile(
    r"iso ?/?(?:ts)? ?\d+(?:[:-]\d+)?|iatf ?\d+|gb/?t? ?\d[\d.-]*|as9100|a1\d{5}|[〔\[]\d{4}[〕\]]\d+号|\d+号文|第\d+行|"
    r"第[一二三四五六七八九十\d]+批|(?:20)?[12]\d(?:版|款|财年|届)|"
    r"[一二三四五六七八九十\d]+强|新三板|[34]c认证|[45]g|co2|pm2\.5|"
    r"(?<![a-z])(?!top|no|rd|l\d|q\d|v\d)[a-z]{1,3}\d{2,}(?:[-.]\d+)*(?![\d万亿%])|[这那哪]几(?:个|项|件|种|家|款|条|台|样)?|"
    r"一个巴掌|(?<=[在到])一块|一块儿|一道(?!工序|题)|(?<=[这那本])一[行块]|一[行块](?=我|做|干|里|上|[,，]|$)|"
    r"(?<=.)[一二三]类|^[一二三]类(?![,，。]|$)|[ivx]+类|[12]类(?=知识产权|ip|专利|高价值)|六基|四基|十大|两化|三同|三废|五金|"
    r"双随机|"
    r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{1,2}:\d{2}|\d{1,2}月\d{1,2}[日号]|"
    r"一物一码|头一家(?=在)|[一](?:般|直|些|下|起|定|样(?<!产品就一样)(?<!产品只有一样)(?!东西|产品|货)|旦|向|致|方面|体|站|线|流|家|贯|手|律|"
    r"边|共)|清一色|一个样|一整[年天]|扫一扫|一扫|零部件|零件|零售|零星|零散|一水(?=儿|的|全)|统一|唯一|万一|专一|同一|"
    r"十分(?!之)|千万别|三方|三门(?!三)|四川|六安|"
    r"(?:最近|近|过去|这|前|上|往|头|每|连续)(?:[两二三23]|2-3|两三)(?:个)?(?:年|年度|会计年度)(?:来|内|里|间|度)?(?!多|半)|"
    r"[两二三23]年(?:共|(?=没有?融)|的话|的?研发|的?主营|的?营收|的?营业|的?净利|的?股权|的?融资|新增|都|均|平均|分别|合计|"
    r"加起来|总共|一共|累计|复合|内|来|以内|之内|里)|"
    r"一[项个件种人条次家](?:[\u4e00-\u9fff]{1,6}?)?(?:都|也)(?=没|无|不|[\u4e00-\u9fff]不[上到])|一[项个件种人条次家](?=没|"
    r"无)|"
    r"一(?:分|毛|块)钱?(?:都|也|的)?(?:[\u4e00-\u9fff]{1,4}?)?(?=没|无)|[一二两三四五六七八九\d]位数|"
    r"(?:^|(?<=[ ,，;；。\n]))(?:\(\d{1,2}\)|\d{1,2}[、.)] ?)(?=[\u4e00-\u9fff])|"
    r"加一块儿?|一转眼|一抽屉|一柜子|一大堆|一堆|一股脑|一口气|一心|一辈子|"
    r"九江|三亚|三明|十堰|五莲|一汽|三一|两会|百强|千人计划|万人计划|双一流|三级公立|三星|百度|七牛|八达岭|"
    r"(?<=[好高低多少差])一点(?=\d)|加?一点(?!\d|[零一二三四五六七八九])|二手|第三方|三包|三期|四化|五险一金|三角|百科|千里马|"
    r"半(?!个|亿|数)(?:导体|成品|自动|挂)"
)
_HUNDRED = re.compile(r"百分之?百|百分百|全部都?是|100%")
_OF_HUNDRED = re.compile(r"([百千])分之(?=[负零一二两三四五六七八九十百几\d])")
_FRACTION_ARABIC = re.compile(r"(?<![\d.])(\d{1,2})/(\d{1,2})(?![\d/])")
_FRACTION = re.compile(r"([二两三四五六七八九十]|\d{1,2})分之([一二两三四五六七八九]|\d{1,2})")
_HALF = re.compile(r"一大半|一多半|大半|多半|过半|半数以上|一小半|小半|一半|半数|对半")
_A_LITTLE = re.compile(r"一?点儿?(?![\d一二三四五六七八九])")
_A_BIT_MORE = re.compile(r"(?:还)?(?:多|强)(?:一?点)?(?!少|年)")
_HALVES: Final = {"一半": (50.0, 50.0), "半数": (50.0, 50.0), "对半": (50.0, 50.0), "一小半": (0.0, 50.0), "小半": (0.0, 50.0)}
_PERCENT_MARK = re.compile(
    r" ?(?:%|个?百分点|个(半)?(?:百分)?点|个(多)点|个?pct|趴)(?!五|\d)(多)?|"
    r"点(?=以上|左右|$|[,，。;；!！?？ 了吧啊的])"
)
_TENTH = re.compile(
    r"成(?!立|为|本|功|都(?!不到|没到|没有)|员|交|品|果|长|绩|熟|型|套|就|分|年|份|效|片|形)"
    r"(多|半|[一二三四五六七八九][一二三四五六七八九]|[一二三四五六七八九])?"
)
_MONEY_MARK = re.compile(r" ?(?:块钱|块|元钱|元整|元|人民币|rmb|cny|¥)")
_FOREIGN = re.compile(r" ?(?:美元|美金|美刀|刀|欧元|日元|港币|港元|英镑|usd|eur|韩元)")
_COUNT_UNIT = re.compile(
    r"来?(?:多)?(?:个人头|个员工|名员工|号员工|个职工|个工人|个人|号人|口子人|口子|口人|位员工|个人员|人|名|位|员工|项|件|个|种|款|类|"
    r"系列|份|条|家|分|级|张|本|样|大类|期|台|套|只|辆|吨|平方米|平方|平|亩|股(?!权|东|份)|次|天|轮|笔|"
    r"万?吨|小时|座|间|人次|倍|篇|月)"
)
# 九百多万人也从两百加到二百六: the people begin what is said next.
_PEOPLE_NEXT = re.compile(r"员工|职工|工人|人(?:员|数|均|工|么|嘛|也|从|有|就|呢|倒|才|现在|一共|大概|[\d一二两三四五六七八九十])")
_DOUBLED = re.compile(r"(翻了?一?番(?!两)|翻了?[一1]?倍|增长了?[一1]倍)|翻了?[一二两三四五六\d](?:番|倍)")
_RANK_ORDINAL = re.compile(
    r"(?:(?:排名?|位列|位居|名列|排到|排在|列)?(?:第|no\.?|top)[ ]?|"
    r"排名?(?:是|在|为|:)?|位列|位居)(?=[一二三四五六七八九十两\d])"
)
_RANK_AMONG = re.compile(r"(?<![目以之年])前(?=[一二两三四五六七八九十\d])")
_RANK_WORDS: Final = {
    "数一数二": (1.0, 2.0), "独占鳌头": (1.0, 1.0), "龙头老大": (1.0, 1.0), "老大": (1.0, 1.0),
    "老二": (2.0, 2.0), "老三": (3.0, 3.0),
    "头名": (1.0, 1.0), "头一名": (1.0, 1.0), "头一家": (1.0, 1.0), "首位": (1.0, 1.0), "榜首": (1.0, 1.0),
}
_RANK_WORD = re.compile("|".join(_RANK_WORDS))
_RANK_JOINT = re.compile(r"(?:(?:到|至|-|~|或者?|还是|、)第?|第)(?=[一二两三四五六七八九十\d])")
_OUTSIDE = re.compile(r"(?:没有?|未|进不|排不|不在|没能)(?:排)?(?:进|到|在|了|入)*$")
_AFTER_RANK = re.compile(r"(?:名|位|强)?(?!梯队|方阵|阵营|年|类|季|期|代|方|步|时间|批|行|条|章|名员工)")
_ORDER = re.compile(r"(上|成|过|破|超)((?:百|千)?万|亿)(?:元)?(?![人件台套])")
_ORDERS: Final = {"万": 1.0, "百万": 100.0, "千万": 1000.0, "亿": 10000.0}
_LEVEL = re.compile(r"第?([一二三四1-4])级|l([1-4])(?!\d)")
_BETWEEN_PAIR = re.compile(r" ?(?:%|个点|个百分点|万元|亿元|元|人|项|个|年|件|成|分|种|名)?(\(不含\))?")
_CONNECTOR = re.compile(r" ?(?:到|至|-|~|或者?|、)(?=[\d一二两三四五六七八九十几]) ?")
_THAN = re.compile(r"(?:还|要|略|稍|稍微|再|更)?(?:高|低|多|少|大|小|强|差)")
_COMPARED = re.compile(r"(?<![占同环对相])比(?:上年度?|去年|前年|上一年|上年同期|同期|20\d\d年)*的?$")
# 一个亿差六百万
_SHORT_OF = re.compile(r"(?:还|就|只)?[差少缺](?:个|了)?")
# 差两个人到三百
_SHORT = re.compile(r"[差少缺欠]$")
_TO_REACH = re.compile(r"(?:就|才|能|可以)?(?:到|满|够|上|凑满|凑足)")
_TO = re.compile(r"[到至~]")
_AND = re.compile(r"[和与跟及、]")
# What became what: only the second amount still holds (从8000万涨到9600万, 320人减到265人).
_BECAME = re.compile(
    r"(?:块钱|个人|人|的|直接|一下子|慢慢|逐步|一路|已经|现在|又|就|后来)*(?:涨|增|升|加|扩|提|降|减|裁|缩|掉|跌|变|发展|做|长|"
    r"拉|压|控制|回落|下滑|下降|"
    r"增加|增长|提高|提升|扩大|减少|上升|扩招|招|调整|调|改)(?:到|成|为|至)(?:了)?(?:现在的?|今日的?|今天的?|今年的?|目前的?|"
    r"去年的?|如今的?|大概|大约|约|差不多)?$"
)
_NEGATIVE = re.compile(r"(?:负的?|(?<![\d一-鿿%])-|(?<=[是为约长率概有了降负年])-)$")
# 员工-20人 may be a dash or a minus; a list written with dashes throughout (发明-6件 员工-120人 营收-3.2亿) is no doubt a list.
_DASHED = re.compile(r"(?<=[一-鿿])-(?=\d)")
_GLUED = re.compile(r"(?<=[^\d\W_年月日至到])-$")
_DASHES_OF_A_LIST = 3


def _percent(numeral: Numeral, text: str, end: int, divisor: float = 1.0) -> Quantity:
    return Quantity(
        "percent", numeral.start, end, numeral.low / divisor, numeral.high / divisor, high_open=numeral.high_open
    )


def _paired(text: str, first: Numeral) -> tuple[Numeral, Numeral] | None:
    """Two numerals joined to a range (3000到5000万): the first takes the scale of the second where it has none."""
    position = first.end
    mark = _BETWEEN_PAIR.match(text, position)
    joint = _CONNECTOR.match(text, mark.end() if mark else position)
    if joint is None:
        return None
    second = read_numeral(text, joint.end())
    # 7、8个点 is a range, a list of figures is none.
    single = second is not None and first.low < 10 and second.end == joint.end() + 1
    next_to = single and second is not None and second.low == first.low + 1
    if "、" in joint.group() and not next_to:
        return None
    if second is None or not first.exact or not second.exact:
        return None
    if second.scaled and not first.scaled:
        for scale in (second.scale, 1e4):
            low = first.low * scale
            if low < second.low:
                return replace(first, low=low, high=low, scaled=True), second
        return None
    return (first, second) if first.low < second.low else None


def _scaled_low(text: str, pair: tuple[Numeral, Numeral]) -> float:
    """The lower end of a joined range in the unit of the quantity that its upper end makes."""
    return pair[0].low / 1e4 if _numeral_quantity(text, pair[1]).kind == "money" else pair[0].low


def _tenths(value: float, tenth: re.Match[str]) -> float:
    """So many tenths, with the half or the digit behind them (两成半, 三成五), in percent."""
    tail = tenth.group(1) or ""
    return value * 10 + (5 if tail == "半" else "零一二三四五六七八九".find(tail) if len(tail) == 1 and tail != "多" else 0)


def _numeral_quantity(text: str, numeral: Numeral) -> Quantity:
    """Money, percent, count or plain, by what stands after the numeral (or after the second one of a range)."""
    pair = _paired(text, numeral)
    if pair and "(不含)" in text[numeral.end : pair[1].start]:
        return replace(_numeral_quantity(text, pair[1]), start=numeral.start, low=_scaled_low(text, pair), low_open=True)
    last = pair[1] if pair else numeral
    low, high = numeral.low, last.high
    if pair:
        low = pair[0].low
    start, end, is_open = numeral.start, last.end, last.high_open

    mark = _PERCENT_MARK.match(text, end)
    if mark and not last.scaled:
        if mark.group(1):
            low, high = low + 0.5, high + 0.5
        if mark.group(2) or mark.group(3):
            high, is_open = high + 1.0, True
        return Quantity("percent", start, mark.end(), low, high, high_open=is_open)
    tenth = _TENTH.match(text, end)
    if tenth and not last.scaled and 0 < high <= 10:
        low, high = low * 10, high * 10
        tail = tenth.group(1)
        if tail == "多":
            little = _A_LITTLE.match(text, tenth.end())
            high, is_open = high + (5 if little else 10), True
        elif tail == "半":
            low, high = low + 5, high + 5
        elif tail:
            extra = ["零一二三四五六七八九".index(digit) for digit in tail]
            low, high = low + extra[0], high + extra[-1]
        joint = _CONNECTOR.match(text, tenth.end())
        upper = read_numeral(text, joint.end()) if joint and "、" not in joint.group() else None
        upper_tenth = _TENTH.match(text, upper.end) if upper is not None else None
        if upper is not None and upper_tenth is not None and low < (most := _tenths(upper.low, upper_tenth)) <= 100:
            return Quantity("percent", start, upper_tenth.end(), low, most)
        return Quantity("percent", start, tenth.end(), low, high, high_open=is_open)
    foreign = _FOREIGN.match(text, end)
    if foreign:
        return Quantity("other", start, foreign.end(), low, high)
    money = _MONEY_MARK.match(text, end)
    unit = _COUNT_UNIT.match(text, end)
    if unit and last.scaled and _PEOPLE_NEXT.match(text, end):
        unit = None
    if not money and not unit and numeral.start and text[numeral.start - 1] in "¥￥$":
        kind = "other" if text[numeral.start - 1] == "$" else "money"
        return Quantity(kind, start, end, low / 1e4, high / 1e4, high_open=is_open, scaled=last.scaled)
    if money:
        return Quantity("money", start, money.end(), low / 1e4, high / 1e4, high_open=is_open, scaled=last.scaled)
    if unit:
        return Quantity("count", start, unit.end(), low, high, unit=unit.group(), high_open=is_open, scaled=last.scaled)
    if last.scaled:
        return Quantity("money", start, end, low / 1e4, high / 1e4, high_open=is_open, scaled=True)
    return Quantity("plain", start, end, low, high, high_open=is_open)


def _marked(text: str, position: int) -> Quantity | None:
    """Quantities that announce themselves: 百分之, 三分之一, 一半, 第三, 前十."""
    match = _OF_HUNDRED.match(text, position)
    if match:
        numeral = read_numeral(text, match.end())
        if numeral is not None:
            divisor = 10.0 if match.group(1) == "千" else 1.0
            low, high = numeral.low, numeral.high
            pair = _paired(text, numeral)
            end = numeral.end
            if pair:
                high, end = pair[1].high, pair[1].end
            return Quantity("percent", position, end, low / divisor, high / divisor, high_open=numeral.high_open)
        if text.startswith("百", match.end()):
            return Quantity("percent", position, match.end() + 1, 100.0, 100.0)
    match = _HUNDRED.match(text, position)
    if match:
        return Quantity("percent", position, match.end(), 100.0, 100.0)
    match = _FRACTION.match(text, position)
    if match:
        below, above = read_numeral(match.group(1), 0), read_numeral(match.group(2), 0)
        if below and above and below.low > above.low:
            share = round(above.low / below.low * 100, 2)
            more = _A_BIT_MORE.match(text, match.end())
        if more:
            return Quantity("percent", position, more.end(), share, min(share * 1.1, 100.0), high_open=True)
        return Quantity("percent", position, match.end(), share, share)
    match = _FRACTION_ARABIC.match(text, position)
    if match and int(match.group(1)) < int(match.group(2)) <= 20:
        share = round(int(match.group(1)) / int(match.group(2)) * 100, 2)
        return Quantity("percent", position, match.end(), share, share)
    match = _HALF.match(text, position)
    if match:
        low, high = _HALVES.get(match.group(), (50.0, 100.0))
        more = _A_BIT_MORE.match(text, match.end()) if low == high else None
        if more:
            return Quantity("percent", position, more.end(), low, high + 10, high_open=True)
        return Quantity("percent", position, match.end(), low, high, high_open=low != high)
    if text.startswith(("腰斩", "拦腰"), position):
        return Quantity("percent", position, position + 2, 50.0, 50.0, unit="fall")
    match = _DOUBLED.match(text, position)
    if match:
        return Quantity("percent" if match.group(1) else "other", position, match.end(), 100.0, 100.0, unit="rise")
    match = _RANK_WORD.match(text, position)
    if match:
        low, high = _RANK_WORDS[match.group()]
        return Quantity("rank", position, match.end(), low, high)
    match = _ORDER.match(text, position)
    if match:
        order = _ORDERS[match.group(2)]
        limit = order * 10 if match.group(1) in ("上", "成") else None
        return Quantity("money", position, match.end(), order, limit, high_open=True, scaled=True)
    return _level(text, position) or _rank(text, position)


def _rank(text: str, position: int) -> Quantity | None:
    match = _RANK_ORDINAL.match(text, position)
    among = None if match else _RANK_AMONG.match(text, position)
    opened = match or among
    if opened is None:
        return None
    numeral = read_numeral(text, opened.end())
    if numeral is None or numeral.scaled or numeral.low != int(numeral.low):
        return None
    after = _AFTER_RANK.match(text, numeral.end)
    if after is None:
        return None
    low = 1.0 if among or opened.group().startswith("top") else numeral.low
    if among and _OUTSIDE.search(text[max(0, position - 4) : position]):
        return Quantity("rank", position, after.end(), numeral.high + 1, None)
    joint = None if among else _RANK_JOINT.match(text, after.end())
    second = read_numeral(text, joint.end()) if joint else None
    if second is not None and second.exact and second.low > low and (last := _AFTER_RANK.match(text, second.end)):
        return Quantity("rank", position, last.end(), low, second.high)
    return Quantity("rank", position, after.end(), low, numeral.high)


def _level(text: str, position: int) -> Quantity | None:
    match = _LEVEL.match(text, position)
    if match is None:
        return None
    written = match.group(1) or match.group(2)
    value = float("一二三四".index(written) + 1 if written in "一二三四" else int(written))
    return Quantity("level", position, match.end(), value, value)


def _became(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether the first amount turned into the second."""
    if first.kind not in _MEASURES | {"level"} or second.start - first.end > 12 or first.end > second.start:
        return False
    return bool(_BECAME.match(text[first.end : second.start]))


def _joined(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """One quantity out of two that only together tell something: 一个亿差六百万, 差两个人到三百, 四个半点到五个点."""
    if not (first.exact and second.exact) or first.low is None or second.low is None:
        return None
    if first.kind == second.kind == "percent" and first.low < second.low and _TO.fullmatch(text, first.end, second.start):
        return replace(second, start=first.start, low=first.low)
    kinds, left = {first.kind, second.kind}, round(abs(first.low - second.low), 4)
    alike = kinds in ({"money"}, {"count"}, {"percent", "plain"}, {"count", "plain"})
    if alike and second.low * 2 < first.low and first.kind != "plain" and _SHORT_OF.fullmatch(text, first.end, second.start):
        return replace(first, end=second.end, low=left, high=left)
    short = _SHORT.search(text, max(0, first.start - 2), first.start)
    if alike and first.low * 2 < second.low and short and _TO_REACH.fullmatch(text, first.end, second.start):
        return replace(second, start=short.start(), low=left, high=left)
    return None


def find_quantities(text: str, on: date | None = None) -> list[Quantity]:
    """Every quantity of a normalised text, left to right, with bounds (超过, 不到, 以上, 近) already applied."""
    result: list[Quantity] = []
    listed = len(_DASHED.findall(text)) >= _DASHES_OF_A_LIST
    position = 0
    while position < len(text):
        name = _NAMES.match(text, position)
        if name:
            position = name.end()
            continue
        when = durations.match(text, position, on)
        found: Quantity | None = None
        if when is not None:
            found = Quantity(when.kind, position, when.end, when.low, when.high, high_open=when.high_open)
        else:
            found = _marked(text, position)
            if found is None and START.match(text, position):
                numeral = read_numeral(text, position)
                if numeral is not None:
                    found = _numeral_quantity(text, numeral)
                    if found.kind == "plain" and text.startswith("年", found.end):
                        found = replace(found, kind="date", end=found.end + 1)
        if found is None:
            position += 1
            continue
        if result and found.kind in _MEASURES | {"level"} and _became(text, result[-1], found):
            result[-1] = replace(result[-1], kind="other")
        low, high = found.low, found.high
        if found.kind not in ("other", "date", "calendar") and low is not None and high is not None:
            minus = _NEGATIVE.search(text, max(0, found.start - 4), found.start)
            if minus is None and not listed and "一" <= text[max(0, found.start - 2) : found.start][:1] <= "鿿":
                minus = _GLUED.search(text, max(0, found.start - 2), found.start) if text[found.start].isdigit() else None
            if minus:
                found, low, high = replace(found, start=minus.start()), -high, -low
            bounded = bounds.apply(
                text, found.start, found.end, low, high, ordinal=found.kind in ("rank", "level")
            )
            found = replace(
                found, start=bounded.start, end=bounded.end, low=bounded.low, high=bounded.high,
                high_open=found.high_open or bounded.high_open, low_open=found.low_open or bounded.low_open,
            )
        compared = _COMPARED.search(text, max(0, found.start - 8), found.start)
        if compared and (len(compared.group()) > 2 or _THAN.match(text, found.end)):
            found = replace(found, kind="other")
        paired = bool(result) and result[-1].kind == "plain" and found.kind in ("percent", "count")
        if paired and _AND.fullmatch(text, result[-1].end, found.start):
            result[-1] = replace(result[-1], kind=found.kind, unit=found.unit)
        if result and (joined := _joined(text, result[-1], found)) is not None:
            result.pop()
            found = joined
        result.append(replace(found, text=text[found.start : found.end]))
        position = max(found.end, position + 1)
    return result


__all__ = ["Quantity", "find_quantities"]
