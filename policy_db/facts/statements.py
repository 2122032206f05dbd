"""Facts told by words: titles held, things had or done, bad news, awards, levels, sector and place."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from policy_db.facts.catalog import FACTS, FactValue
from policy_db.facts.cues import Found, Mention
from policy_db.facts.lexicon import Told, load_lexicon
from policy_db.facts.places import AmbiguousPlace, find_places
from policy_db.facts.places import Found as Place
from policy_db.facts.polarity import polarity
from policy_db.facts.quantities import find_quantities
from policy_db.facts.segments import Clause, masked

_LIST_JOINT = re.compile(r"^(?:企业|的|称号|和|跟|与|及|还有|以及|或者?|也|都|认证|证书|方面|[,，、/ ])*$")
_BARE_REST = re.compile(r"^(?:企业|的|称号|和|跟|与|及|认证|证书|记录|情况|行为|之类|等|啥|也|还有|以及|或者?|[,，、 ])*$")
_NEGATION_END = re.compile(r"(?:不(?!过$)|没|没有|未|无|从不|从没|不是)(?:被|有|是|过|会)?$")
# A denial right before the next mention belongs to that one (没有违法记录也没偷税).
_OF_THE_NEXT = re.compile(r"(?<=.)(?:也|又|更|还|都|且|并)(?:没有?|不是|不|无|未)(?:被|有|是|做)?$")
_TAKEN_BACK = re.compile(r"[,， ]+(?:但是?|不过|可是)?(?:还|都|也|就)?(?:没|不|未)")
_NOT_YET = re.compile(r"[,， ]+(?:但是?|不过|可是)?(?:还|都)(?:没|未)")
# Spoken lists without a stop: 没有欠薪没有失信 puts the verb before each name, 高企有小巨人没有 after it.
_LEADING = re.compile(r"(?:没有?|无|未|不是|有|是)(?:过|被)?$")
_PREDICATE = re.compile(
    r"(?:也|都|已经?|还|倒|目前)*(?:是的?(?!市|省)|有的?|有了|没有?|不是"
    r"|评上了?|拿到了?|过了|没评上|没拿到|没做|做了)(?:的|了|过)?"
)
_PREDICATE_END = re.compile(r"(?:也|都|还)?(?:没有?|无|未|不是|有|是)(?:过|被)?$")
_NATION = re.compile(r"国家")
_PROVINCE = re.compile(r"省(?!内)|浙江")
_CITY = re.compile(r"(?<!超)(?<!城)市(?!场|占|值)")
_LEVELS: Final = (
    (re.compile(r"国家级?|部级"), "nation"), (re.compile(r"省(?:部)?级?|浙江省"), "province"),
    (re.compile(r"(?:县|区)(?:级|里)?|市级以下"), "below_city"), (re.compile(r"(?:地)?市(?:级|里)?"), "city"),
)
_LEVEL_BEFORE = re.compile(
    r"(国家级?|部级|省(?:部)?级|省(?=重点)|省里的?|(?:地)?市级|市里的?|(?:县|区)级)"
    r"(?:的|(?:给|为)我们|评|批|认定|高新|了|个|认定的|企业|重点|高新技术|中小|中小企业|公共|服务|[\d一二两三个家]|工程|工程技术)*$"
)
_LEVEL_AFTER = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,10}?)(?:目前|现在|升(?:到|为|级为|级到|格为|成)了?|是|属于|评上了?|认定为|为|级别是|级别)"
    r"(国家级?|部级|省(?:部)?级|省里|(?:地)?市级|市里|(?:县|区)级)"
)
_LEVEL_ALONE = re.compile(
    r"^(?:也)?(?:是|被)?(?:[\u4e00-\u9fff]{2,3}?)?(国家级?|省(?:里|级)|市(?:里|级)|[县区](?:里|级))(?:认定|评|的|$)"
)
_PLATFORM = re.compile(r"(国家级?|省级?|部级)?(?:的)?(?:专精特新)?(?:中小企业)?(?:公共)?(?:服务)?示范平台(?:称号)?")
_PLATFORM_IS = re.compile(r"(?:示范平台|服务平台)(?:我们|嘛|呢|也|倒|已经?|的?级别)*(?:是|属于|评的是)(国家级|省级|部级)")
_OF_PROVINCE = re.compile(r"(?:但是?|不过)?省(?:级|里)的?(?:倒|也|都|是|早就|已经)*(?:(没)|有|评上|拿到)")
_SERVICES = re.compile(
    r"[一二两三四五六七\d](?:项|类|种)(?:公共)?服务|"
    r"(?:能|可以|可)?(?:做|提供|干)的?(?:公共)?服务|服务(?:项目|内容|种类)"
)
_HEADING = re.compile(
    r"(?:这|那)?[一二三四两\d]个(?:称号|资质|牌子|证)(?:我们)?(?:都|全)?有|(?:企业|已有|现有|主要|已获|已取得)?的?(?:资质|荣誉|"
    r"证书|认证|称号|奖项)(?:荣誉|情况|证书)?(?:有)?"
)
_AWARDED = re.compile(
    r"(?:我们|我司|公司|我们公司|我们厂)?是?(?:\d{2,4}年|去年|前年|第[一二三四五六七八九十\d]+批)(?:就|才|刚)?"
    r"(?:评上?|认定|拿到|批下来|批|公告)(?:了|的)(?!是)(?!.*(?:没|不|未|过期|失效|取消|撤))"
)
_LOST = re.compile(
    r"^(?:可惜|结果|但是?)?落选|^(?:至今|到现在)?(?:还|都)(?:还)?不是|(?:复核|复审)[^,，]{0,3}[没未](?:通?过|上)|没过(?:复核|"
    r"复审)|(?<!没)(?:过期|失效)了|"
    r"[没未]续|被(?:取消|撤销|摘)"
)
_NOT_WON = re.compile(r"(?:过期|到期|失效)[^,，]{0,6}(?:没|不)(?:有)?(?:再)?续|^[^,，]{0,6}没(?:有)?(?:再)?续|"
    r"^落选|^(?:但是?|可惜|结果|最后|就是|都|也)*(?:没|未)(?:能)?(?:评上|中|拿到|选上|成|获|轮上)")
_GOT = re.compile(r"(?<![没未])(?:得|拿|获|评)(?:的|了|过|到)|(?:排|位|列)[^没不]{0,4}第")
# 现在想上单项冠军，这个还没有: it takes up what was named last.
_NOT_THAT = re.compile(
    r"(?:但是?|不过|可)?(?:这个|那个|这|那)?(?:目前|现在|暂时|我们)*(?:还|都|倒|也)*(?:没有?|不是)(?:有|拿到?|评上?|做|办|上|的|"
    r"呢|呀|啊|过)*"
)
_WON = re.compile(r"等奖|排名?第|排[第前]|前[三五]")
_DENIES_AT_ONCE = re.compile(r"(?:结果|可惜|但|却|并|里面|里头)?(?:不|没)")
_NEXT_CLAUSE = re.compile(r"[,，](?:的话|[,， ])*([^,，。;；]+)")
_NO_NATIONAL_AWARD = re.compile(
    r"国家(?:级)?(?:的)?(?:科技)?(?:奖(?:项)?)?(?:目前|倒|也|都|还|从来|一直|更)*(?:没有?|无)(?:$|[,，。;；]|拿|得|评|过)"
)
_NOR_PROVINCIAL = re.compile(r"省(?:级|里)?的?(?:也|都|更|同样)+(?:没有?|无)")
_APPLIED = re.compile(r"(?:申)?报(?:了|上去了?|上去的|过)$|(?:提交|递交|交)(?:了|上去了?)$|(?:刚|已经?)(?:申)?报$")
_NOTHING_HEARD = re.compile(
    r"(?:但是?|不过|还|都|目前|现在)*(?:公示|结果|名单|批文|证书?|通知)?(?:都|也|还)*(?:没(?:出|下来|批|消息|动静|公布|公示|结果|"
    r"到)|在(?:公示|评审|等)|等)"
)
# 无环境、质量、安全生产方面的违法记录
_CLEAN_LIST = re.compile(
    r"(?:无|没有(?:受过|受到过?)?|未受到?过?|未发生|未出现|不存在)(?:过)?(?:任何)?(?:近三年(?:内|来)?的?)?((?:环境|环保|质量|安全生产|安全|消防|税务|税收|、|/|和|及|与|"
    r"以及)+)(?:等)?(?:各?方面)?的?(?:重大)?(?:违法|违规|处罚|行政处罚)")
_REGAINED = re.compile(
    r"^(?:结果)?(?:名单)?(?:今年|去年|上个?月|刚刚?|又|后来|重新|已经|现在)*(?:续上|续了|续期|又?(?:评上|认定(?:上|了|通过)|"
    r"通过了|拿回来|补上|发文|公布了|公告了|出来了))"
)
# 19年被环保罚过一回
_SHORT_YEAR = re.compile(r"(?<![\d.])([012]\d)年(?=被|那|的时候|拿|得|获|评|[^\d,，]{0,4}(?:罚|查|偷|漏|欠|出过))")
# 前几年环保被罚过，这三年没有
_NOT_SINCE = re.compile(
    r"[,，;；。 ](?:但|不过|可)?(?:是)?(?:(?:近|这|最近)(?:三|几|两|3)年(?:内|里|来)?|之后|后来|后面|以后|此后)(?:都|也|就|倒|"
    r"再)*(?:没|无|干净|很干净|正常)"
)
_FIRM_IN = re.compile(r"(?:公司|我们|企业|高企|厂|的|年)在$")
_GOES_ON_AFTER = re.compile(r"$|去年|员工|现在|能|可以|的|[,，]|成立|注册|办")
_FOUNDED_THERE = re.compile(r"注册|成立|办厂|建厂|登记|开(?:的)?厂")
_RAISED = re.compile(r"升(?:到|为|级为|级到|格为|成|上)?(?:了)?(国家|省|市)级")
# 市场监管局抽检去年判了不合格，罚3.2万
_FINED_BY = re.compile(
    r"(?:环保|环境|安监|安全违法|应急|质监|抽检|消防|市监|市场监管)(?:(?!没|未|不(?!合格)|无)[^。；;]){0,20}罚(?:了|款)?[\d一二三四五六七八九十百.]+(?:万|千|块|元)")
_WITH_WORKS: Final = "_with_works"
_WORKS = re.compile(r"厂|车间|工人|生产线?|流水线")
_NO_PROVINCIAL_AWARD = re.compile(r"省(?:级|里)?的?(?:科技)?奖(?:项)?(?:近三年|这三年|倒|也|都)*(?:没有?|无)")
_OTHER_AWARD = re.compile(r"(?<!获)(?<!得)奖(?!单位|名单|人)|创客|国家级?的|省(?:级|里)的|产值|营收|标准|专利")
_PLACE_AMONG = re.compile(r"(?:排|第|位列|列|前)[第前名在]*[一二三四五六七八九\d]")
_OURS = re.compile(r"我们|我司|咱|本公司|我公司|我厂|俺|我是|敝司")
_CONSEQUENCE = re.compile(r"会不会|影响|还能|会被|怎么办|取消")
_ONCE = re.compile(r"之前|以前|原先|原来|曾经|早先|那时|当时")
_SAID_BARE: Final = frozenset({"listed", "unique_technology"})
_OLD: Final = frozenset({"major_incident_3y", "violation_3y", "tax_violation_3y", "science_award_3y"})


def _before_and_after(text: str, clause: Clause, mention: Mention, found: Found) -> tuple[str, str]:
    """The words of the clause around a mention, up to the next mention or cue."""
    spans = [(item.start, item.end) for item in found.mentions] + [(item.start, item.end) for item in found.cues]
    start = max([clause.start] + [stop for _, stop in spans if stop <= mention.start])
    first = min(begin for begin, _ in spans if begin >= clause.start)
    leading = bool(_LEADING.search(text[clause.start : first]))
    end = min([clause.end] + [begin for begin, _ in spans if mention.end <= begin < clause.end])
    left, right = text[start : mention.start], text[mention.end : end]
    if end != clause.end:
        right = _OF_THE_NEXT.sub("", right)
        if leading:
            right = _PREDICATE_END.sub("", right)
    if start != clause.start and not leading and _PREDICATE.match(right):
        left = _PREDICATE.sub("", left)
    return left, right


def _phrase(told: Told, text: str) -> bool | None:
    """What the whole phrases of the lexicon settle for a clause."""
    if told.no is not None:
        match = told.no.search(text)
        if match:
            return False
    if told.yes is not None:
        match = told.yes.search(text)
        if match and not _NEGATION_END.search(text[max(0, match.start() - 4) : match.start()]):
            return True
    return None


def _inherit(said: list[tuple[Mention, Clause, bool | None]], text: str, found: Found) -> list[bool | None]:
    """A bare name in a list shares the verb of its neighbour (高新、专精特新都有; 没有欠薪、事故)."""
    values = [value for _, _, value in said]
    for index in range(len(said) - 2, -1, -1):
        mention, clause, value = said[index]
        following, after, _ = said[index + 1]
        between = text[mention.end : following.start]
        if value is not None or clause.sentence != after.sentence or not _LIST_JOINT.match(between):
            continue
        if (clause is after or after.bare_list) and _bare(text, clause, mention, index):
            values[index] = values[index + 1]
    for index in range(1, len(said)):
        mention, clause, value = said[index]
        previous, before, _ = said[index - 1]
        between = text[previous.end : mention.start]
        if values[index] is not None or clause.sentence != before.sentence or not _LIST_JOINT.match(between):
            continue
        # 自己没上市，单独的法人: what is denied of one thing is not denied of another kind of thing.
        if values[index - 1] is False and mention.told.style != previous.told.style and not clause.bare_list:
            continue
        beyond = [other.start for other in found.mentions if mention.end <= other.start < clause.end]
        if _BARE_REST.match(text[mention.end : min([clause.end, *beyond])].lstrip("的")):
            values[index] = values[index - 1]
    return values


def _bare(text: str, clause: Clause, mention: Mention, index: int) -> bool:
    """Whether nothing but the speaker stands before a name at the head of a list."""
    return bool(re.match(r"^(?:我们|公司|企业|我司|的|,|，)*$", text[clause.start : mention.start])) or index > 0


def _too_old(clause: Clause, on: date | None) -> bool:
    """Whether a clause speaks of more than three years ago."""
    if load_lexicon().markers["past_three_years"].search(clause.text):
        return True
    years = [quantity.low for quantity in find_quantities(clause.text, on) if quantity.kind == "calendar"]
    years += [2000.0 + int(match.group(1)) for match in _SHORT_YEAR.finditer(clause.text)]
    return any(year is not None and (on is None or on.year - year > 3) for year in years)


def read_told(
    text: str, clauses: list[Clause], found: Found, asked: str | None, on: date | None, *, described: bool = False
) -> dict[str, FactValue]:
    """The facts told by words in the clauses that state something. Contradictory statements cancel each other.

    ``described``: the message tells other facts of the enterprise, so that a bare name beside them (高新企业，营收3亿)
    describes it too, unless the message asks something.
    """
    telling = asked is None and len(clauses) > 1
    asked_about = any(
        clause.start <= mention.start < clause.end and mention.told.style == "title"
        for clause in clauses if not clause.states or clause.plan for mention in found.mentions
    )
    plain = telling and not asked_about and sum(clause.states and not clause.plan for clause in clauses) > 1
    lexicon = load_lexicon()
    said: list[tuple[Mention, Clause, bool | None]] = []
    services = {clause.sentence for clause in clauses if _SERVICES.search(clause.text)}
    for clause in clauses:
        others = clause.foil and not clause.plan and not clause.question
        if not (clause.states or others) or lexicon.markers["unknown"].search(clause.text):
            continue
        for mention in found.mentions:
            # Asked what services are on offer, 上市辅导 and 知识产权应用 name services.
            if clause.start <= mention.start < clause.end and asked != "platform_services" and clause.sentence not in services:
                said.append((mention, clause, None if others else _value(text, clause, mention, found, asked)))
    values = _inherit(said, text, found)
    for index, (mention, clause, _) in enumerate(said):
        lost = {"title": _LOST, "have": _NOT_WON}.get(mention.told.style)
        if values[index] and lost is not None and _lost_after(clause, clauses, found, lost):
            values[index] = False
    for index, (mention, clause, _) in enumerate(said):
        if mention.told.style == "title" and values[index] is False and _lost_after(clause, clauses, found, _REGAINED):
            values[index] = True
    for index, (mention, clause, _) in enumerate(said):
        if mention.told.style == "title" and values[index] is not False and _still_open(clause, clauses):
            values[index] = False
    for index, (_, clause, value) in enumerate(said):
        if value is None and values[index] is None and clause.foil:
            following = _after(clause, clauses)
            if following is not None and following.states and _NOT_THAT.fullmatch(following.text):
                values[index] = False
    for index, (mention, clause, _) in enumerate(said):
        if values[index] is None and mention.told.id == "science_award_3y" and not clause.plan:
            whole = _with_rank(clause, clauses)
            if whole != clause.text and _GOT.search(whole):
                values[index] = True
    for clause, fact in _taken_up(clauses, found) if asked is None else ():
        titled = [mention for mention in found.mentions if mention.told.id == fact]
        if not any(mention.told.id == fact and value is not None for (mention, _, _), value in zip(said, values)):
            said.append((titled[0], clause, True))
            values.append(True)
    headed = {clause.sentence for clause in clauses if clause.states and _HEADING.fullmatch(clause.text)} if plain else set()
    result: dict[str, set[FactValue]] = {}
    names: list[str] = []
    for index, (mention, clause, _) in enumerate(said):
        if telling and values[index] is None and _merely_named(mention, clause):
            values[index] = True
    for (mention, clause, _), value in zip(said, values):
        if value is None and not clause.states:
            continue
        if value is None and clause.sentence in headed and mention.text == clause.text.strip("的"):
            value = True
        if value is None and plain and mention.told.style == "title" and mention.text == clause.text.strip("的"):
            names.append(mention.told.id)
        if value is None and plain and mention.told.id in _SAID_BARE and mention.text == clause.text.strip("的"):
            names.append(mention.told.id)
        if mention.told.id in _OLD and _NOT_SINCE.match(text[clause.end :]) and _too_old(clause, on):
            result.setdefault(mention.told.id, set()).add(False)
            continue
        if value is None or mention.told.none or (mention.told.id in _OLD and _too_old(clause, on)):
            continue
        if mention.told.id == "science_award_3y":
            for fact, award in _award(_with_rank(clause, clauses), value):
                result.setdefault(fact, set()).add(award)
            continue
        result.setdefault(mention.told.id, set()).add(value)
        if mention.told.id == "rd_institute" and value is True:
            raised = _RAISED.search(text[clause.start :])
            level = _level(raised.group(1)) if raised else None
            level = level or _institute_level(text, clause, mention) or _level_told_after(clause, clauses)
            if level:
                result.setdefault("rd_institute_level", set()).add(level)
    for clause in clauses:
        if clause.states:
            of_services = asked == "platform_services" or clause.sentence in services
            for told in () if of_services else lexicon.told.values():
                if (told.yes is None and told.no is None) or told.none:
                    continue
                doubted = told.id == asked and lexicon.markers["unknown"].search(clause.text)
                settled = None if _ONCE.search(clause.text) or doubted else _phrase(told, clause.text)
                if clause.plan and told.style != "named" and (settled or not re.search(r"没|不|无", clause.text)):
                    continue
                if settled is not None and not (told.id in _OLD and _too_old(clause, on)):
                    result[told.id] = {settled}
            platform = _platform(clause, plain)
            if platform is None and (below := _OF_PROVINCE.match(clause.text)) and _PLATFORM.search(text[: clause.start]):
                platform = None if below.group(1) else "province"
            if platform:
                result["platform_title"] = {platform}
    if described or result:
        for fact in names:
            if fact in FACTS:
                result.setdefault(fact, set()).add(True)
    if asked is None and _NO_PROVINCIAL_AWARD.search(text) and "science_award_3y" in result:
        result.setdefault("provincial_award_top3", set()).add(False)
    if asked is None or asked in _OLD:
        for fact in _no_breaches(text):
            result[fact] = {False}
        if (fined := _FINED_BY.search(text)) and "税" not in fined.group() and all(clause.states for clause in clauses):
            result["violation_3y"] = {True}
    if _NO_NATIONAL_AWARD.search(text) and any(mention.told.id == "science_award_3y" for mention in found.mentions):
        for fact in ("national_award_top3", "national_award_top5"):
            result.setdefault(fact, set()).add(False)
        if _NOR_PROVINCIAL.search(text):
            result.setdefault("science_award_3y", set()).add(False)
    for fact, values_said in result.items():
        if len(values_said) > 1 and fact in lexicon.told and lexicon.told[fact].several:
            result[fact] = {True}
    return {fact: values.pop() for fact, values in result.items() if len(values) == 1}


# Titles that nobody names as what is applied for.
_NAMED_AS_HELD: Final = frozenset({"is_hightech", "is_tech_sme", "legal_person"})
_DOUBT = re.compile(
    r"没|不|未|无|非|停|撤|曾|以前|之前|差|缺|别的|他们|过期|取消|失效|想|能|(?<![主重首需])要|等|快|可|报|申请|冲|条件|政策|奖励|"
    r"补贴|标准"
)


def _no_breaches(text: str) -> list[str]:
    """无环境、质量、税务方面的违法: the facts that a list of what there is none of denies."""
    kinds = "".join(clean.group(1) for clean in _CLEAN_LIST.finditer(text))
    denied = ["violation_3y"] if re.search(r"环境|环保|质量|安全", kinds) else []
    return [*denied, "tax_violation_3y"] if "税" in kinds else denied


def _merely_named(mention: Mention, clause: Clause) -> bool:
    """Whether a message that tells facts names one more that it has, with nothing in the clause to doubt it (自有品牌"海力")."""
    told, text = mention.told, clause.text
    if not clause.states or clause.plan or told.none or not (told.style == "have" or told.id in _NAMED_AS_HELD):
        return False
    if told.unless is not None and told.unless.search(text):
        return False
    markers = load_lexicon().markers
    doubts = (_DOUBT, markers["pending"], markers["unknown"], markers["expired"])
    return not any(doubt.search(masked(text)) for doubt in doubts)


def _after(clause: Clause, clauses: list[Clause]) -> Clause | None:
    """The clause that follows, in the same sentence or not."""
    return next((other for other in clauses if other.start >= clause.end), None)


def _lost_after(clause: Clause, clauses: list[Clause], found: Found, lost: re.Pattern[str]) -> bool:
    """小巨人22年拿的，今年复核没过; 报过一次市质量奖，没评上: the next clause, which names nothing, takes it back."""
    following = _after(clause, clauses)
    if following is None or not following.states or following.sentence != clause.sentence:
        return False
    named = any(following.start <= mention.start < following.end for mention in found.mentions)
    return not named and bool(lost.search(following.text))


def _still_open(clause: Clause, clauses: list[Clause]) -> bool:
    """创新型中小企业今年报了，公示还没出: applied for, and nothing heard yet."""
    following = _after(clause, clauses)
    if following is None or following.sentence != clause.sentence or not _APPLIED.search(clause.text):
        return False
    return bool(_NOTHING_HEARD.match(following.text))


def _taken_up(clauses: list[Clause], found: Found) -> list[tuple[Clause, str]]:
    """小巨人复核看什么？我们24年评上的: the clause that takes up the one title spoken of before it, and that title."""
    taken = []
    for clause in clauses:
        if not (clause.states and not clause.plan and _AWARDED.match(clause.text)):
            continue
        titles = {
            mention.told.id for mention in found.mentions if mention.start < clause.start and mention.told.style == "title"
        }
        inside = any(clause.start <= mention.start < clause.end for mention in found.mentions)
        if len(titles) == 1 and not inside and (fact := titles.pop()) in FACTS:
            taken.append((clause, fact))
    return taken


def _value(text: str, clause: Clause, mention: Mention, found: Found, asked: str | None) -> bool | None:
    told = mention.told
    if _ONCE.search(clause.text) and told.style == "title" and asked != told.id:
        return None
    if told.unless is not None and told.unless.search(clause.text):
        return None
    left, right = _before_and_after(text, clause, mention, found)
    whole = masked(text[clause.start : clause.end])
    if told.style == "credit":
        return None
    value = polarity(left, right, told.style, plan=clause.plan)
    if value is None and told.id == "science_award_3y" and not clause.plan and _WON.search(mention.text + right):
        return True
    if value is True and told.style == "title" and (clause.plan or (clause.cut and not _OURS.search(clause.text))):
        return None
    if value is True and told.style == "bad" and asked is None and _supposed(text, clause):
        return None
    if value is True and told.over is not None and told.over.search(text):
        return None
    if value is True and told.grave is not None and asked != told.id and not told.grave.search(clause.text):
        return None
    if value is not False and told.id == asked and _denied_next(told, text[clause.end :]):
        return None
    answering = (asked != told.id or told.bare) and told.style == "have" and not clause.plan
    if value is not False and answering and _answered_no(told, clause, mention):
        return False
    if value is None and not clause.plan and (told.bare or (told.id == asked and told.style != "bad")):
        value = not re.search(r"没有?|不(?!锈|同)|未|无(?!锡)", whole)
        if value and told.id == asked and not told.several and _TAKEN_BACK.match(text[clause.end :]):
            return None
        if value and told.id == asked and _NOT_YET.match(text[clause.end :]):
            return None
        if not value and told.bare and not re.search(r"没有?|不|未|无", left + right):
            value = True
        elif not value:
            return None
    if value is True and told.style == "bad" and told.bare:
        return None
    return value


def _denied_next(told: Told, rest: str) -> bool:
    """对照过目录了，不在里面: the next clause denies what this one only names."""
    beside = _NEXT_CLAUSE.match(rest)
    if beside is None or told.asked_no is None:
        return False
    return bool(told.asked_no.search(beside.group(1)) and _DENIES_AT_ONCE.match(beside.group(1)))


def _answered_no(told: Told, clause: Clause, mention: Mention) -> bool:
    """安全标准化只有三级: the words beside a name that would deny it in reply to the question deny it here."""
    if told.asked_no is None or told.several:
        return False
    around = clause.text[: mention.start - clause.start] + "＊" + clause.text[mention.end - clause.start :]
    found = told.asked_no.search(around)
    return found is not None and not _NEGATION_END.search(around[max(0, found.start() - 4) : found.start()])


def _with_rank(clause: Clause, clauses: list[Clause]) -> str:
    """The clause, with those after it where they tell the place among the winners (国家科技进步奖，前年得的，排名第二)."""
    told = clause.text
    for other in clauses:
        if other.start < clause.end or other.sentence != clause.sentence:
            continue
        if _OTHER_AWARD.search(other.text):
            break
        told += other.text
    return told if _PLACE_AMONG.search(told) else clause.text


def _supposed(text: str, clause: Clause) -> bool:
    """出了环保处罚，会不会被摘牌: a question about a case, with nobody of whom it is said."""
    sentence = re.match(r"[^。！!;；\n]*", text[clause.start :])
    rest = sentence.group() if sentence else ""
    return bool(_CONSEQUENCE.search(rest)) and not _OURS.search(text)


def _award(text: str, value: bool) -> list[tuple[str, bool]]:
    nation, province, city = _NATION.search(text), _PROVINCE.search(text), _CITY.search(text)
    ranks = [quantity for quantity in find_quantities(text) if quantity.kind == "rank" and quantity.high is not None]
    rank = ranks[0].high if ranks else 1.0 if "第一完成" in text else None
    if not value:
        if nation and not province:
            return [("national_award_top3", False), ("national_award_top5", False)]
        if province and not nation:
            return [("provincial_award_top3", False)]
        return [] if city else [("science_award_3y", False)]
    won = [("science_award_3y", True)] if nation or province else []
    if nation and not province and rank is not None and rank <= 5:
        if rank <= 3:
            return [*won, ("national_award_top3", True), ("national_award_top5", True)]
        return [*won, ("national_award_top5", True), ("national_award_top3", False)]
    if province and not nation and rank is not None:
        return [*won, ("provincial_award_top3", rank <= 3)]
    return won


def _level(word: str) -> str | None:
    return next((level for pattern, level in _LEVELS if pattern.match(word)), None)


def _institute_level(text: str, clause: Clause, mention: Mention) -> str | None:
    before = _LEVEL_BEFORE.search(text[clause.start : mention.start])
    if before:
        return _level(before.group(1))
    inside = re.match(r"(省|市)级", mention.text)
    if inside:
        return _level(inside.group())
    after = _LEVEL_AFTER.match(text[mention.end : clause.end])
    return _level(after.group(1)) if after else None


def _level_told_after(clause: Clause, clauses: list[Clause]) -> str | None:
    following = [other for other in clauses if other.start >= clause.end and other.sentence == clause.sentence][:2]
    found = (match for other in following if (match := _LEVEL_ALONE.match(other.text)))
    match = next(found, None)
    return _level(match.group(1)) if match else None


def _platform(clause: Clause, plain: bool) -> str | None:
    match = _PLATFORM.search(clause.text)
    if match is None:
        return None
    if (told := _PLATFORM_IS.search(clause.text)) and not clause.plan:
        return _level(told.group(1))
    value = polarity(clause.text[: match.start()], clause.text[match.end() :], "title")
    if value is False:
        return "none" if not match.group(1) else None
    if match.group(1) and (value is True or (plain and match.group() == clause.text)):
        return _level(match.group(1))
    return None


def read_sector(clauses: list[Clause]) -> str | None:
    """The sector that a clause names as the enterprise's own."""
    works = any(_WORKS.search(clause.text) for clause in clauses if clause.states)
    named = {
        sector.removesuffix(_WITH_WORKS)
        for clause in clauses
        if clause.states and not clause.plan and not re.search(r"不是|不属于|不做|非|兼", clause.text)
        for sector, pattern in load_lexicon().sectors.items()
        if (works or not sector.endswith(_WITH_WORKS)) and pattern.search(clause.text)
    }
    return named.pop() if len(named) == 1 else None


