"""Whether the words around a mention affirm or deny it (没有欠薪, 高新正在申请, 发明没有, 小巨人去年评上了)."""

from __future__ import annotations

import re

from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.segments import masked

_NEAR_LEFT = 10
_NEAR_RIGHT = 12
_TAIL_OF_DENIAL = re.compile(
    r"^(?:我们|咱|去年|前年|今年|没|去|什么|啥|任何|捞|轮|挣|整|过|有|了|啊|呢|呀|的|融过?|做|拿|评|办|通过|认定|申请|申报|参与|参加|获得?|得过?|建|搞|弄|下来|批|报|进|取得|牵头|涉及|发生|出现|出过?|上|份|戏|门|影|沾边|资格|机会|是|达|符合|用|装|"
    r"注册|新增|入|这|那|哦|吧|嘛|嗯|一[项个件种]|[,，。!！ ]|$)"
)
# A certificate lapses as a title does.
_LAPSED = re.compile(r"^(?:证书?|认证)?(?:去年|前年|今年|上个?月|已经?|\d+月)*(?:份)?(?:就)?(?:过期|到期|失效)了?$")
# 就差省专精特新这块牌子
_ONLY_LACKING = re.compile(r"(?:就|只|还)[差缺](?:一个|个|这个|一块)?(?:省级?|国家级?)?$")
# 复核没过的是科小
_FAILED_IS = re.compile(r"(?:没过|没有|没拿到|没评上|过期|掉了|丢了)的是?$")
_NEVER_THOUGHT_OF = re.compile(r"^(?:想都(?:不敢|没)想|免谈|没戏|没影|差得远|还早(?:着)?)")
_ASKED_ABOUT = re.compile(r"(?:问|咨询|了解|打听)(?:问|一下|下)?(?:关于)?(?:那个|这个)?(?:省|省级|国家级?)?$")
_INTO_A_LIST = re.compile(r"(?:进|入选|列入|上|进入|入围|入)(?:到)?了?$")
_BLANK = re.compile(r"^(?:这块|这方面|方面|上)?(?:还|目前)?是?(?:一片|个)?空白")
_HELD_AFTER = re.compile(r"(?:倒|也|都|是)*有(?:的|了)?")
_REAFFIRM = re.compile(r"(?<![不没])是|已经|但|而|却")
_ADJACENT_YES = re.compile(
    r"(?:(?<![就只但可倒])是|有|过了|通过了?|拿到了?|评上了?|拥有|属于)"
    r"(?:一家|一个|了|的|国家级?|省级?|我们|自己的)*$"
)


def _negated_left(left: str) -> bool:
    markers = load_lexicon().markers
    near = left[-_NEAR_LEFT:]
    ends = [match.end() for match in markers["negation"].finditer(near)]
    return bool(ends) and not _REAFFIRM.search(near[ends[-1] :])


def _negated_right(right: str) -> bool:
    denials = load_lexicon().markers["negation"].finditer(right[:_NEAR_RIGHT])
    return any(_TAIL_OF_DENIAL.match(right[match.end() :]) for match in denials)


def polarity(left: str, right: str, style: str, *, plan: bool = False) -> bool | None:
    """True, false, or ``None`` where the words say neither.

    ``left`` and ``right`` are the words of the clause before and after the mention, up to the next mention. ``style`` is
    title, have, bad or credit (see lexicon.yml).
    """
    markers = load_lexicon().markers
    left, right = masked(left), masked(right)
    affirmed = markers["no_negation"].search(right) or markers["no_negation"].search(left[-_NEAR_LEFT:])
    if affirmed:
        return style != "bad" if "问题" not in affirmed.group() or style != "bad" else False
    denied_left, denied_right = _negated_left(left), _negated_right(right)
    if style in ("title", "have") and (_ONLY_LACKING.search(left) or _FAILED_IS.search(left)):
        return False
    if style in ("title", "have"):
        if markers["pending"].search(right[: _NEAR_RIGHT + 6]) or markers["pending"].search(left[-_NEAR_LEFT:]):
            return False
        if (style == "title" and markers["expired"].search(right)) or _LAPSED.search(right):
            return False
    if denied_left and denied_right:
        return None
    if denied_left:
        return None if _HELD_AFTER.fullmatch(right) else False
    if denied_right:
        return None if _ADJACENT_YES.search(left) else False
    if plan or style == "named":
        return None
    if style == "title" and _ASKED_ABOUT.search(left):
        return None
    if style in ("title", "have") and (_NEVER_THOUGHT_OF.search(right) or _BLANK.search(right)):
        return False
    if style == "title" and markers["title_topic"].match(right) and not _INTO_A_LIST.search(left):
        return None
    words = style if style in ("title", "have", "bad") else "have"
    if markers[f"{words}_left"].search(left[-_NEAR_LEFT:]) or markers[f"{words}_right"].search(right[: _NEAR_RIGHT + 4]):
        return True
    return None


__all__ = ["polarity"]
