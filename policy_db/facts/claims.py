"""What a message states for its numeric facts, and which of those statements stand beside the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Optional

from policy_db.facts.catalog import FACTS
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.numbers import read_numeral
from policy_db.facts.quantities import Quantity

# Facts that are one figure for several years.
AVERAGES: Final = frozenset({"main_growth_2y", "profit_growth_2y", "revenue_growth_2y", "main_revenue_avg_3y", "rd_ratio_3y"})
IP: Final = frozenset(
    {"invention_patents", "other_ip", "class1_ip", "class1_ip_own", "class1_ip_high_value", "class2_ip", "standards_count"}
)
SUMMED: Final = re.compile(r"(?:加起来|加一块儿?|合起来|合在一起|加一起|合计|一共|总共|累计|总和|(?<=[,，])共)(?:是|有|大概|约)?$")
_OF_TWO_YEARS = re.compile(r"近(?:两|2)年[^。；;]{0,4}(?:新增)?股权融资|股权融资[^。；;]{0,4}近(?:两|2)年")
_ALL_OWN = re.compile(
    r"[,，、 ]?(?:都|全|均|全部|全都|个个|件件|项项)(?:是|为|由)?(?:我们|自己|本公司|我司)*"
    r"(?:自研|自主研发|自己研发|自主开发|研发的)"
)
_NUMBER = r"(\d+|[一二两三四五六七八九十百]+)"
# 7项，其中1项受让; 八个，七个有效一个过期; 120人，加上派遣30
_BOUGHT = re.compile(rf"[,，、 ]*其中(?:有)?{_NUMBER}[个项件](?:为|是|系)?(?:受让|买|转让|购)")
_STILL_VALID = re.compile(rf"[,，、 ]*(?:其中)?{_NUMBER}[个项件]?(?:还)?(?:有效|在有效期)[^。；;]{{0,8}}(?:过期|失效|到期|放弃)")
# 有证的19件，里面3件已经失效
_LAPSED = re.compile(rf"[,，、 ]*(?:其中|里面|里头)(?:有)?{_NUMBER}[个项件](?:[^,，。;；\d]{{0,8}})(?:失效|过期|作废|放弃)")
# 五个里头四个自己搞的
_OF_THEM_OWN = re.compile(rf"(?:里头|里面|当中|中)(?:有)?{_NUMBER}[个项件]?(?:是)?(?:我们)?(?:自己|自家|自主|自研)")
# 8个，里面6个自研
_SOME_OWN = re.compile(
    rf"[,，、 ]*(?:其中|里面|里头|当中)(?:有)?{_NUMBER}[个项件](?:是|为|系)?(?:我们)?(?:自己(?:申请|报|研发|搞|做)|自研|自主|自家)"
)
# 本来13个，年费忘交失效了2个
_GONE = re.compile(rf"[,，](?:[^,，。;；\d]{{0,8}})(?:失效|过期|作废|掉)(?:了|掉)?(?:有)?{_NUMBER}[个项件](?=$|[,，。;；])")
_DISPATCHED = re.compile(
    rf"[人个名,，、 ]*(?:加上|算上|外加|另有|另外|还有)[^,，。\d]{{0,4}}派遣(?:工|员工|人员|的)?(?:有|是)?{_NUMBER}")


@dataclass(frozen=True)
class Claim:
    """A value that a message states for a fact: ends of an interval (equal when exact), and where it was said."""

    fact: str
    low: float
    high: float
    text: str
    clause: int
    start: int
    part: str = ""
    period: str = ""
    asked: bool = False
    bare: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high


def claimed(fact: str, index: int, quantity: Quantity) -> Claim:
    """What a quantity in the clause ``index`` states for a fact, an open end being the fact's own."""
    low = FACTS[fact].least if quantity.low is None else quantity.low
    high = FACTS[fact].most if quantity.high is None else quantity.high
    return Claim(fact, low, high, quantity.text, index, quantity.start)


def settled(claims: list[Claim], text: str) -> list[Claim]:
    """The claims without the parts of a total and without years that do not count, with those that follow from a claim."""
    counted = _raised_in_one_year(_this_year(claims), text)
    kept = [_counted_right(claim, text) for claim in _without_parts(counted, text)]
    return [*kept, *_their_own(counted, text)]


