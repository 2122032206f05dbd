"""Clauses of a message, and whether a clause states something about the enterprise at all.

Questions (能申报吗, 要多少), requirements (小巨人要求营收5000万), plans (明年争取3亿), suppositions (要是有5项发明) and talk about
others (隔壁公司营收3亿) are set aside: a fact read from them would be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from policy_db.facts.quantities import Quantity


@dataclass(frozen=True)
class Clause:
    """A stretch of the text. ``sentence`` numbers sentences; ``states`` is false where nothing may be read from it.

    ``bare_list``: joined to the clause before it by 、 (a list), so that it may share its verb.
    ``plan``: it speaks of what is still to come, which for a title means: not yet.
    """

    start: int
    end: int
    text: str
    sentence: int
    states: bool = True
    bare_list: bool = False
    plan: bool = False
    question: bool = False


_SPLIT = re.compile(
    r"(?P<hard>[。！!;；\n…]+|[?？]+)|(?P<list>、|(?<=[^\d])[/](?=[^\d]))|(?P<soft>[,，:：()（）~—]+|\s+)|"
    r"(?P<word>(?<=.)(?=(?:但是|但|不过|可是|只是|而且|并且|另外|此外|同时|然后|还有(?!没)|以及|其中|其余|剩下|不知道|不晓得)))"
)
_PROGRAM = r"(?:小巨人|专精特新|隐形冠军|单项冠军|单冠|冠军企业|创新型|高新|国专|省专|示范平台|科小|单项)(?:中小)?(?:企业)?"
_REQUIREMENT = re.compile(
    rf"要求|门槛|规定|条件是|标准是|标准线|必须|须(?!有)|应当|才能|才行|才可以|要达到|得达到|要满足|需要达到|需满足|红线|最低线|及格线|"
    rf"{_PROGRAM}(?:的|申报|认定|评审)?(?:[^我,，]{{0,8}})(?:要(?!求)|得(?!过|到|了|分|奖|知)|需(?!求))|起码要|至少要|最少要|至少得|起码得|"
    rf"^(?:需要|要)(?:营收|研发|发明|专利|有)|政策|文件(?:里|上|写|说)|评分|加分|多少分|算几分"
)
_QUESTION = re.compile(
    r"[吗么]$|吗[,，?？]|多少|怎么|怎样|咋|如何|什么时候|什么条件|什么材料|是什么|有什么|为什么|为啥|哪些|哪个|哪里|哪家|哪种|是否|是不是|能不能|可不可以|可否|能否|"
    r"有没有|要不要|行不行|够不够|算不算|会不会|需不需要|用不用|符不符合|达不达标|满不满足|对不对|多久|多大|何时|几月|几号|几年能|"
    r"(?:^|[^十好])几(?:项|个|年|家|级|种|名|分)(?:发明|专利|才|啊|呢|呀|算|够|$)|啥(?!都|也)"
)
_NOT_ASKING = re.compile(r"(?:没|无)(?:啥|什么)|看不出什么|什么都|啥都")
_QUESTION_TAIL = re.compile(r"呢$")
_STATES_WITH_NE = re.compile(r"还|才|没|不|正|可|着")
_SUPPOSE = re.compile(r"等(?:我们|我|到|拿到|评上|以后).{0,12}再|如果|要是|假如|假设|假定|倘若|若是|若(?!干)|万一|即使|就算|哪怕|比如|例如|譬如|比方")
_PLAN = re.compile(
    r"预计|预期|预测|计划(?!生育)|打算|目标|争取|明年|后年|拟(?!合)|希望|力争|有望|考虑|下一步|未来|今后|准备(?!好|齐)|想要|想申|想报|想评|想拿|想做|想办|想搞|想融|"
    r"即将|将要|马上要|将(?=达|增|超|突破|投|建|获|取得|申)|努力|冲刺|冲击|目前正在努力"
)
_OTHERS = re.compile(
    r"别人|人家|他们|她们|(?<!在)同行(?!业|里|中|内)|隔壁|对手|某企业|某公司|有家(?:企业|公司)|有个(?:朋友|企业|公司)|朋友(?:的|家|那|公司|厂|单位)|亲戚|听说|据说|"
    r"(?:老板|老总|创始人|董事长|我个人|我自己|我本人)(?:自己|本人|个人)?(?:干|做|从业|入行|在这)|"
    r"客户(?:是|都是|有|里|主要是)|供应商的|母公司|子公司|总公司|集团公司的|控股股东|兄弟公司|(?<!和)大股东|旗下|上市公司的"
)
_SELF = re.compile(r"我们|我司|我公司|我厂|本公司|本企业|咱|我家|敝司|^公司|^企业|去年|上年|目前|现在|今年|已经|我这|俺|我是")
_OURS = re.compile(r"我们|我司|咱|本公司|我公司|我厂|自己")
_ASKS_AFTER_FACTS = re.compile(
    r"(?:的话)?(?:那)?(?:还|就|到底|究竟)?(?:能|可以|可不可以|能否|可否|够|符合|行不行|行吗|算不算|算|满足|达标|达到|适合|有资格|有没有资格|有没有机会|是否|该|应该|报得了|申得了|有希望|有戏|想问|请问|问一下|怎么|如何|什么时候|哪|多少)"
)
_MASKS: Final = (
    "不但", "不仅", "不止", "不光", "不只", "没错", "不错", "无论", "差不多", "不少", "不断", "不同", "不锈钢", "不久", "无锡", "无人机", "无纺布", "无缝",
    "非常", "非标", "非织造", "非金属", "未来", "不动产", "不怎么", "无线", "无机", "无菌", "无刷", "无忧", "不饱和", "不干胶", "无油", "不粘", "无尘",
    "是非", "除非", "非洲", "没准", "说不定", "不得不",
)
_MASK = re.compile("|".join(map(re.escape, _MASKS)))


def masked(text: str) -> str:
    """The text with words that only look like negation blanked out, same length."""
    return _MASK.sub(lambda match: "＊" * len(match.group()), text)


def _inside(position: int, quantities: list[Quantity]) -> bool:
    return any(quantity.start < position < quantity.end for quantity in quantities)


def _pieces(text: str, quantities: list[Quantity]) -> list[Clause]:
    pieces: list[Clause] = []
    start, sentence, after_list = 0, 0, False

    def add(end: int, question: bool) -> None:
        if text[start:end].strip():
            pieces.append(Clause(start, end, text[start:end], sentence, bare_list=after_list, question=question))

    for match in _SPLIT.finditer(text):
        if _inside(match.start(), quantities) and match.lastgroup != "hard":
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


def _latin_or_digit(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()


def _judge(clause: Clause) -> list[Clause]:
    """The clause with its standing; one that tells a fact and then asks about it is cut in two."""
    text = clause.text
    question = clause.question or bool(_QUESTION.search(_NOT_ASKING.sub("＊", text)))
    if not question and _QUESTION_TAIL.search(text) and not _STATES_WITH_NE.search(text):
        question = True
    if _REQUIREMENT.search(text) or _OTHERS.search(text):
        return [replace(clause, states=False, question=question)]
    if question:
        own = _SELF.search(text)
        turn = _ASKS_AFTER_FACTS.search(text, own.end()) if own else None
        if own and turn and turn.start() > own.end() + 1:
            cut = clause.start + turn.start()
            return [
                replace(clause, end=cut, text=text[: turn.start()], question=False, plan=False),
                replace(clause, start=cut, text=text[turn.start() :], states=False, question=True, bare_list=False),
            ]
        return [replace(clause, states=False, question=True)]
    return [replace(clause, plan=bool(_PLAN.search(text)))]


def clauses(text: str, quantities: list[Quantity]) -> list[Clause]:
    """The clauses of a normalised text, with what may not be read marked ``states=False``."""
    result = [judged for piece in _pieces(text, quantities) for judged in _judge(piece)]
    supposing: int | None = None
    others: int | None = None
    for index, clause in enumerate(result):
        if _SUPPOSE.search(clause.text):
            supposing = clause.sentence
        if _OTHERS.search(clause.text):
            others = clause.sentence
        elif _OURS.search(clause.text):
            others = None
        if clause.sentence in (supposing, others):
            result[index] = replace(clause, states=False)
    return result


__all__ = ["Clause", "clauses", "masked"]
