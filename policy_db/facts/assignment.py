"""Quantities to facts: which cue a number belongs to, of which year it speaks, and whether the fact can have that value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from policy_db.facts.alone import alone
from policy_db.facts.asides import in_passing
from policy_db.facts.catalog import FACTS
from policy_db.facts.claims import AVERAGES, IP, SUMMED, Claim, settled
from policy_db.facts.cues import Cue, Found
from policy_db.facts.lexicon import Family, load_lexicon
from policy_db.facts.periods import Period
from policy_db.facts.polarity import polarity
from policy_db.facts.quantities import Quantity
from policy_db.facts.segments import Clause
from policy_db.facts.shares import shares_told_after
from policy_db.facts.topics import Topic, asked_topic
from policy_db.facts.totals import without_parts_of_totals

_HEADS = re.compile(r"来?(?:个人|号人|口人|口子|人$|名员工|人(?!次))")
_PEOPLE = re.compile(r"人|员工|职工|工人|名$|位$")
_BETWEEN = re.compile(
    r"^(?:在[\u4e00-\u9fff]{2,6}?|的|起|一直|专门|专业|都|收入|来自|刚|才|就|正式|我们|公司|开始|多|余|"
    r"个|左右|以上|了|是|里|为|在册|在职|正式|的有效|有效的?|授权的?|已授权的?|有效|授权)*$"
)
_BARE_VERB = re.compile(r"(?:一直|就)?(?:做|干|搞)(?:了)?$")
_SHARES = re.compile(r"股|风投|投资|轮")
# 58个人里研发41个: the first figure is of all.
_OF_WHOM = re.compile(r"(?:里面?|里头|当中|中)(?:有)?(?:搞|做|从事)?(?:研发|技术|工程师|本科)")
# 卡在研发上没批
_STUCK = re.compile(r"卡在|没批|没通过|没归集")
# 研发费没达标; 质量没高出国标, 没对过标: measured by something, not without it.
_SHORT_OF_MARK = re.compile(r"达标|达到|不够|不达|够不")
_MEASURED_BY = re.compile(r"高出|高于|超过|超出|严于|优于|对过?标|按(?:着|照)?|达到")
_LONGER_AGO = re.compile(r"再往前|再早|在那之前|此前|以前")
_JOINTLY = re.compile(r"(?:一起|联合|合作|共同|协同)[^,，]{0,3}$")
# 从前年的5.1%掉到3.6%: the second figure is of the year after.
_CAME_FROM = re.compile(r"从(?:20\d\d年|大?前年|前一年|上上年)[^,，]{1,12}?(?:到|至|成)(?:了|去年的?)?$")
_AGAINST = re.compile(r"(?<![占同环对相])[比较]$")
_NOT_PAID_IN = re.compile(r"[^,，。;；]{0,6}(?:在谈|没签|意向|没到账?|未到账?|没打款)")
_PROMISED = re.compile(r"(?:协议|认缴|承诺|意向|签了|在谈)[^实]*$")
_NOT_OWN = re.compile(
    r"(?:是|都是)?(?:买来?(?![\d一二两三四五六七八九十])|受让|转让|别人|在审|在?申请|正在申请|实审|受理|还没授权)"
)
_EVER_SINCE = re.compile(
    r"(?:了|来|的|成立|办厂|建厂|注册|开业|,|，)*(?:一(?:开始|开张)就(?:做|干|搞|生产)[^,，]{1,8}[,，]?(?:(?:做|干|搞)到(?:现在|"
    r"今)|到现在没(?:换|变|改))|"
    r"(?:从来?没[^,，]{1,8}[,，])?(?:就|都)?一直(?:在|都|就)?(?:做|干|搞|生产|专注)(?!到))"
)
HEDGED: Final = re.compile(r"(?:差不多|大概|大约|约|估计|可能)(?:有|是)?$")
_ABROAD = re.compile(r"全球|世界|海外|国外|国际|全省|省内|省里|本省")
_AVERAGED = re.compile(r"平均(?:下来|就|也|差不多|是|有|大概|约|每年)*$")
# 2012年转做减速机 tells when something was done, not of which year the next figures are.
_HAPPENED = re.compile(r"转|成立|注册|创办|创立|搬|迁|建|认定|评上|开始|入行|年起|做起")
_DUE = re.compile(r"到期|复核|复审|申报|申请")
_NEVER_RAISED = re.compile(r"没(?:有)?(?:融|做|拿|引进?)过")
_NEVER = re.compile(r"从来|从没|从未|截至目前|截止目前|至今|到现在")
# 发明都在审，一个授权的都没有
_NONE_GRANTED = re.compile(
    r"一[个件项](?:都|也)?(?:没|未)(?:有)?(?:授权|下证|拿证)|一[个件项](?:授权|下证|拿证|有效)的?(?:都|也)?没|(?:授权|下证|"
    r"拿证)的(?:还|都|也|一[个件项])*没有?"
)
# 主营跟前年持平
_AS_BEFORE = re.compile(r"(?:基本|大致|差不多)?(?:持平|没增没减|没涨没跌|零增长)(?:了)?$")
_PEOPLES_SHARE = re.compile(r"的?(?:大概|差不多|约)?占(?:了|到)?(?:大概|差不多|约)?")
_FOR_CHAMPION = re.compile(
    r"(?:单项冠军|单冠)[^,，。]{0,4}(?:报|申报|申请)|(?:报|看|申请|申报|评|冲)[^,，。]{0,6}(?:单项冠军|单冠)|(?:申报|"
    r"申请)的(?:是|算|属于)新产品"
)
# 23年到25年分别是
_SPAN_OF_YEARS = re.compile(r"(?<!\d)(?:20)?(\d\d)年?(?:度)?(?:到|至|-)(?:20)?(\d\d)年")
_NONE_YET = re.compile(
    r"(?:但是?|都|全|一[个件项]|目前|现在)*(?:还)?(?:都|一[个件项])?没(?:有)?(?:下来|授权|批(?:下来)?|拿证|下证|拿到证)(?:呢|的)?"
)
_WITHIN_THOSE = re.compile(r"其中|里面|里头|包括|含")
_SINCE_FOUNDED = re.compile(r"(?:建厂|成立|办厂|开厂|创业)(?:起|开始|以来)?(?:就|一直)+(?:在)?(?:做|干|搞)")
_ANOTHER_YEAR = re.compile(r"[,，(（]?(?:去年|前年|上年|20\d\d年)(?:是|才|有|只有|为)?")
_DEPARTMENT = re.compile(r"(?:技术|研发|销售|质检|财务)(?:部|科|组|室|团队)(?:里)?(?:有|就|是|才)?$")
_TAKES_OF_ALL = re.compile(r"(?:产品|研发)[^,，]{0,4}占[^,，]{0,8}(?:销售|营收|收入|主营)(?:的|额)?(?:去年|前年|是|就)*$")
_NOW_ALONE = re.compile(r"(?:现在|目前|如今|眼下)(?:就|是|有|还|剩|只|大概|差不多)*")
_NOR_IN_THREE = re.compile(r"(?:近|最近|过去|这)?[三3]年(?:内|里|来)?(?:也|都|更|同样)*(?:没有?|无)(?:的|融过?|拿过?|过|有)*")
_WHOLE_STAFF = re.compile(r"厂|公司|全部|我们|总共|一共")
# 新产品去年卖了4500万 is a part of what was sold.
_OF_SOME_GOODS = re.compile(
    r"(?:带来|贡献|靠它|创造)[^,，\d]{0,6}$|(?:新产品|新品|出口|海外|国外|外贸|[这那](?:几)?(?:个|款)(?:产品|机型|型号|品种)?|该产品)[^,，]{0,4}(?:卖|销|做)[^,，]*$"
)
_ALL_STAFF = re.compile(r"(?:总共|一共|全厂|全公司|总人数)(?:是|有|大概|约)*$")
_SHARE = re.compile(r"占|比[例重率]|比$")
_SPENT = re.compile(r"投入|费用|经费|营收|收入")
_SHARE_ALONE = re.compile(r"(?:占比|占|比例|比重|强度)(?:是|有|为|到|大概|约|:|的)*$")
_INSURED = re.compile(r"(?:社保|参保)[^,，]*$")
_MAIN_SHARE = re.compile(r"占比|比重|比例")
_NONE_OF = re.compile(r"(?:没有?|无)(?:任何|什么|一个)?$")
_OF_WHICH = re.compile(r"其中|里面?|含|包括|另|还有|有|剩|其余|其他|加")
_FOR_WHOM = re.compile(r"(?:给|为)[\u4e00-\u9fff]{2,6}$")
_OWN_BUSINESS = re.compile(r"(?:连续|正常|持续)?(?:创业|经营|运营)(?:了|至今|到现在|以来)?")
_SOLD = re.compile(r"(?:做|搞|卖|弄|干|销)(?:了|到|个|有|大概|约|差不多)*$")
_OTHERS_LAST_YEAR = re.compile(r"(?:厂|公司|企业|家|同行|对手)去年(?:有|就|是|大概)?$")
_HIRING = re.compile(r"招(?![标商投牌])|裁|入职|离职")
# 连临时工都算进去一共四百零二个: what the total counts in is not what is counted.
_COUNTED_IN = re.compile(
    r"^[^,，]{0,4}?(?:算|加|包括|包含|计)?(?:进去|进来|上|在内|在一起|进|了)*.{0,3}?(?:一起|一道|一共|总共|合计|共|总数|加起来)"
)
# 交社保的196，加上返聘的203: a larger number after 加上 takes in the one before it.
_COUNTED_TOO = re.compile(r"[,， ](?:加上|算上|连上)")
_COUNTING_IN = re.compile(r"(?:连|算上|加上|包括|含|把)(?:[\u4e00-\u9fff]{0,3})$")
# 前年4.1, 去年是2.9亿: nothing but a year and a figure, so it goes on about what was spoken of.
_YEAR_ALONE = re.compile(
    r"(?:去|前|今|大前|上|上一|\d{2,4}|二[零一二三四五六七八九])?年(?:度|的|呢|末|底)*|近两年|这两年|近三年|(?:两|三)年|"
    r"再前一年度?|往前一年|前一年度?|上上年|平均|的话|"
    r"更?(?:少|低|高|多)(?:一?点|一?些)?|还要?|大概|大约|差不多|也就|就|才|只|"
    r"有|是|为|则|到|达到|做到|做了|了|约|不到|超过|将近|近|快|那年|也|都|还|嘛|的时候|[ :-]"
)
_RESTATED = re.compile(r"到账|实缴|单体|母公司|现在|目前|如今")
_CONTEST = re.compile(r"创客|赛区|大赛|比赛")
_BESIDE = re.compile(
    r"(?:去年|上年|前年)?(?:是|为|有|嘛|呢|吧|啊|呀|那个|达到?|做到|约|大概|大约|差不多|就|才|投(?:了|进去?了?)?|"
    r"花了?|砸了?|占(?:到|了)?|改成|改为|应该是|:|[ ,，])*"
)
_OWN = re.compile(r"我们|我司|咱|本公司|我公司|我厂|我家|自己|俺|实际|实有|^(?:结果|最后|实际)?(?:就|只|才)?(?:做|完成|卖|实现)了")
# 发明授权3件受理5件: each figure has its own word.
_GRANTED_OR_NOT = re.compile(r"(?:(授权|下证|拿证)|受理|在审|实审|申请中|公开)(?:的|了|有|还有)*$")
_DRAFTED = re.compile(r"(?<!已)(?:正在|还在)[^,，]{0,4}(?:申请|参与|起草|制定|制订|申报|办)[^,，]{0,6}$")
# 去年四千来万, after words of size and patents, can only be what was sold.
_ONLY_AMOUNT = re.compile(
    r"^(?:我们|公司)?(?:去年|上年度?|一年(?:下来|到头)?)(?:大概|大约|差不多|也就|就|才|是|有|做|做了|卖了|能有|"
    r"约)*[\d一二两三四五六七八九十几上近半][^人个项%税补租罚奖]*$"
)
# A clause this long tells more than its year.
_LONG_FOR_A_YEAR = 12
# No enterprise spends so large a part of its sales on research, in percent.
_LEAST_SHARE_OF_PEOPLE = 12
_ONLY_VALID: Final = frozenset({"invention_patents", "other_ip", "standards_count"})
# Below it a bare amount is of 亿, not of 万元.
_FEWEST_OF_WAN = 10
_NO_MONEY: Final = frozenset({"staff", "invention", "other_ip", "company_years", "niche_years", "standards", "main_product_count"})
_STEADY = re.compile(r"一直|始终|(?:保持|稳定|维持)在")
_EACH = re.compile(r"都|(?<!平)均(?!值|衡)|每年|各年|年年")
_CARRIED: Final = ("prev", "last", "this", "other", "part")


class _Assigner:
    def __init__(
        self, text: str, clauses: list[Clause], quantities: list[Quantity], found: Found, periods: list[Period],
        asked: str | None, on: date | None,
    ) -> None:
        self.text, self.clauses, self.quantities, self.found = text, clauses, quantities, found
        self.periods, self.asked, self.on = periods, asked, on
        self.claims: list[Claim] = []
        self.topic: Topic | None = asked_topic(asked)
        self.asked_topic = self.topic
        self.running: tuple[str, int] = ("", -1)
        self.queue: list[str] = []
        self.used: set[int] = set()
        self.taken: set[tuple[int, str, str]] = set()
        self.skipped_in: set[int] = set()
        self.markers = load_lexicon().markers

    # -- reading one clause

    def clause_items(self, clause: Clause) -> tuple[list[Cue], list[Quantity], list[Period]]:
        inside = [cue for cue in self.found.cues if clause.start <= cue.start < clause.end]
        quantities = [q for q in self.quantities if clause.start <= q.start < clause.end]
        periods = [p for p in self.periods if clause.start <= p.start < clause.end]
        inside = [cue for cue in inside if not self.set_aside(clause, cue)]
        return inside, quantities, periods

    def set_aside(self, clause: Clause, cue: Cue) -> bool:
        """Whether a word that counts for no fact here only says what a figure of the fact takes in."""
        if cue.family.id == "other_staff":
            counting = _COUNTING_IN.search(self.text[clause.start : cue.start])
            if counting and counting.group().startswith("连") and self.asked == "employees":
                return True
            return bool(counting and _COUNTED_IN.match(self.text[cue.end : clause.end]))
        if cue.family.id == "niche_years" and _FOR_WHOM.search(self.text[clause.start : cue.start]):
            return True
        if cue.family.id == "revenue" and _OF_SOME_GOODS.search(self.text[clause.start : cue.end]):
            return True
        # 净利去年只有2.8, asked for the margin.
        if self.asked == "net_margin" and cue.family.id == "profit":
            return not (self.markers["growth_up"].search(clause.text) or self.markers["growth_down"].search(clause.text))
        return self.asked == "platform_services" and cue.family.id == "patents_unspecified"

    def run(self) -> list[Claim]:
        for index, clause in enumerate(self.clauses):
            if clause.sentence != self.running[1]:
                self.running, self.queue = ("", clause.sentence), []
            if not clause.states and not clause.foil:
                continue
            cues, quantities, periods = self.clause_items(clause)
            cues = [cue for cue in cues if not any(q.start <= cue.start < q.end for q in quantities)]
            if clause.foil:
                self.set_against(clause, cues, quantities)
                continue
            if self.topic is not None and self.topic.foil and (cues or (quantities and not self.is_own(clause, periods))):
                self.topic = None
            if self.topic is not None and not quantities and self.markers["correction"].search(clause.text):
                self.topic.sentence = clause.sentence
            if "分别" in clause.text:
                self.queue = self.respective_periods(clause, periods)
            fresh: list[Cue] = []
            if quantities and not cues:
                self.take_from_total(clause)
            for position in range(len(quantities)):
                self.one(index, clause, cues, fresh, quantities, position, periods)
            if cues:
                last = cues[-1]
                other_part = self.topic is not None and self.part(last) != self.topic.part
                if self.topic is None or self.topic.asked or self.topic.family is not last.family or other_part:
                    self.topic = Topic(last.family, last.family.reads, self.part(last), clause.sentence)
            elif not quantities and self.mentions_in(clause) and self.topic is not None and not self.topic.asked:
                self.topic = self.topic if self.topic.family.id == "platform_services" else None
            self.zeros(index, clause, cues, quantities, periods)
            last_named = periods[-1].name if periods else ""
            if (last_named == "other" and _HAPPENED.search(clause.text)) or (
                last_named == "this" and _DUE.search(clause.text)
            ):
                continue
            # 2009年从事业单位改制过来: something that happened, not the year of what follows.
            only_a_year = all(q.kind in ("calendar", "date") for q in quantities)
            if last_named == "other" and not cues and len(clause.text) > _LONG_FOR_A_YEAR and only_a_year:
                continue
            if (periods and periods[-1].name in _CARRIED) or (periods and not cues and not quantities):
                self.running = (periods[-1].name, clause.sentence)
        return self.claims

    def set_against(self, clause: Clause, cues: list[Cue], quantities: list[Quantity]) -> None:
        """同行才3%，我们有7.2%: what the others' figure is about, the enterprise's own one after it is about as well."""
        family = cues[-1].family if cues else None
        hiring = bool(_HIRING.search(clause.text))
        people = any(
            (q.kind == "count" and (hiring or _HEADS.match(q.unit))) or (q.kind == "plain" and hiring and "人" in clause.text)
            for q in quantities)
        if family is None and people:
            family = load_lexicon().by_fact["employees"]
        if family is None and any(
            q.kind == "money" and (_SOLD.search(before := self.text[clause.start : q.start]) or _OTHERS_LAST_YEAR.search(before))
            for q in quantities
        ):
            family = load_lexicon().by_fact["revenue"]
        if family is not None:
            self.topic = Topic(family, family.reads, "", clause.sentence, foil=True, last=quantities[-1] if quantities else None)

    def is_own(self, clause: Clause, periods: list[Period]) -> bool:
        # 同行做了5个亿，我们比不了，才1.28亿
        sentence = [other for other in self.clauses if other.sentence == clause.sentence and other.states]
        earlier = [other for other in sentence if other.end <= clause.start]
        if any(_OWN.search(other.text) for other in earlier):
            return True
        return bool(_OWN.search(clause.text)) or any(period.name in ("now", "last") for period in periods)

    def mentions_in(self, clause: Clause) -> bool:
        return any(clause.start <= mention.start < clause.end for mention in self.found.mentions)

    def set_against_year(self, period: Period) -> bool:
        """主营比前年掉了8.3%: the year is what the figure is set against, not the one that it is of."""
        return bool(_AGAINST.search(self.text, max(0, period.start - 2), period.start))

    def respective_periods(self, clause: Clause, periods: list[Period]) -> list[str]:
        position = clause.start + clause.text.index("分别")
        named = [period.name for period in periods if period.start <= position]
        if not named:
            earlier = [p.name for p in self.periods if p.start < position and self.sentence_of(p.start) == clause.sentence]
            named = list(dict.fromkeys(earlier))
        span = _SPAN_OF_YEARS.search(clause.text)
        if span and self.on is not None and int(span.group(2)) % 100 == (self.on.year - 1) % 100:
            listed = [q for q in self.quantities if q.start >= position and self.sentence_of(q.start) == clause.sentence]
            if len(listed) == int(span.group(2)) % 100 - int(span.group(1)) % 100 + 1 > 2:
                return [*["other"] * (len(listed) - 2), "prev", "last"]
        if len(named) >= 2 and all(name in _CARRIED for name in named):
            return named
        if (named and named[-1] in ("2y", "both")) or "两年" in clause.text:
            return ["prev", "last"]
        if (named and named[-1] in ("3y", "each3")) or "三年" in clause.text:
            return ["other", "prev", "last"]
        return []

    def period_of(
        self, clause: Clause, quantities: list[Quantity], position: int, periods: list[Period], own_cue: bool
    ) -> tuple[str, bool]:
        """The period of a quantity and whether its own clause names it."""
        quantity = quantities[position]
        before = [period for period in periods if period.start < quantity.start and not self.set_against_year(period)]
        if _AVERAGED.search(self.text[max(clause.start, quantity.start - 6) : quantity.start]) and not before:
            so_far = [p for p in self.periods if p.start < quantity.start and self.sentence_of(p.start) == clause.sentence]
            spoken_of = {period.name for period in so_far}
            two = bool({"2y", "both"} & spoken_of) or {"last", "prev"} <= spoken_of
            return ("3y" if "3y" in spoken_of else "2y" if two else ""), False
        joined = len(before) > 1 and self.text[before[-2].end : before[-1].start] in ("", "和", "跟", "与", "、", "及")
        if joined and {before[-2].name, before[-1].name} == {"last", "prev"} and _EACH.match(self.text, before[-1].end):
            return "both", True
        if not before and own_cue and _STEADY.search(self.text[clause.start : quantity.start]):
            return "", False
        if before and _CAME_FROM.search(self.text[clause.start : quantity.start]):
            return "last", True
        if before:
            name = before[-1].name
            if name in ("2y", "3y") and _EACH.search(self.text[before[-1].end : quantity.start]):
                name = {"2y": "both", "3y": "each3"}[name]
            return name, True
        after_limit = quantities[position + 1].start if position + 1 < len(quantities) else clause.end
        after = [period for period in periods if quantity.end <= period.start < after_limit]
        if after and not own_cue and position + 1 >= len(quantities):
            return after[0].name, True
        name, sentence = self.running
        earlier = [period for period in self.periods if period.start < quantity.start]
        named = {period.name for period in earlier if self.sentence_of(period.start) == sentence}
        # 去年营收3.1亿，前年2.7亿，净利率9%: a new thing after both years is of the last one again.
        since = max((period.start for period in earlier), default=0)
        new_thing = own_cue or (self.topic is not None and not self.topic.asked and self.topic.at > since)
        if new_thing and {"last", "prev"} <= named and name == "prev":
            return "", False
        if sentence == clause.sentence and name and (name in _CARRIED or not own_cue):
            return name, False
        return "", False

    def growth_sign(self, clause: Clause, quantities: list[Quantity], position: int) -> int:
        """1 for 增长, -1 for 下降 before the quantity, 0 for neither."""
        quantity = quantities[position]
        if quantity.unit in ("rise", "fall"):
            return 1 if quantity.unit == "rise" else -1
        start = quantities[position - 1].end if position else clause.start
        window = self.text[start : quantity.start]
        # 分别增长9%和13%: the second figure has risen as the first one has.
        if position and re.fullmatch(r"[和跟与及、]", window):
            return self.growth_sign(clause, quantities, position - 1)
        # 降到5% tells what it is now, 降了5% how it changed.
        if re.search(r"[到至](?:了|现在的?)?$", window):
            return 0
        if position == 0 and "growth" in (self.asked or "") and clause.start:
            earlier = self.text[: clause.start].rstrip(",， ")
            words = re.split(r"[,，。;；!！]", earlier)[-1]
            if len(words) <= 8 and self.markers["growth_down"].search(words) and not self.markers["growth_up"].search(window):
                return -1
        down = max((match.end() for match in self.markers["growth_down"].finditer(window)), default=-1)
        up = max((match.start() for match in self.markers["growth_up"].finditer(window)), default=-1)
        if down >= 0 and down >= up:
            return -1
        return 1 if up >= 0 else 0

    def is_increment(self, clause: Clause, cues: list[Cue], quantity: Quantity) -> bool:
        """营收增加了3000万 tells a difference, 增长到3.2亿 and 新增股权融资 tell the amount."""
        before = self.text[clause.start : quantity.start][-4:]
        return not re.search(r"[到至]", before) and not any("融资" in cue.text for cue in cues)

    def part(self, cue: Cue) -> str:
        return next((part.pattern for part in cue.family.parts if part.search(cue.text)), "")

    # -- one quantity

    def accepts(
        self, family: Family, reads: Mapping[str, str | None], quantity: Quantity, period: str, growth: int, asked: bool
    ) -> tuple[str | None, str] | None:
        """The fact (or ``None``: read, but no fact) and the kind under which a family takes a quantity."""
        kinds: list[str] = []
        kind = quantity.kind
        if kind == "plain":
            ratio = family.plain or (
                "percent" if asked and reads.get("plain") and FACTS[str(reads["plain"])].type == "percent" else None
            )
            kinds = [ratio] if ratio else []
            if growth and ratio:
                kinds.insert(0, "growth")
            kinds.append("plain")
        elif kind == "percent":
            kinds = ["growth"] if growth and ("growth" in reads or any(k.startswith("growth@") for k in reads)) else ["percent"]
            if kinds == ["percent"] and growth and family.id in ("revenue", "rd", "staff", "main_product"):
                return None
        elif kind == "count":
            if family.units and not asked and not any(unit in quantity.unit for unit in family.units):
                return None
            if asked and family.units and quantity.unit and not any(unit in quantity.unit for unit in family.units + "个项"):
                return None
            kinds = ["count"]
        else:
            kinds = [kind]
        for candidate in kinds:
            for key in (f"{candidate}@{period}", candidate):
                if key not in reads:
                    continue
                before_last = family.stock and not asked and key == candidate and period in ("prev", "other")
                if before_last or (period == "once" and kind != "years"):
                    return None, candidate
                if key == candidate and period in ("prev", "other", "part", "this", "2y", "3y") and family.flow:
                    if period == "this":
                        return reads[key], candidate
                    return None, candidate
                return reads[key], candidate
        if growth and kind == "percent":
            return None
        return None

    def one(
        self, index: int, clause: Clause, cues: list[Cue], fresh: list[Cue], quantities: list[Quantity], position: int,
        periods: list[Period],
    ) -> None:
        quantity = quantities[position]
        if quantity.kind in ("other", "date"):
            return
        quantity = self.like_the_one_before(quantities, position)
        quantity = self.of_all_sales(clause, quantity)
        explicit = FACTS[self.asked].type == "percent" if self.asked else False
        if explicit and quantity.kind == "plain" and not periods and any(
            q.kind == "percent" and (q.exact or q.start > quantity.start) for q in self.quantities
        ):
            return
        if in_passing(self.text, clause, quantity, len(self.quantities), self.asked):
            return
        if quantity.kind == "count" and _HEADS.match(quantity.unit) and _OF_WHOM.match(self.text, quantity.end):
            self.claim("employees", quantity, index, "", "", 0)
            return
        # 发明11项（里面2项是布图设计）: of those just counted.
        last = self.claims[-1] if self.claims else None
        if last is not None and last.fact in IP and _WITHIN_THOSE.match(clause.text):
            beside = [cue for cue in cues if cue.end <= quantity.start or quantity.end <= cue.start <= quantity.end + 4]
            if beside and last.fact in beside[-1].family.facts and last.part != self.part(beside[-1]):
                return
        growing = "growth" in (self.asked or "") and quantity.kind == "percent"
        if not growing and self.markers["not_this"].search(self.text[max(0, quantity.start - 5) : quantity.start]):
            self.skipped_in.add(index)
            return
        if self.is_step_to_average(clause, quantities, position):
            return
        if quantity.kind == "rank" and self.rank(index, clause, quantity):
            return
        if quantity.kind == "rank" and any(self.asked in scope.family.facts for scope in self.found.scopes):
            return
        growth = self.growth_sign(clause, quantities, position)
        # 主营两年都在跌，去年-4.5%: what is below nothing has changed by so much.
        of_main = self.topic is not None and self.topic.family.id == "main_revenue"
        if not growth and of_main and quantity.kind == "percent" and quantity.high is not None and quantity.high < 0:
            growth = 1
        if growth and quantity.kind in ("money", "count") and self.is_increment(clause, cues, quantity):
            self.skipped_in.add(index)
            return
        before = [cue for cue in cues if cue.end <= quantity.start]
        limit = quantities[position + 1].start if position + 1 < len(quantities) else clause.end
        after = [
            cue
            for cue in cues
            if quantity.end <= cue.start < limit + 1 and _BETWEEN.match(self.text[quantity.end : cue.start])
        ]
        if after and quantity.kind in ("percent", "money") and self.has_its_own(after[0], quantities, position):
            after = []
        period, named = self.period_of(clause, quantities, position, periods, bool(before or after))
        nearest = before[-1].family if before else self.topic.family if self.topic else None
        if nearest is not None and nearest.stock and not (named and self.named_beside(quantities, position, periods)):
            period = ""
        respective = bool(self.queue)
        if not respective and "分别" in self.text[clause.start : quantity.start] and len(quantities) > 1:
            return
        if not respective and not period and self.two_without_years(quantities, position, before):
            return
        if respective:
            period = self.queue[0]

        if quantity.kind == "plain" and before and before[-1].family.id == "rd_staff" and self.asked != "rd_staff_ratio":
            # 研发人员44 counts people; only words of a share make it one.
            words = self.text[before[-1].start : quantity.start]
            whole = quantity.low is not None and quantity.low == int(quantity.low)
            quantity = replace(quantity, kind="count") if whole and not _SHARE.search(words) else quantity
        if quantity.kind == "plain" and before:
            quantity = self.in_its_unit(before[-1].family, quantity, self.text[before[-1].end : quantity.start])
        for cue in reversed(before):
            if cue.start in self.used and not self.differs(cue, quantity, period):
                continue
            if cue.start in self.used and after and after[0].start not in self.used and not (named and quantity.kind == "percent"):
                taken = self.accepts(after[0].family, after[0].family.reads, quantity, period, growth, False)
                if taken is not None:
                    continue
            if quantity.kind == "count" and after and _NONE_OF.search(self.text[clause.start : cue.start]):
                continue
            taken = self.accepts(cue.family, cue.family.reads, quantity, period, growth, False)
            if taken is not None:
                self.give(index, cue, quantity, taken, period, growth, clause)
                return
            if cue.family.id == "other_staff" and "派遣" in cue.text and self.counts_formal_staff():
                self.used.add(cue.start)
                self.claim("employees", quantity, index, "派遣", "", 0)
                return
            if not cue.family.reads:
                if re.search(r"员工|职工|工人", quantity.unit):
                    break
                if self.asked_topic is not None and SUMMED.search(self.text[cue.end : quantity.start]):
                    continue
                if after and after[0].family.reads and after[0].start == quantity.end and after[0].start not in self.used:
                    break
                self.used.add(cue.start)
                return
        for cue in after[:1]:
            if not cue.family.reads:
                return
            taken = self.accepts(cue.family, cue.family.reads, quantity, period, growth, False)
            if taken is not None:
                self.give(index, cue, quantity, taken, period, growth, clause)
                return
        if quantity.kind == "count" and re.search(r"员工|职工|工人", quantity.unit) and (quantity.high or 5) >= 5:
            self.claim("employees", quantity, index, "", period, 0)
            return
        summed = self.asked_topic is not None and before and not before[-1].family.reads and SUMMED.search(
            self.text[before[-1].end : quantity.start]
        )
        if summed:
            cues = []
        elif before and before[-1].start not in self.used and self.asked not in before[-1].family.facts:
            asked = self.asked_topic
            counted = asked is not None and quantity.unit and quantity.unit[0] in asked.family.units
            if not (counted and quantity.kind == "count" and "count" not in before[-1].family.reads and before[-1].family.reads):
                return
            cues = []
        self.without_cue(index, clause, cues, quantity, period, growth)

    def of_them_granted(self, clause: Clause) -> bool:
        """Whether the rest of the sentence tells of some that are granted."""
        rest = self.text[clause.end :]
        return bool(re.match(r"[^。;；]*(?:授权|有效|下证)(?:的)?(?:有|了)?[\d一二两三四五六七八九十]", rest))

    def counts_formal_staff(self) -> bool:
        """正式工140，劳务派遣30: 从业人员 are both, so that the dispatched are added to those counted apart from them."""
        return any(claim.fact == "employees" and claim.part.startswith("正式") for claim in self.claims)

    def has_its_own(self, cue: Cue, quantities: list[Quantity], position: int) -> bool:
        """Whether the next quantity, of the same kind, stands right behind a word: then this one does not belong to it."""
        if position + 1 >= len(quantities):
            return False
        following = quantities[position + 1]
        return following.kind == quantities[position].kind and 0 <= following.start - cue.end <= 4

    def is_step_to_average(self, clause: Clause, quantities: list[Quantity], position: int) -> bool:
        """一个8.2一个12.4，平均10.3: asked about an average, only the one that is called so is the answer."""
        if self.asked not in AVERAGES | {"employees"}:
            return False
        kinds = ("count", "plain") if self.asked == "employees" else ("money", "percent", "plain")
        results = [
            quantity for quantity in self.quantities
            if quantity.kind in kinds and _RESULT.search(self.text[max(0, quantity.start - 8) : quantity.start])
        ]
        if not results and self.asked != "employees" and len(self.quantities) > 2:
            years = [period for period in self.periods if clause.start <= period.start < clause.end]
            return any(period.name in ("last", "prev", "other") for period in years)
        return bool(results) and quantities[position] is not results[-1] and quantities[position].start < results[-1].start

    def named_beside(self, quantities: list[Quantity], position: int, periods: list[Period]) -> bool:
        """Whether no other figure stands between the year named and this one."""
        figures = [quantity for quantity in quantities[:position] if quantity.kind not in ("date", "calendar")]
        start = figures[-1].end if figures else -1
        return any(start <= period.start < quantities[position].start for period in periods)

    def two_without_years(self, quantities: list[Quantity], position: int, before: list[Cue]) -> bool:
        """4.3%和4.6% of a yearly figure: which year is which is not said."""
        family = before[-1].family if before else self.topic.family if self.topic else None
        if family is None or not family.flow:
            return False
        quantity = quantities[position]
        for other in quantities[max(0, position - 1) : position + 2]:
            first, second = (other, quantity) if other.start < quantity.start else (quantity, other)
            joint = self.text[first.end : second.start]
            if other is not quantity and other.kind == quantity.kind and re.fullmatch(r"[和跟与、]", joint):
                return True
        return False

    def in_its_unit(self, family: Family, quantity: Quantity, between: str) -> Quantity:
        """A bare number right beside a word for an amount, as the kind it can only be: 营收5600 (万元), 研发4.8 (%)."""
        if not family.reads.get("money") or family.plain or not _BESIDE.fullmatch(between):
            return quantity
        value = quantity.low or 0.0
        if quantity.exact and value == 0:
            return replace(quantity, kind="money")
        if family.reads.get("percent") and quantity.exact and 0 < value <= 40 and value != int(value):
            return replace(quantity, kind="percent")
        if value >= 100 and not 1990 <= value <= 2100:
            return replace(quantity, kind="money")
        return quantity

    def differs(self, cue: Cue, quantity: Quantity, period: str) -> bool:
        """Whether a cue that has its number can take this one too: another kind, or another year."""
        if (cue.start, quantity.kind, period) in self.taken:
            return False
        same_kind = any(start == cue.start and kind == quantity.kind for start, kind, _ in self.taken)
        return bool(self.queue) or period != "" or not same_kind

    def give(
        self, index: int, cue: Cue, quantity: Quantity, taken: tuple[str | None, str], period: str, growth: int, clause: Clause
    ) -> None:
        fact, kind = taken
        if fact is not None and fact == _COUNTED_UNDER.get(self.asked or ""):
            fact = self.asked
        if fact is not None and self.meant_by_the_question(fact, cue.family, period, clause):
            fact = self.asked
        if fact in IP and self.uncounted(clause, quantity):
            self.skipped_in.add(index)
            self.topic = Topic(cue.family, cue.family.reads, self.part(cue), clause.sentence)
            return
        if fact == "main_product_ratio" and "占主营" in clause.text and _FOR_CHAMPION.search(self.text):
            fact = "champion_product_ratio"
        if fact == "rd_ratio" and self.of_people(clause, cue, quantity):
            fact = "rd_staff_ratio"
        self.used.add(cue.start)
        self.taken.add((cue.start, quantity.kind, period))
        if self.asked == "years_in_niche" and fact == "years_in_operation" and _OWN_BUSINESS.fullmatch(cue.text):
            fact = self.asked
        if self.asked == "years_in_operation" and fact == "years_in_niche" and _BARE_VERB.match(cue.text):
            fact = self.asked
        topic = Topic(cue.family, cue.family.reads, self.part(cue), clause.sentence)
        if self.topic is not None and self.topic.family is cue.family:
            topic.taken = self.topic.taken
        topic.taken.add((quantity.kind, period))
        topic.at, topic.vague, topic.last = quantity.end, self.is_vague(quantity), quantity
        topic.growth = growth if kind == "growth" else 0
        self.topic = topic
        self.record(index, clause, cue.family, cue.family.reads, fact, kind, quantity, period, growth, self.part(cue), False)

    def of_people(self, clause: Clause, cue: Cue, quantity: Quantity) -> bool:
        """150人，研发占三成: a share of the people just counted."""
        last = self.claims[-1] if self.claims else None
        counted = last is not None and last.fact == "employees" and self.sentence_of(last.start) == clause.sentence
        between = self.text[cue.end : quantity.start]
        if not counted or not cue.text.startswith("研发") or "收" in clause.text or (quantity.low or 0) < _LEAST_SHARE_OF_PEOPLE:
            return False
        return _PEOPLES_SHARE.fullmatch(cue.text.removeprefix("研发") + between) is not None

    def equity_meant(self, clause: Clause) -> bool:
        """Whether what was raised in a year is said, or was asked, to be equity: loans are raised too."""
        sentence = "".join(other.text for other in self.clauses if other.sentence == clause.sentence)
        return (self.asked or "").startswith("equity") or bool(_SHARES.search(sentence))

    def meant_by_the_question(self, fact: str, family: Family, period: str, clause: Clause) -> bool:
        """Whether the open question about the same thing tells which of its facts is meant where the words leave it open."""
        asked = self.asked
        if asked == "champion_product_ratio" and fact in ("main_product_ratio", "main_business_ratio"):
            # The product applied with is a main product, and its share is one of the main business.
            return fact == "main_product_ratio" or not _MAIN_SHARE.search(clause.text)
        if asked is not None and fact == _COUNTED_UNDER.get(asked):
            return True
        if asked == "local_feature_score" and fact == "development_score":
            return "自评" in clause.text and not re.search(r"总|评价|平台|系统", clause.text)
        if asked == "years_in_niche" and fact == "years_in_operation" and _SINCE_FOUNDED.search(self.text):
            return True
        if asked == "equity_financing_3y" and fact == "equity_financing_2y" and period in ("last", "prev"):
            return True
        if asked == "rd_staff_ratio" and fact == "rd_ratio":
            return not _SPENT.search(self.text)
        if asked is None or asked == fact or asked not in family.facts or FACTS[asked].type != FACTS[fact].type:
            return False
        if fact == "main_business_ratio":
            return not _SHARE.search(clause.text)
        return not period and not re.search(r"[两三23]年|前年|去年", clause.text)

    def without_cue(
        self, index: int, clause: Clause, cues: list[Cue], quantity: Quantity, period: str, growth: int
    ) -> None:
        topic = self.topic
        applied = quantity.kind == "percent" and "占主营" in clause.text
        for_champion = any(cue.family.id == "champion_product" for cue in self.found.cues) or _FOR_CHAMPION.search(self.text)
        if applied and for_champion:
            self.claim("champion_product_ratio", quantity, index, "", period, 0)
            return
        if topic is not None and topic.family.id == "share" and _ABROAD.search(self.text[clause.start : quantity.start]):
            return
        nothing = quantity.kind == "plain" and quantity.low == quantity.high == 0
        if topic is not None and nothing and topic.family.id.startswith("equity"):
            quantity = replace(quantity, kind="money")
        if topic is not None and quantity.kind == "plain" and (quantity.low or 0) >= 100 and (
            topic.amounts or (topic.foil and "money" in topic.reads)
        ):
            quantity = replace(quantity, kind="money")
        share = quantity.kind == "plain" and topic is not None and not topic.asked and "percent" in topic.reads
        if share and topic is not None and topic.foil and topic.last is not None and topic.last.kind == "percent":
            quantity = replace(quantity, kind="percent")
        if share and _SHARE_ALONE.search(self.text[clause.start : quantity.start]):
            quantity = replace(quantity, kind="percent")
        if re.match(r"几(?![十百千万])", quantity.text) and _HEADS.match(quantity.unit):
            return
        heads = quantity.kind == "count" and _HEADS.match(quantity.unit)
        whole = heads and _WHOLE_STAFF.search(self.text[clause.start : quantity.start])
        of_all = topic is not None and topic.family.id == "rd_staff" and heads
        if of_all and _ALL_STAFF.search(self.text[clause.start : quantity.start]):
            self.claim("employees", quantity, index, "", period, 0)
            return
        if topic is not None and topic.family.id == "rd" and whole:
            self.claim("employees", quantity, index, "", period, 0)
            return
        # 团标牵头了2个 after standards: so many of those.
        if quantity.kind == "count" and any(
            mention.told.id == "group_standard_led" and clause.start <= mention.start and 0 <= quantity.start - mention.end <= 6
            for mention in self.found.mentions
        ):
            return
        # 发明授权了六个，其中俩是共有的
        counted = topic is not None and topic.last is not None and topic.last.kind in ("count", "plain")
        if counted and clause.text.startswith("其中") and quantity.kind in ("count", "plain"):
            return
        if self.still_counts_heads(clause, quantity):
            self.claim("employees", quantity, index, "", "now", 0)
            return
        if topic is not None and self.goes_on(topic, clause, quantity):
            if quantity.kind == "plain" and topic.last is not None:
                quantity = replace(quantity, kind=topic.last.kind)
            taken = None
            if (quantity.kind, period) not in topic.taken:
                taken = self.accepts(topic.family, topic.reads, quantity, period, growth or topic.growth, False)
            if taken is not None:
                topic.taken.add((quantity.kind, period))
                topic.at, topic.vague, topic.last = quantity.end, self.is_vague(quantity), quantity
                growth = growth or topic.growth
                self.record(index, clause, topic.family, topic.reads, *taken, quantity, period, growth, topic.part, False)
            return
        if topic is not None and (topic.asked or topic.sentence >= clause.sentence - 1):
            taken = None
            ranked = topic.asked and quantity.kind == "count" and "rank" in topic.reads
            ranked = ranked and any(claim.fact == self.asked for claim in self.claims)
            contends = topic.asked and not ranked and not cues and not period and self.contends(quantity, clause)
            if ((quantity.kind, period) not in topic.taken and not ranked) or self.adds_to(topic, quantity) or contends:
                taken = self.accepts(topic.family, topic.reads, quantity, period, growth, topic.asked)
                topic.foil = topic.foil and taken is None
            elsewhere = (
                taken is not None and taken[0] is None and not topic.asked and self.asked_topic is not None
                and not (topic.family.id in ("rd", "rd_staff", "other_staff") and _PEOPLE.search(quantity.unit))
            )
            if taken and taken[0] and self.meant_by_the_question(taken[0], topic.family, period, clause):
                taken = (self.asked, taken[1])
            if taken is not None and not elsewhere and not (topic.asked and self.mention_claims(clause, quantity)):
                topic.taken.add((quantity.kind, period))
                topic.at, topic.vague, topic.last = quantity.end, self.is_vague(quantity), quantity
                self.record(
                    index, clause, topic.family, topic.reads, taken[0], taken[1], quantity, period, growth, topic.part, topic.asked
                )
                return
        answered = any(claim.fact == self.asked for claim in self.claims)
        if self.asked_topic is not None and topic is not self.asked_topic and self.open_to(cues) and not answered:
            asked = self.asked_topic
            taken = self.accepts(asked.family, asked.reads, quantity, period, growth, True)
            if taken is not None and not self.mention_claims(clause, quantity):
                asked.taken.add((quantity.kind, period))
                self.record(index, clause, asked.family, asked.reads, *taken, quantity, period, growth, "", True)
                return
        if self.asked is None and quantity.kind == "money" and _ONLY_AMOUNT.match(clause.text) and (
            topic is None or topic.family.id in _NO_MONEY
        ):
            self.claim("revenue", quantity, index, "", period, 0)
            return
        if _DEPARTMENT.search(self.text[clause.start : quantity.start]):
            return
        few = self.asked != "employees" and quantity.high is not None and quantity.high < 5
        if quantity.kind == "count" and _HEADS.match(quantity.unit) and not few and not self.people_taken(clause, cues):
            self.claim("employees", quantity, index, "", period, 0)

    def still_counts_heads(self, clause: Clause, quantity: Quantity) -> bool:
        """去年320人，走了30个，现在290: the number of people now."""
        if quantity.kind not in ("plain", "count") or not _NOW_ALONE.fullmatch(self.text[clause.start : quantity.start]):
            return False
        earlier = self.claims[-1] if self.claims else None
        return earlier is not None and earlier.fact == "employees" and self.sentence_of(earlier.start) == clause.sentence

    def take_from_total(self, clause: Clause) -> None:
        """一共11个，3个失效了: the total counts what does not count, so it is not taken."""
        last = self.claims[-1] if self.claims else None
        if last is None or last.fact not in _ONLY_VALID or self.sentence_of(last.start) != clause.sentence:
            return
        if self.markers["not_counted"].search(clause.text) and SUMMED.search(self.text[max(0, last.start - 6) : last.start]):
            self.claims.pop()

    def open_to(self, cues: list[Cue]) -> bool:
        """Whether the words of a clause leave its figure to the open question: none, or just the thing it asks about."""
        return not cues or (len(cues) == 1 and self.asked in cues[0].family.facts)

    def goes_on(self, topic: Topic, clause: Clause, quantity: Quantity) -> bool:
        """Whether a clause of a year and a figure alone goes on about a topic that had a word and a figure of its own.

        Then the figure is the topic's or nobody's, whatever the open question is about.
        """
        last = topic.last
        if topic.asked or topic.foil or last is None or topic.sentence < clause.sentence - 1:
            return False
        before = self.text[clause.start : quantity.start]
        if "年" not in before or _YEAR_ALONE.sub("", before) or (clause.start <= topic.at - 1 and clause.start <= last.start):
            return False
        if last.kind == quantity.kind:
            return quantity.kind in ("money", "percent", "plain", "count")
        return quantity.kind == "plain" and last.kind in ("money", "percent")

    def adds_to(self, topic: Topic, quantity: Quantity) -> bool:
        """Whether a second number for the same thing narrows (三年多不到四年) or corrects the first."""
        if quantity.low is None or quantity.high is None:
            return True
        # 八十三吧，八十三点二
        more_exactly = topic.last is not None and topic.last.exact and topic.last.kind == quantity.kind and quantity.exact
        if more_exactly and topic.last is not None and int(topic.last.low or 0) == int(quantity.low) != quantity.low:
            return True
        if (topic.vague and quantity.exact) or _RESTATED.search(self.text, topic.at, quantity.start):
            return True
        if self.asked == "employees" and _COUNTED_TOO.search(self.text, topic.at, quantity.start):
            return topic.last is not None and (topic.last.high or 0) < quantity.low
        if topic.vague and topic.last is not None and _within(quantity, topic.last):
            return True
        # 营收去年9800万，哦不对看错行了，9800是前年的，去年1.12亿
        told = [claim.start for claim in self.claims if claim.fact in topic.family.facts]
        begun = max(min(told, default=topic.at), self.start_of_sentence(quantity.start))
        return bool(self.markers["correction"].search(self.text, min(begun, topic.at), quantity.start))

    def contends(self, quantity: Quantity, clause: Clause) -> bool:
        """Whether a further figure of the same kind leaves open which of them answers the question."""
        if quantity.kind not in ("money", "percent") and not (quantity.kind == "count" and quantity.unit[:1] in "个项件人名位种"):
            return False
        # 两样，一个阀门一个水龙头: one of each is no other count.
        if quantity.kind == "count" and quantity.low == quantity.high == 1:
            return False
        return not _OF_WHICH.search(self.text[clause.start : quantity.start])

    def is_vague(self, quantity: Quantity) -> bool:
        return not quantity.exact or bool(HEDGED.search(self.text[max(0, quantity.start - 4) : quantity.start]))

    def mention_claims(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether the number counts something told by words (两个省级技术中心)."""
        return any(
            quantity.end <= mention.start <= quantity.end + 4 and mention.start < clause.end for mention in self.found.mentions
        ) and quantity.kind in ("count", "plain")

    def people_taken(self, clause: Clause, cues: list[Cue]) -> bool:
        if any(cue.family.id in ("rd_staff", "other_staff") for cue in cues):
            return True
        topic = self.topic
        if topic is None or topic.sentence != clause.sentence:
            return False
        return topic.family.id in ("rd_staff", "other_staff", "nothing_here")

    def rank(self, index: int, clause: Clause, quantity: Quantity) -> bool:
        """A rank belongs to the scope (全国, 全省, 全球) named last before it in its sentence."""
        scopes = [
            scope
            for scope in self.found.scopes
            if scope.start < quantity.start + 1 and self.sentence_of(scope.start) == clause.sentence and self.states_at(scope.start)
        ]
        if not scopes:
            return False
        sentence = "".join(part.text for part in self.clauses if part.sentence == clause.sentence)
        if any(m.told.id == "science_award_3y" and self.sentence_of(m.start) == clause.sentence for m in self.found.mentions) or (
            "等奖" in sentence
        ):
            return True
        if _CONTEST.search(self.clauses[index].text):
            return True
        fact = scopes[-1].family.reads.get("rank")
        # 省内第1，老二是金华那家: the first rank in a scope is the speaker's own.
        told = any(claim.fact == fact and claim.start > scopes[-1].start for claim in self.claims)
        if told and not self.markers["correction"].search(self.text, scopes[-1].start, quantity.start):
            return True
        if fact:
            self.claim(fact, quantity, index, "", "", 0)
        return True

    def sentence_of(self, position: int) -> int:
        return next((clause.sentence for clause in self.clauses if clause.start <= position < clause.end), -1)

    def start_of_sentence(self, position: int) -> int:
        sentence = self.sentence_of(position)
        return min((clause.start for clause in self.clauses if clause.sentence == sentence), default=position)

    def states_at(self, position: int) -> bool:
        return next((clause.states for clause in self.clauses if clause.start <= position < clause.end), False)

    # -- claims

    def record(
        self, index: int, clause: Clause, family: Family, reads: Mapping[str, str | None], fact: str | None, kind: str,
        quantity: Quantity, period: str, growth: int, part: str, asked: bool,
    ) -> None:
        if self.queue:
            self.queue.pop(0)
        if fact is None:
            return
        if fact in IP and self.uncounted(clause, quantity):
            self.skipped_in.add(index)
            if self.topic is not None:
                self.topic.taken.discard((quantity.kind, period))
            return
        if fact == "main_revenue_avg_3y" and self.one_of_a_list(clause, quantity):
            return
        if fact == "employees" and _INSURED.search(self.text[clause.start : quantity.start]):
            period = "insured"
        if fact.startswith("equity") and period == "other" and any(claim.fact.startswith("equity") for claim in self.claims):
            return
        if fact.startswith("equity") and period in ("last", "prev") and not self.equity_meant(clause):
            return
        promised = _PROMISED.search(self.text[clause.start : quantity.start])
        if fact.startswith("equity") and (promised or _NOT_PAID_IN.match(self.text, quantity.end, clause.end)):
            self.topic = self.topic if not asked else asked_topic(self.asked)
            return
        if period in ("both", "each3") and f"{kind}@{period}" not in reads:
            earlier = reads.get(f"{kind}@prev")
            base = reads.get(f"{kind}@last") or fact
            for each in (base, earlier):
                if each:
                    self.claim(each, quantity, index, part, period, growth, asked)
            return
        self.claim(fact, quantity, index, part, period, growth, asked)

    def one_of_a_list(self, clause: Clause, quantity: Quantity) -> bool:
        """近三年主营1.1亿、1.25亿、1.42亿: no average."""
        listed = "、" in (self.text[quantity.end : quantity.end + 1], self.text[max(0, quantity.start - 1) : quantity.start])
        return listed and not _AVERAGED.search(self.text[clause.start : quantity.start]) and "年均" not in clause.text

    def uncounted(self, clause: Clause, quantity: Quantity) -> bool:
        beside = _GRANTED_OR_NOT.search(self.text[clause.start : quantity.start])
        if beside:
            return not beside.group(1)
        if _NOT_OWN.match(self.text, quantity.end):
            return True
        if _DRAFTED.search(self.text[clause.start : quantity.start]):
            return True
        match = self.markers["not_counted"].search(clause.text)
        return match is not None and "授权" not in clause.text.replace("没授权", "").replace("未授权", "").replace("待授权", "")

    def claim(
        self, fact_id: str, quantity: Quantity, index: int, part: str, period: str, growth: int, asked: bool = False
    ) -> None:
        fact = FACTS[fact_id]
        low, high = quantity.low, quantity.high
        if quantity.kind == "calendar":
            if self.on is None or low is None:
                return
            low = high = self.on.year - low
        bare = quantity.kind == "plain" and low is not None and low == high and low < _FEWEST_OF_WAN
        if fact.type == "money" and bare and low is not None and self.in_hundred_millions(quantity):
            low = high = low * 1e4
        if fact.type == "years" and quantity.kind in ("plain", "count") and low is not None and low == high and low >= 1900:
            if self.on is None or low > self.on.year:
                return
            low = high = self.on.year - low
        high_open, low_open = quantity.high_open and high != low, quantity.low_open
        negative = growth < 0 and ("growth" in fact_id or fact_id == "net_margin")
        if negative and low is not None and high is not None and low >= 0:
            low, high = -high, -low
            low_open, high_open = high_open, low_open
        elif negative and low is not None and high is None:
            floor = -low
            low, high = None, floor
        elif negative and low is None and high is not None and high > 0:
            low, high, low_open, high_open = -high, 0.0, high_open, False
        if low is None:
            low = fact.least if high is None else min(fact.least, high)
        if high is None:
            high = max(fact.most, low)
        elif high_open and high - fact.grain > low and (fact.type != "int" or high == int(high)):
            high = round(high - fact.grain, 4)
        if low_open and low + fact.grain < high:
            low = round(low + fact.grain, 4)
        if fact.type == "int" and low != high:
            low, high = float(int(low + 0.999)), float(int(high))
        text = self.text[quantity.start : quantity.end]
        if fact_id == "years_in_operation" and quantity.kind == "years" and _EVER_SINCE.match(self.text, quantity.end):
            self.claims.append(Claim("years_in_niche", low, high, text, index, quantity.start))
        self.claims.append(
            Claim(fact_id, low, high, text, index, quantity.start, part, period, asked, quantity.kind == "plain")
        )

    def of_all_sales(self, clause: Clause, quantity: Quantity) -> Quantity:
        """主导产品占全部销售81: a share, however it is written."""
        if quantity.kind != "plain" or not _TAKES_OF_ALL.search(self.text[clause.start : quantity.start]):
            return quantity
        return replace(quantity, kind="percent") if 1 < (quantity.low or 0.0) <= 100 else quantity

    def like_the_one_before(self, quantities: list[Quantity], position: int) -> Quantity:
        """去年3.1个点前年2.7: a bare figure behind a percentage and another year is one as well."""
        quantity = quantities[position]
        if not position or quantity.kind != "plain" or (quantity.low or 0.0) > 100:
            return quantity
        if self.like_the_one_before(quantities, position - 1).kind != "percent":
            return quantity
        between = self.text[quantities[position - 1].end : quantity.start]
        return replace(quantity, kind="percent") if _ANOTHER_YEAR.fullmatch(between) else quantity

    def in_hundred_millions(self, quantity: Quantity) -> bool:
        """1.18亿，不对，是1.43: in the unit of the amount before it."""
        earlier = [other for other in self.quantities if other.kind == "money" and other.start < quantity.start]
        return bool(earlier) and "亿" in self.text[earlier[-1].start : earlier[-1].end] and self.claims != []

    def zeros(
        self, index: int, clause: Clause, cues: list[Cue], quantities: list[Quantity], periods: list[Period]
    ) -> None:
        """发明没有, 没有参与制定标准: none."""
        last = self.claims[-1] if self.claims else None
        none_in_two = not cues and last is not None and last.fact == "equity_financing_2y" and last.low == last.high == 0
        if none_in_two and last is not None and _NOR_IN_THREE.fullmatch(clause.text):
            self.claims.append(replace(last, fact="equity_financing_3y", start=clause.start))
        if index in self.skipped_in or self.markers["unknown"].search(clause.text):
            return
        if _AS_BEFORE.search(clause.text) and [cue.family.id for cue in cues] == ["main_revenue"] and not quantities:
            self.claims.append(Claim("main_growth", 0.0, 0.0, clause.text, index, clause.start))
            return
        none_granted = bool(_NONE_GRANTED.search(clause.text)) and not any(
            claim.fact == "invention_patents" for claim in self.claims
        )
        applied_for = index > 0 and not cues and "申请" in self.clauses[index - 1].text
        none_granted = none_granted or (applied_for and _NONE_YET.fullmatch(clause.text) is not None)
        families = [cue.family.id for cue in cues] or ([self.topic.family.id] if self.topic is not None else [])
        if none_granted and families[-1:] == ["invention"] and not self.of_them_granted(clause):
            self.claims.append(Claim("invention_patents", 0.0, 0.0, clause.text, index, clause.start))
            return
        for position, cue in enumerate(cues):
            if not cue.family.zero or cue.start in self.used:
                continue
            # 一起搞研发没有过: no joint work, which is not no research.
            if cue.family.id.startswith("equity") and _LONGER_AGO.search(clause.text):
                continue
            if cue.family.id == "rd" and (_STUCK.search(clause.text) or _SHORT_OF_MARK.search(clause.text)):
                continue
            if cue.family.id == "standards" and _MEASURED_BY.search(clause.text):
                continue
            if cue.family.id == "rd" and _JOINTLY.search(self.text[clause.start : cue.start]):
                continue
            ends = [c.end for c in cues[:position]] + [q.end for q in quantities if q.end <= cue.start]
            starts = [c.start for c in cues[position + 1 :]] + [q.start for q in quantities if q.start >= cue.end]
            left_edge, right_edge = max([clause.start, *ends]), min([clause.end, *starts])
            right = self.text[cue.end : right_edge]
            if right_edge < clause.end and any(q.start == right_edge for q in quantities) and "没" in right:
                continue
            if polarity(self.text[left_edge : cue.start], right, "zero") is not False:
                continue
            for entry in cue.family.zero:
                fact, _, wanted = entry.partition("@")
                never = bool(_NEVER.search(clause.text))
                never = never or (self.asked is None and not periods and _NEVER_RAISED.search(clause.text) is not None)
                if wanted and not never and not any(p.name in (wanted, "both") for p in periods) and fact != self.asked:
                    continue
                self.claims.append(
                    Claim(fact, 0.0, 0.0, clause.text, index, cue.start, self.part(cue), "", False, False)
                )