def read_place(text: str, clauses: list[Clause]) -> str | None:
    """The place that a clause names as the enterprise's own; never a place named for another reason (浙江省的政策)."""
    rules = load_lexicon().places
    best: tuple[int, str] | None = None
    for clause in clauses:
        if not clause.states or clause.plan:
            continue
        for place in find_places(clause.text):
            if isinstance(place, AmbiguousPlace):
                continue
            if rules["ordinary"].match(clause.text[place.start : place.end]):
                continue
            before, after = clause.text[: place.start], clause.text[place.end :]
            if rules["not_before"].search(before) or rules["not_after"].match(after):
                continue
            if re.search(r"(?:不在|不是|非|(?:以前|原来|原先|早先|之前|从)(?:是|都|一直)?在?)$", before):
                continue
            if re.search(r"总部|总公司", before) and re.search(r"分公司|分支|分部|不是独立|没有?独立|用[^,，]{0,8}来?报", text):
                continue
            own_before, own_after = bool(rules["before"].search(before)), bool(rules["after"].match(after))
            if _FIRM_IN.search(before) and _GOES_ON_AFTER.match(after):
                own_before = True
            own_before = own_before or bool(before.endswith("在") and _FOUNDED_THERE.match(after))
            strong = own_before and (own_after or not after or bool(re.search(r"在|于|地|址|自|[搬迁]到", before)))
            if strong or (own_after and (not before or own_before or place.levels > 1)) or (own_before and place.levels > 1):
                rank = place.levels * 2 + (1 if re.search(r"注册|执照", before) else 0) * 10
                if best is None or rank > best[0]:
                    best = (rank, place.name)
    if best is None:
        return None
    # 宁波 慈溪: a chain that goes on over spaces and commas.
    longer = [place.name for place in find_places(text) if isinstance(place, Place) and place.name.startswith(best[1])]
    return longer[0] if longer else best[1]


def fact_of_style(fact: str) -> str:
    """The style under which a bool fact is told; have where the lexicon has no words for it."""
    told = load_lexicon().told.get(fact)
    return told.style if told else "have" if FACTS[fact].type == "bool" else ""


__all__ = ["fact_of_style", "read_place", "read_sector", "read_told"]