def _counted_right(claim: Claim, text: str) -> Claim:
    """The claim less what the next words take away from it, or more by what they add."""
    if not claim.exact:
        return claim
    after = text[claim.start + len(claim.text) :]
    if claim.fact == "class1_ip_own" and (bought := _figure(_BOUGHT.match(after))) is not None:
        return _counting(claim, claim.low - bought)
    if claim.fact in IP and (valid := _figure(_STILL_VALID.match(after))) is not None and valid < claim.low:
        return _counting(claim, valid)
    if claim.fact in IP and (lapsed := _figure(_LAPSED.match(after))) is not None and lapsed < claim.low:
        return _counting(claim, claim.low - lapsed)
    if claim.fact == "class1_ip_own" and (own := _figure(_OF_THEM_OWN.match(after))) is not None and own < claim.low:
        return _counting(claim, own)
    if claim.fact in IP and (gone := _figure(_GONE.match(after))) is not None and gone < claim.low:
        return _counting(claim, claim.low - gone)
    if claim.fact == "employees" and (lent := _figure(_DISPATCHED.match(after))) is not None and lent < claim.low:
        return _counting(claim, claim.low + lent)
    return claim


def _counting(claim: Claim, value: float) -> Claim:
    return replace(claim, low=value, high=value)


def _figure(found: Optional[re.Match[str]]) -> Optional[float]:
    numeral = read_numeral(found.group(1), 0) if found else None
    return numeral.low if numeral is not None and numeral.exact else None


def _without_parts(claims: list[Claim], text: str) -> list[Claim]:
    """实用新型11，外观2，软著6，合计19: a total stands for its parts, and one that takes in other facts too for none."""
    totals = [
        claim for claim in claims
        if claim.fact in IP and claim.exact
        and (SUMMED.search(text[max(0, claim.start - 6) : claim.start]) or _ends_a_sum(claim, claims))
    ]
    for total in totals:
        parts = [claim for claim in claims if claim.fact in IP and claim.start < total.start and claim.exact]
        same = [claim for claim in parts if claim.fact == total.fact]
        if same and sum(claim.low for claim in same) == total.low:
            claims = [claim for claim in claims if claim not in same]
        elif len(parts) > 1:
            claims = [claim for claim in claims if claim is not total]
    return claims


def _ends_a_sum(claim: Claim, claims: list[Claim]) -> bool:
    """实新12，软著4，16个: whether a claim comes last and is the sum of those before it."""
    before = [other for other in claims if other.fact == claim.fact and other.start < claim.start and other.exact]
    last = all(other.start <= claim.start for other in claims if other.fact == claim.fact)
    return last and len(before) > 1 and sum(other.low for other in before) == claim.low


def _their_own(claims: list[Claim], text: str) -> list[Claim]:
    """I类3个，全是自研: as many of their own as there are; 8个，里面6个自研: six."""
    owned = [claim for claim in claims if claim.fact == "class1_ip_own"]
    if owned:
        # 五件里面三件自研 in reply to how many are their own
        return [
            replace(claim, fact="class1_ip", asked=False) for claim in owned
            if claim.exact and not any(other.fact == "class1_ip" for other in claims)
            and (some := _figure(_OF_THEM_OWN.match(text[claim.start + len(claim.text) :]))) is not None and some < claim.low
        ]
    own = []
    for claim in claims:
        after = text[claim.start + len(claim.text) :]
        if claim.fact in ("class1_ip", "invention_patents") and _ALL_OWN.match(after):
            own.append(replace(claim, fact="class1_ip_own"))
        elif claim.fact == "class1_ip" and (some := _figure(_SOME_OWN.match(after))) is not None and some <= claim.low:
            own.append(_counting(replace(claim, fact="class1_ip_own"), some))
    return own


def _raised_in_one_year(claims: list[Claim], text: str) -> list[Claim]:
    """去年股权融资1000万 is what came in; figures of two years are parts of a sum that nobody names."""
    raised = [claim for claim in claims if claim.fact.startswith("equity") and claim.period in ("last", "prev")]
    both = len(raised) == 2 and {claim.period for claim in raised} == {"last", "prev"}
    if both and (raised[1].asked or _OF_TWO_YEARS.search(text)) and all(
        claim.exact and claim.fact == "equity_financing_2y" for claim in raised
    ):
        total = raised[0].low + raised[1].low
        return [*(claim for claim in claims if claim not in raised), replace(raised[1], low=total, high=total, period="")]
    if len({(claim.low, claim.high) for claim in raised}) == 1:
        return claims
    return [claim for claim in claims if claim not in raised]


def _this_year(claims: list[Claim]) -> list[Claim]:
    """今年 counts as the last year only where it is set against 前年 (前年3.9今年4.4); alone it is no full year."""
    flows = {claim.fact for claim in claims if claim.period == "prev"}
    has_last = {claim.fact for claim in claims if claim.period == "last"}
    flow_facts = {fact for family in load_lexicon().families if family.flow for fact in family.facts}
    kept = []
    for claim in claims:
        if claim.period == "this" and claim.fact in flow_facts:
            paired = any(prev.startswith(claim.fact) for prev in flows) and claim.fact not in has_last
            if not paired:
                continue
        kept.append(claim)
    return kept