_RESULT = re.compile(
    r"(?:平均(?:下来|每年|一年)?|年均|均值|算下来|除下来|算出来|复合(?:下来|增长率?)?)(?:是|有|为|大概|约|差不多|正好|刚好|就是|"
    r"也就|涨|增长?|长|了|:|"
    r",)*$"
)
# Asked about a class of rights, the patents that make it up answer for it.
_COUNTED_UNDER: Final = {
    "class1_ip": "invention_patents", "class1_ip_own": "invention_patents", "class1_ip_high_value": "invention_patents",
    "class2_ip": "other_ip",
}


def _within(inner: Quantity, outer: Quantity) -> bool:
    """Whether a range lies in another one of its kind (一个亿不到，九千六百多万)."""
    if inner.kind != outer.kind or inner.low is None or inner.high is None:
        return False
    return (outer.low is None or outer.low <= inner.low) and (outer.high is None or inner.high <= outer.high)


def assign(
    text: str, clauses: list[Clause], quantities: list[Quantity], found: Found, periods: list[Period],
    asked: str | None, on: date | None,
) -> list[Claim]:
    """Every value that the clauses state for a numeric fact, in the order of the text."""
    counted = without_parts_of_totals(text, quantities, asked)
    claims = _Assigner(text, clauses, counted, found, periods, asked, on).run()
    if asked is None:
        claims += alone(clauses, quantities, periods, found, claims)
    claims += shares_told_after(clauses, quantities, found, claims)
    return settled(claims, text)


__all__ = ["HEDGED", "assign"]
