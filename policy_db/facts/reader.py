"""What a message states about the enterprise: ``read_facts`` reads every fact of the catalogue from free Chinese text.

The steps, each in a module of its own: one form of the text (``text``, ``spelling``), numerals and quantities
(``numbers``, ``quantities``, ``durations``, ``bounds``), clauses that state something (``segments``), words that name
facts (``lexicon.yml``, ``cues``), years spoken of (``periods``), numbers to facts (``topics``, ``asides``, ``totals``,
``assignment``, ``shares``, ``alone``, ``claims``), facts told by words (``polarity``, ``statements``), and bare answers
to the question just asked (``answers``, ``arithmetic``). A wrong value is worse than none: what stays ambiguous is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from policy_db.facts import answers
from policy_db.facts.arithmetic import told_by_both, worked_out
from policy_db.facts.assignment import assign
from policy_db.facts.catalog import FACTS, FactValue
from policy_db.facts.claims import AVERAGES, Claim
from policy_db.facts.cues import Found
from policy_db.facts.denials import denied_next
from policy_db.facts.learned.opinion import reconsidered
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.reading import Reading, Rejected, in_wan, in_yuan, refusal, take, whole
from policy_db.facts.seen import Seen, see
from policy_db.facts.segments import Clause
from policy_db.facts.settling import settle
from policy_db.facts.statements import read_place, read_sector, read_told
from policy_db.facts.text import normalise

# Grades that somebody else gives: who has none does not know it.
_GRADED: Final = frozenset({"digital_level", "development_score"})
# 今年还没结束不好讲: not known of a year that nobody asks about.
_NOT_OVER = re.compile(r"(?:今年|明年|本年|后年)(?!.{0,4}(?:去年|上年))")
# 不晓得算不算 in reply to a question is no question of its own.
_BRIEF: Final = 10
_AT_A_DESK = re.compile(r"(?:做|搞|管)(?:行政|财务|会计|文员|出纳|人事|内勤)")
_WHETHER = re.compile(r"(?:不晓得|不知道|不清楚)(?:算不算|属不属于|是不是|达没达到)")
_HOW_MUCH = re.compile(r"具体(?:多少|是多少|数|比例|百分之几)|多少(?:具体)?")
_OF_THE_MARKET = re.compile(r"份额|占有率|市占")
_RANKING = re.compile(r"排|第几|名次|位次")
# What the figures of a reply add up to, or the mean of them, comes before any one of them.
_ADDED_UP: Final = AVERAGES | {"employees", "standards_count"}
# 前年4200万，去年4830万，多少你算
_LEFT_TO_US = re.compile(r"(?:你|您)们?(?:自己|帮我?们?)?来?(?:算|除|加|平均)")


def _unknown(text: str, parts: list[Clause], found: Found, asked: str | None, taken: set[str]) -> list[str]:
    """The facts that the message says are not known."""
    markers = load_lexicon().markers
    unknown: list[str] = []
    for index, clause in enumerate(parts):
        brief = asked is not None and (len(text) <= _BRIEF or bool(_WHETHER.search(clause.text)))
        wonders = markers["unknown_not"].search(clause.text) and not brief
        if not markers["unknown"].search(clause.text) or wonders:
            continue
        named = _named(clause, found)
        # 我一个做行政的搞不清: who works where is no line of business.
        if asked != "years_in_niche" and _AT_A_DESK.search(clause.text):
            named = [fact for fact in named if fact != "years_in_niche"]
        # 利润老板不让讲, asked for the margin: what is not told is what was asked for.
        if asked == "net_margin" and named == ["profit_growth_2y"]:
            named = [asked]
        for place in range(index, 0, -1):
            if not parts[place].bare_list:
                break
            named = [*_named(parts[place - 1], found), *named]
        if asked in AVERAGES and asked in taken and "平均" in clause.text:
            unknown.append(asked)
            continue
        if asked in taken and len(parts) <= 2:
            continue
        if _NOT_OVER.search(clause.text):
            continue
        if not named and index > 0 and parts[index - 1].sentence >= clause.sentence - 1:
            before = _named(parts[index - 1], found)
            if "前年" in clause.text:
                before = [f"{fact}_prev" if f"{fact}_prev" in FACTS else fact for fact in before]
            if _HOW_MUCH.search(clause.text) and _OF_THE_MARKET.search(parts[index - 1].text) and "domestic_share" not in taken:
                before = ["domestic_share"]
            if _RANKING.search(clause.text):
                ranks = [fact for fact in before if fact.endswith("_rank") and fact not in taken]
                before = ranks or before
            named = [] if any(fact in taken for fact in before) else before
        if not named and asked is not None and asked not in taken:
            named = [asked]
        unknown.extend(fact for fact in named if fact not in unknown and fact not in taken)
    return unknown


def _named(clause: Clause, found: Found) -> list[str]:
    ranked = bool(_RANKING.search(clause.text))
    names = [
        cue.family.names
        for cue in [*found.cues, *(found.scopes if ranked else ())]
        if clause.start <= cue.start < clause.end and cue.family.names
    ]
    names += [
        mention.told.id
        for mention in found.mentions
        if clause.start <= mention.start < clause.end and mention.told.id in FACTS
    ]
    return list(dict.fromkeys(names))


def read_facts(text: str, *, asked: str | None = None, on: date | None = None, recent: Sequence[str] = ()) -> Reading:
    """The facts that ``text`` states.

    ``asked`` is the fact the last question was about: a bare answer is read as its answer, in its unit (四十八 to a ratio
    is 48 %, 三千二 to an amount is 3200 万元). ``on`` is the date of the message; without it, years of foundation and named
    calendar years are not read. ``recent`` are the facts taken from the person's message before: a correction that names
    no fact (不对，是2.5亿) is read onto the one of them that it fits by kind and unit, and onto none where several would do.
    Never raises on any text; raises ``KeyError`` for an ``asked`` that is no fact.
    """
    if asked is not None:
        _ = FACTS[asked]
    text = normalise(text)
    if not text or text.startswith("/"):
        return Reading()
    if recent and load_lexicon().markers["taken_back"].search(text):
        corrected = _correction(text, asked, on, recent)
        if corrected is not None:
            return corrected
    return _read(text, asked, on)


def _correction(text: str, asked: str | None, on: date | None, recent: Sequence[str]) -> Reading | None:
    """The reading of a correction that names no fact, or ``None`` where it names one or fits none or several of ``recent``."""
    # By the rules alone: what a message names is not to be guessed here.
    if (named := _by_rules_alone(text, None, on)).facts or named.approx:
        return None
    readings = {fact: _by_rules_alone(text, fact, on) for fact in dict.fromkeys(recent) if fact in FACTS}
    fitting = [fact for fact, reading in readings.items() if fact in reading.facts or fact in reading.approx]
    if len(fitting) == 1:
        return readings[fitting[0]]
    # Where several fit, an answer to the open question would be a guess as well.
    return Reading() if fitting and asked not in fitting else None


def _read(text: str, asked: str | None, on: date | None) -> Reading:
    seen = see(text, asked, on)
    claims = _claims(seen, on)
    return reconsidered(seen, claims, _by_rules(seen, claims, on))


def _by_rules_alone(text: str, asked: str | None, on: date | None) -> Reading:
    seen = see(text, asked, on)
    return _by_rules(seen, _claims(seen, on), on)


def _claims(seen: Seen, on: date | None) -> dict[str, Claim]:
    """What the quantities of a message state, one claim for each fact."""
    claims = assign(seen.text, seen.clauses, seen.quantities, seen.found, seen.periods, seen.asked, on)
    by_fact: dict[str, list[Claim]] = {}
    for claim in claims:
        by_fact.setdefault(claim.fact, []).append(claim)
    settled = {fact: settle(stated, seen.text, seen.clauses) for fact, stated in by_fact.items()}
    return {fact: in_yuan(in_wan(claim)) for fact, claim in settled.items() if claim is not None}


def _by_rules(seen: Seen, claims: dict[str, Claim], on: date | None) -> Reading:
    text, asked, parts, found = seen.text, seen.asked, seen.clauses, seen.found
    facts: dict[str, FactValue] = {}
    approx: dict[str, tuple[float, float]] = {}
    rejected: list[Rejected] = []
    for fact, claim in claims.items():
        why = refusal(claim)
        if why:
            rejected.append(Rejected(fact, claim.text, why))
        else:
            take(claim, facts, approx)

    sector = read_sector(parts)
    if sector and (asked is None or asked == "sector" or sector != "industry"):
        facts["sector"] = sector
    place = read_place(text, parts)
    # 头一家在常州，第二家在青岛: where those before one are.
    if place and not (asked or "").endswith("_rank"):
        facts["region"] = place
    facts.update(read_told(text, parts, found, asked, on, described=bool(facts or approx)))
    open_still = asked is not None and ((asked not in facts and asked not in approx) or asked in _ADDED_UP)
    if asked is not None and open_still and (all(part.states for part in parts) or _LEFT_TO_US.search(text)):
        value = worked_out(asked, text, seen.quantities, seen.periods)
        if value is not None:
            facts[asked] = whole(value)
            rejected = [item for item in rejected if item.fact != asked]
    for fact, value in told_by_both(text, seen.quantities).items():
        if fact not in facts and fact not in approx and all(part.states for part in parts):
            facts[fact] = whole(value)
    if asked is not None and asked not in facts and asked not in approx:
        _answer(asked, text, parts, found, facts, approx, rejected)
    for fact in denied_next(facts, parts, seen.quantities, found, asked):
        del facts[fact]
    taken = set(facts) | set(approx) | {item.fact for item in rejected}
    if asked in _GRADED and asked not in taken and not facts and load_lexicon().markers["no"].match(text):
        return Reading(facts, approx, [asked], rejected)
    unknown = _unknown(text, parts, found, asked, taken)
    for fact in unknown:
        facts.pop(fact, None)
        approx.pop(fact, None)
    return Reading(facts, approx, unknown, rejected)


def _answer(
    asked: str, text: str, parts: list[Clause], found: Found, facts: dict[str, FactValue],
    approx: dict[str, tuple[float, float]], rejected: list[Rejected],
) -> None:
    fact = FACTS[asked]
    stating = [clause for clause in parts if clause.states]
    # Whether 客户都是小厂 says something is for the question to decide.
    of_others = any(clause.foil and not clause.question for clause in parts) and not load_lexicon().markers["unknown"].search(text)
    if not stating and not (fact.type == "bool" and of_others):
        return
    if fact.type != "bool" and load_lexicon().markers["unknown"].search(text) and not facts:
        return
    if fact.type == "bool":
        value = answers.answer_bool(asked, parts, found)
        if value is not None:
            facts[asked] = value
    elif fact.type == "enum":
        held = [clause for clause in stating if not clause.plan] or stating
        chosen = answers.answer_enum(asked, held[0].text if len(held) == 1 else text)
        if chosen is not None:
            facts[asked] = chosen
            if asked == "rd_institute_level" and chosen != "none" and any(m.told.id == "rd_institute" for m in found.mentions):
                facts.setdefault("rd_institute", True)
    elif fact.type == "text":
        place, message = answers.answer_place(text)
        if place is not None:
            facts[asked] = place
        elif message is not None:
            rejected.append(Rejected(asked, text, message))
    elif any(item.fact == asked for item in rejected):
        return
    elif answers.answer_zero(asked, stating, found):
        facts[asked] = 0
    elif answers.answer_whole(asked, text):
        facts[asked] = 100
    elif (trend := answers.answer_trend(asked, stating)) is not None:
        approx[asked] = trend


__all__ = ["Reading", "Rejected", "read_facts"]
