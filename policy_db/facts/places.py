"""Chinese administrative places: from what people write (「台州椒江」, 「三门的」) to the full name (「浙江省台州市三门县」).

The table ``places.csv`` (see PLACES-NOTICE.txt) holds province, city and county codes, so the parents of a place are the
prefixes of its code. A name is read with or without its rank (椒江 / 椒江区); where several places share it, the places
named beside it decide, and a name that stays ambiguous is never guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_RANK = re.compile(
    r"(?:维吾尔|壮族|回族|特别行政|自治)?(?:特别行政区|自治区|自治州|自治县|自治旗|街道|地区|新区|林区|特区|省|市|区|县|盟|旗|镇|乡)$"
)
_PEOPLES = re.compile(
    r"(?:(?:满|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    r"达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春)族|各族|蒙古|哈萨克|柯尔克孜)+$"
)

# Zones people name as if they were counties, and the county or city whose code they fall under.
_ZONES: Final = {"台州湾新区": "3310", "台州湾": "3310", "台州经济开发区": "331002", "台州开发区": "331002",
                "雄安新区": "1306", "雄安": "1306"}
_MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
_JOINERS = re.compile(r"[\s,，、·\-—_/的]*(?:(?:下面|底下|下辖)的?(?:那个|那边)?)?")


class UnknownPlace(ValueError):
    """No place of the table is named."""


class AmbiguousPlace(ValueError):
    """Several places bear the name and nothing beside it tells which; ``candidates`` are their full names."""

    def __init__(self, message: str, candidates: list[str]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True)
class Found:
    """A place named in a text: its code, full name, the span, and whether every name was written with its rank."""

    code: str
    name: str
    start: int
    end: int
    ranked: bool
    levels: int


@dataclass(frozen=True)
class _Table:
    names: dict[str, str]
    by_word: dict[str, tuple[str, ...]]
    full: frozenset[str]
    longest: int


def short_name(name: str) -> str:
    """The name without its rank and peoples (椒江区 -> 椒江); the name itself where too little would be left."""
    bare = _RANK.sub("", name)
    plain = _PEOPLES.sub("", bare)
    bare = plain if len(plain) >= 2 else bare
    return bare if len(bare) >= 2 else name


@lru_cache(maxsize=1)
def _table() -> _Table:
    with Path(__file__).with_name("places.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    words: dict[str, list[str]] = {}
    for code, name in names.items():
        # A town without its rank (古城, 大溪) is too often an ordinary word.
        for word in {name} if len(code) > 6 else {name, short_name(name)}:
            words.setdefault(word, []).append(code)
    for word, code in _ZONES.items():
        words.setdefault(word, []).append(code)
    return _Table(
        names=names,
        by_word={word: tuple(codes) for word, codes in words.items()},
        full=frozenset(names.values()) | frozenset(_ZONES),
        longest=max(map(len, words)),
    )


def _parents(code: str) -> Iterator[str]:
    for width in (2, 4, 6):
        if width <= len(code) and code[:width] in _table().names:
            yield code[:width]


def name_of(code: str) -> str:
    """Province, city and county of a code, joined; a town is given as its county."""
    return "".join(_table().names[parent] for parent in _parents(code[:6]))


def _words_at(text: str, start: int) -> Iterator[str]:
    table = _table()
    for width in range(min(table.longest, len(text) - start), 1, -1):
        word = text[start : start + width]
        if word in table.by_word:
            yield word


def _narrow(codes: tuple[str, ...], inside: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if any(code.startswith(parent) and code != parent for parent in inside))


def _highest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Where a name is a province or a city and also something smaller (吉林, 海南), the bigger place is meant.

    Not where the smaller one lies in a municipality: 朝阳 is as often 北京市朝阳区 as 辽宁省朝阳市.
    """
    top = min(map(len, codes))
    if top == 4 and any(code[:2] in _MUNICIPALITIES for code in codes):
        return codes
    return tuple(code for code in codes if len(code) == top) if top < 6 else tuple(c for c in codes if len(c) == 6) or codes


def find_places(text: str) -> list[Found | AmbiguousPlace]:
    """Every chain of places named in ``text`` (province, city, county side by side is one chain), left to right."""
    table = _table()
    result: list[Found | AmbiguousPlace] = []
    position = 0
    while position < len(text):
        word = next(_words_at(text, position), None)
        if word is None:
            position += 1
            continue
        start, end, codes, levels = position, position + len(word), table.by_word[word], 1
        ranked = word in table.full
        while True:
            joint = _JOINERS.match(text, end)
            after = joint.end() if joint else end
            following = next(
                ((w, n) for w in _words_at(text, after) if (n := _narrow(table.by_word[w], codes))), None
            )
            if following is None:
                break
            word, codes = following
            end, levels, ranked = after + len(word), levels + 1, ranked or word in table.full
        codes = _highest(codes)
        if len({name_of(code) for code in codes}) == 1:
            result.append(Found(codes[0], name_of(codes[0]), start, end, ranked, levels))
        else:
            candidates = sorted({name_of(code) for code in codes})
            shown = "、".join(candidates[:4]) + ("等" if len(candidates) > 4 else "")
            result.append(
                AmbiguousPlace(f"叫「{text[start:end]}」的地方不止一处（{shown}），请写明省、市、县（区）。", candidates)
            )
        position = end
    return result


def full_name(text: str) -> str:
    """The full name of the one place that ``text`` names.

    Raises ``UnknownPlace`` or ``AmbiguousPlace`` with one Chinese sentence.
    """
    found = find_places(text.strip())
    if not found:
        raise UnknownPlace(f"没有认出「{text.strip()[:40]}」是哪里，请写明省、市、县（区），例如“浙江省台州市椒江区”。")
    if isinstance(found[0], AmbiguousPlace):
        raise found[0]
    return found[0].name


__all__ = ["AmbiguousPlace", "Found", "UnknownPlace", "find_places", "full_name", "name_of", "short_name"]
