"""Clauses of a message, and whether a clause states something about the enterprise at all.

Questions (能申报吗, 要多少), requirements (小巨人要求营收5000万), plans (明年争取3亿), suppositions (要是有5项发明) and talk about
others (隔壁公司营收3亿) are set aside: a fact read from them would be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.quantities import Quantity


@dataclass(frozen=True)
class Clause:
    """A stretch of the text. ``sentence`` numbers sentences; ``states`` is false where nothing may be read from it.

    ``bare_list``: joined to the clause before it by 、 (a list), so that it may share its verb.
    ``plan``: it speaks of what is still to come, which for a title means: not yet.
    ``foil``: it speaks of others, of a requirement or of a plan, against which the enterprise's own figure may be set next.
    ``cut``: what stood before a question in the same clause (去年评上的小巨人 in 去年评上的小巨人能再报吗).
    """

    start: int
    end: int
    text: str
    sentence: int
    states: bool = True
    bare_list: bool = False
    plan: bool = False
    question: bool = False
    cut: bool = False
    foil: bool = False


_SPLIT = re.compile(
    r"(?P<hard>[。！!;；\n…]+|[?？]+)|(?P<list>、|(?<=[^\d])[/](?=[^\d]))|(?P<soft>[,，:：()（）~—]+|\s+)|"
    r"(?P<word>(?<=.)(?=(?:但是|但|不过|可是|只是|而且|并且|另外|此外|同时|然后|还有(?!没|必要|机会|希望|戏|效|用|多少|什么|哪)|"
    r"以及|其中|其余|剩下|不知道|不晓得))|"
    r"(?<=[人个项件%万亿点年名家了成])(?=我们(?!的?主要|的?主导|的?产品)|咱们?|我厂|我司|我自己)|"
    r"(?<=[\u4e00-\u9fff\d])(?<![是给为和跟与对让被比])(?=我们(?:去年|现在|目前|这边|只有|才有))|(?:(?<=小巨人)|(?<=单项冠军)|"
    r"(?<=专精特新)|(?<=是高企))(?=我们(?:还|也|却|倒)?不是(?:$|[,，。]))|(?<=是有的)(?=[\u4e00-\u9fff])(?!专精)|"
    r"(?<=批下来了)(?=[\u4e00-\u9fff])|(?<=[吗])(?=[^?？,，。!！;；\s])|(?<=[对是]吧)(?=[^,，。!！;；\s])|"
    r"(?<=[人个项件%万亿点年名家了成的过有])(?=(?:现在|所以|目前)?(?:想(?:报|申|评|问|冲|看看|了解)|打算|争取|明年|你看|您看|"
    r"请问|问一下|帮我看|麻烦))|"
    r"(?<=[人个项件%万亿点])(?=(?:现在|目前|如今)(?:是|有|才|就|只|还|[\d一二两三四五六七八九十]))|(?<=年了)(?=厂|公司|企业)|"
    r"(?<=[万亿])(?=人(?:么|嘛|呢|也|从|有|就|呢|倒|才|现在|一共|大概|[\d一二两三四五六七八九十]))|"
    r"(?<=[\d一二三四五六七八九十]%)(?=人))"
)
# Dictated without a stop: figures one after the other, and a question at the end.
_RUN = re.compile(r"[^。！!;；\n…?？、,，:：()（）~—\s]{25,}")
_FIGURES_OF_A_RUN = 3
_GOES_ON = re.compile(
    r"(?:的|左右|以上|以下|以内|多|里|中|占|是|和|跟|与|到|比|增|涨|降|都|也|就|才|人|员|名|个|项|件|元|块|年|了(?!发明|实用|软|"
    r"高企|去年|员工|营收|研发)|吧|啊|呢|半|几|其中|"
    r"国家|行业|国标|行标|没|有(?!发明|实用|软)|在|上|下|过|不|(?:发明|实用新型|软著|外观|员工|工人|职工|专利|标准|"
    r"产品)(?![\u4e00-\u9fff]{0,4}[\d一二两三四五六七八九十])|$)"
)
_ASKS_AT_LAST = re.compile(
    r"(?<=.)(?:还?(?:缺|差)(?:啥|什么|哪)|(?:这样|这种|这个条件|现在)?(?:够不够|能不能|行不行|符不符合|算不算|可不可以|能报(?:啥|"
    r"什么|吗)|可以报(?:啥|什么|吗)))"
)
# 营收啊？ takes up the topic before it is told.
_ECHO = re.compile(r"[\u4e00-\u9fff]{2,6}[啊嘛呢呀哦哈]")
_WONDERS = re.compile(r"问|想知道|了解|打听")
# 我就想问问 before what is told and then asked about.
_LEAD_IN = re.compile(r"(?:你好|您好|请|我|就|想|要|来)*(?:问|咨询|了解|打听)(?:问|一下|下|一问|个事)*[,，]?")
_QUESTION_TAIL = re.compile(r"呢$")


def masked(text: str) -> str:
    """The text with words that only look like negation blanked out, same length."""
    return load_lexicon().lookalikes.sub(lambda match: "＊" * len(match.group()), text)


def _inside(position: int, quantities: list[Quantity]) -> bool:
    return any(quantity.start < position < quantity.end for quantity in quantities)


def _pieces(text: str, quantities: list[Quantity]) -> list[Clause]:
    pieces: list[Clause] = []
    start, sentence, after_list = 0, 0, False
    breaks = _breaks(text, quantities)

    def add(end: int, question: bool) -> None:
        nonlocal start
        for place in breaks:
            if start < place < end and text[start:place].strip():
                pieces.append(Clause(start, place, text[start:place], sentence, bare_list=after_list))
                start = place
        if text[start:end].strip():
            pieces.append(Clause(start, end, text[start:end], sentence, bare_list=after_list, question=question))

    for match in _SPLIT.finditer(text):
        if _inside(match.start(), quantities) and match.lastgroup != "hard":
            continue
        if match.lastgroup == "word" and text[match.start() - 1] in "人个项件点年名家" and not any(
            quantity.end == match.start() for quantity in quantities
        ):
            continue
        if match.lastgroup == "soft" and match.group() == " " and _latin_or_digit(text, match):
            continue
        add(match.start(), "?" in match.group() or "？" in match.group())
        start = match.end()
        after_list = match.lastgroup == "list"
        if match.lastgroup == "hard":
            sentence += 1
    add(len(text), False)
    return pieces


def _breaks(text: str, quantities: list[Quantity]) -> list[int]:
    """Where somebody who dictates without a stop goes on to the next thing: behind a figure, and before a last question."""
    breaks: list[int] = []
    for run in _RUN.finditer(text):
        figures = [q for q in quantities if q.kind not in ("date", "calendar", "other")]
        inside = [q for q in figures if run.start() <= q.start and q.end <= run.end()]
        if len(inside) < _FIGURES_OF_A_RUN:
            continue
        breaks += [q.end for q in inside if not _GOES_ON.match(text, q.end)]
        asks = _ASKS_AT_LAST.search(text, inside[-1].end, run.end())
        breaks += [asks.start()] if asks else []
    return breaks


def _latin_or_digit(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()


def _judge(clause: Clause) -> list[Clause]:
    """The clause with its standing; one that tells a fact and then asks about it is cut in two."""
    words, text = load_lexicon().clauses, clause.text
    own_group = bool(words["own_group"].search(text))
    question = clause.question or bool(words["question"].search(words["not_asking"].sub("＊", text)))
    if not question and _QUESTION_TAIL.search(text) and not words["states_with_ne"].search(text):
        question = True
    if words["requirement"].search(text) or ((words["others"].search(text) or words["others_here"].search(text)) and not own_group):
        return [replace(clause, states=False, question=question, foil=True)]
    if question:
        lead = _LEAD_IN.match(text)
        own = words["own"].search(text, lead.end() if lead else 0)
        if own and lead and not words["ours"].match(text, lead.end()):
            own = None
        turn = words["asks_after_facts"].search(text, own.end()) if own else None
        if own and turn and turn.start() > own.end() + 1 and not _WONDERS.search(text[lead.end() if lead else 0 : turn.start()]):
            cut = clause.start + turn.start()
            return [
                replace(clause, end=cut, text=text[: turn.start()], question=False, cut=True),
                replace(clause, start=cut, text=text[turn.start() :], states=False, question=True, bare_list=False),
            ]
        return [replace(clause, states=False, question=True, foil=bool(_ECHO.fullmatch(text)))]
    plan = bool(words["plan"].search(text))
    return [replace(clause, plan=plan, foil=plan)]


def _ask_whole_lists(result: list[Clause]) -> None:
    """A question at the end of a list asks about the whole list (国家级、省级还是没有？), one about a meaning about all before."""
    meaning = load_lexicon().clauses["meaning"]
    asked = {clause.sentence for clause in result if meaning.search(clause.text)}
    for index, clause in enumerate(result):
        if clause.sentence in asked:
            result[index] = replace(clause, states=False, question=True)
    for index in range(len(result) - 1, 0, -1):
        if result[index].question and result[index].bare_list and result[index - 1].sentence == result[index].sentence:
            result[index - 1] = replace(result[index - 1], states=False, question=True)


def clauses(text: str, quantities: list[Quantity]) -> list[Clause]:
    """The clauses of a normalised text, with what may not be read marked ``states=False``."""
    result = [judged for piece in _pieces(text, quantities) for judged in _judge(piece)]
    _ask_whole_lists(result)
    words = load_lexicon().clauses
    for index in range(1, len(result)):
        before, clause = result[index - 1], result[index]
        # 文件里写研发占比3%、营收1000万以上: what is asked for goes on through a list.
        if clause.bare_list and not before.states and before.foil and words["requirement"].search(before.text):
            result[index] = clause = replace(clause, states=False, foil=True)
        same = before.plan and clause.states and clause.sentence == before.sentence
        if same and (words["plan_too"].match(clause.text) or words["aims"].search(clause.text)):
            result[index] = replace(clause, plan=True, foil=True)
    supposing: int | None = None
    others: int | None = None
    for index, clause in enumerate(result):
        if words["suppose"].search(clause.text):
            supposing = clause.sentence
        elif words["in_fact"].match(clause.text):
            supposing = None
        if words["others"].search(clause.text) and not words["own_group"].search(clause.text):
            others = clause.sentence
        elif words["ours"].search(clause.text):
            others = None
        if clause.sentence in (supposing, others):
            result[index] = replace(clause, states=False, foil=True)
    return result


__all__ = ["Clause", "clauses", "masked"]
