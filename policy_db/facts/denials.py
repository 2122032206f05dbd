"""A clause that denies what the one before it affirmed, in words that name nothing (团标有一个，不是牵头的).

Who says yes and then denies something of it has not said yes to all of it: nothing is taken from the two together, as a wrong
value is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from policy_db.facts.catalog import FactValue
from policy_db.facts.cues import Found
from policy_db.facts.lexicon import load_lexicon
from policy_db.facts.quantities import Quantity
from policy_db.facts.segments import Clause

_DENIES = re.compile(
    r"^(?:但是?|不过|可是?|只是|就是|结果|可惜|我们|里面|里头|其中|现在|目前|实际|暂时|严格讲|说是|那个|还|也|都|并|却|又|倒){0,4}"
    r"(?:不是|不在|不算|不属于|不符|没进|没我们|没有我们|没过(?!期)|没成|没到(?!期)|没达|没拿|没评|没做|没搞|没真|没实际|没正式|没用|没被|"
    r"未被|未获|未进|未通过)"
)
# 有自主品牌，不是代工: what is denied is the contrary.
_CONTRARY = re.compile(r"代工|贴牌|不良|级别|上市|问题|别人|分公司|央企|国企|重大|拖|欠")


def denied_next(
    facts: Mapping[str, FactValue], clauses: list[Clause], quantities: list[Quantity], found: Found, asked: str | None
) -> set[str]:
    """The facts of ``facts`` that one clause affirms and the next, which names nothing itself, denies."""
    told = load_lexicon().told
    starts = [item.start for items in (quantities, found.cues, found.mentions) for item in items]
    doubted: set[str] = set()
    for before, clause in zip(clauses, clauses[1:]):
        if clause.question or not _DENIES.search(clause.text) or _CONTRARY.search(clause.text):
            continue
        if any(clause.start <= start < clause.end for start in starts):
            continue
        named = {mention.told.id for mention in found.mentions if before.start <= mention.start < before.end}
        if not named and asked is not None:
            named = {asked}
        doubted |= {
            fact for fact in named
            if facts.get(fact) is True and fact in told and told[fact].style in ("title", "have") and not told[fact].several
        }
    return doubted


__all__ = ["denied_next"]
