"""Answers that are the sum, the difference or the product of the figures that a reply gives."""

from __future__ import annotations

import re

from policy_db.facts.arithmetic.reply import Reply, value
from policy_db.facts.catalog import FACTS

# 内销9000万，外贸3500万，加一块就是
_ADD_UP = re.compile(
    r"(?:加一?块儿?|加起来|合起来|加在一起|加一起|自己加|加加看|加加|相加|加一下|加总|全在这儿?里?了?|全年就这么(?:多|些)|"
    r"(?:就|也就)这么(?:多|些)|(?:总共|拢共|一共)就(?:这|那)[么些]?)[^\d一二三四五六七八九十百千]*$"
)
_GROUP = re.compile(r"(?:一线|车间|工人|生产|办公室|管理|行政|后勤|技术|销售)(?:人员|员工)?(?:有|是|大概)?$")
_NO_GROUPS = re.compile(r"其中|里面|总|共|合计|加起来|外包|派遣|临时")
_PART_IN = re.compile(r"(?:主持|参与|牵头|主导|起草|国标|行标|国家标准|行业标准)(?:制定|起草|修订|的|过|了|有)*$")
_ROUND = re.compile(r"(?:轮|20\d\d年|2\d年|去年|前年|今年)(?:融了?|投了?|进来|到账|实缴|是|有|了)*$")
_NOT_YET = re.compile(r"意向|没到账|未到账|还没|在谈|要谈|合同|签了?")
_THAN_LAST_YEAR = re.compile(r"比去年(少|低|多|高)(?:了|个)?")
_LAST_YEAR = re.compile(r"去年(?:是|有|做了?|花了?|投了?)?$")
_SOLD = re.compile(r"收入|营收|销售|卖|营业额|做了?$")
_SPENT = re.compile(r"研发|占|的$")


def summed(reply: Reply) -> float | None:
    """What the parts add up to: where they are left to be added, people in groups, standards, rounds of financing."""
    asked = reply.asked
    if (total := _added_up(reply)) is not None:
        return total
    if asked == "employees":
        return _in_groups(reply)
    if asked == "standards_count":
        return _parts_in(reply)
    return _in_rounds(reply) if asked.startswith("equity_") else None


def _added_up(reply: Reply) -> float | None:
    figures = [quantity for quantity in reply.quantities if quantity.kind in ("money", "count", "plain")]
    if FACTS[reply.asked].type not in ("money", "int") or len(figures) < 2 or not all(quantity.exact for quantity in figures):
        return None
    if len({quantity.kind for quantity in figures}) != 1 or not _ADD_UP.search(reply.text[figures[-1].end :]):
        return None
    return round(sum(map(value, figures)), 2)


def _in_groups(reply: Reply) -> float | None:
    """一线一百八，办公室加技术三十二: both groups together."""
    heads = [quantity for quantity in reply.quantities if quantity.kind in ("count", "plain")]
    if len(heads) != 2 or len(reply.quantities) != 2 or not all(one.exact for one in heads) or _NO_GROUPS.search(reply.text):
        return None
    return sum(map(value, heads)) if all(_GROUP.search(reply.before(one)) for one in heads) else None


def _parts_in(reply: Reply) -> float | None:
    """国标主持1项参与2项，行标参与4项: seven."""
    if len(reply.figures) < 2:
        return None
    parts = [one for one in reply.quantities if one.kind in ("count", "plain") and _PART_IN.search(reply.before(one))]
    return sum(map(value, parts)) if len(parts) > 1 and all(part.exact for part in parts) else None


def _in_rounds(reply: Reply) -> float | None:
    """A轮2000，B轮6000, 23年500万，24年1000万，25年没有: what all of them brought in."""
    amounts = [quantity for quantity in reply.figures if quantity.kind in ("money", "plain")]
    rounds = [quantity for quantity in amounts if _ROUND.search(reply.before(quantity, 4))]
    if len(rounds) < 2 or len(rounds) != len(amounts) or _NOT_YET.search(reply.text):
        return None
    return round(sum(map(value, rounds)), 2)


def multiplied(reply: Reply) -> float | None:
    """去年收入2个亿，研发占3.5%: 700 万元 of research."""
    money = [quantity for quantity in reply.figures if quantity.kind == "money"]
    shares = [quantity for quantity in reply.figures if quantity.kind == "percent"]
    if reply.asked != "rd_expense" or len(reply.figures) != 2 or len(money) != 1 or len(shares) != 1:
        return None
    if not _SOLD.search(reply.before(money[0])) or not _SPENT.search(reply.before(shares[0])):
        return None
    return round(value(money[0]) * value(shares[0]) / 100, 2)


def compared(reply: Reply) -> float | None:
    """比去年少一百万，去年是780万: the year before in two steps."""
    found, figures = _THAN_LAST_YEAR.search(reply.text), reply.figures
    if not reply.asked.endswith("_prev") or found is None or len(figures) != 2 or figures[0].start != found.end():
        return None
    by, last = map(value, figures)
    if by >= last or not _LAST_YEAR.search(reply.before(figures[1], 6)):
        return None
    return round(last - by if found[1] in "少低" else last + by, 2)


__all__ = ["compared", "multiplied", "summed"]
