"""The numbers that Word prints before paragraphs without writing them into the text: 一、（一） 1. of automatic lists."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from policy_db.ingest.numbering import chinese

_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand",
    "taiwaneseCounting", "japaneseDigitalTenThousand", "koreanCounting",
}
DEEPEST = 9


@dataclass
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    style: str | None = None


@dataclass
class Numbers:
    """Counts along the paragraphs of one Word file; ask it for every paragraph in the order of the text."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    styles: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    started: set[tuple[str, int]] = field(default_factory=set)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> Numbers:
        """The lists of a python-docx document."""
        numbers = cls(styles={style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))})
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return numbers
        abstracts = {item.get(qn("w:abstractNumId")): _levels(item) for item in root.iter(qn("w:abstractNum"))}
        for item in root.iter(qn("w:num")):
            id_ = item.get(qn("w:numId"))
            of = item.find(qn("w:abstractNumId"))
            numbers.abstract[id_] = of.get(qn("w:val")) if of is not None else id_
            levels = dict(abstracts.get(numbers.abstract[id_], {}))
            for override in item.iter(qn("w:lvlOverride")):
                rank = int(override.get(qn("w:ilvl")))
                levels.update(_levels(override))
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    numbers.overrides[id_, rank] = int(start.get(qn("w:val")))
            numbers.levels[id_] = levels
        return numbers

    def before(self, paragraph: Any) -> str:
        """What Word prints before a ``w:p`` element: a number as in 「（二）」, or nothing."""
        id_, rank = self._place(paragraph)
        level = self.levels.get(id_ or "", {}).get(rank)
        if id_ is None or id_ == "0" or level is None:
            return ""
        counts = self.counts[self.abstract[id_]]
        if (id_, rank) in self.overrides and (id_, rank) not in self.started:
            counts[rank] = self.overrides[id_, rank]
        else:
            counts[rank] = counts[rank] + 1 if rank in counts else level.start
        self.started.add((id_, rank))
        for lower in range(rank + 1, DEEPEST):
            below = self.levels[id_].get(lower)
            if below is not None and below.restart == 0:
                continue
            counts.pop(lower, None)
        return self._print(id_, rank, counts)

    def _print(self, id_: str, rank: int, counts: dict[int, int]) -> str:
        levels = self.levels[id_]
        if levels[rank].format in ("bullet", "none"):
            return ""

        def number(found: re.Match[str]) -> str:
            place = int(found.group(1)) - 1
            level = levels.get(place, _Level())
            return _written(counts.get(place, level.start), level.format)

        return re.sub(r"%(\d)", number, levels[rank].text)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        id_, rank = _num(own)
        if id_ is not None:
            return id_, rank or 0
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        name = style.get(qn("w:val")) if style is not None else None
        seen: set[str] = set()
        while name is not None and name not in seen and name in self.styles:
            seen.add(name)
            element = self.styles[name]
            above = element.find(qn("w:pPr"))
            id_, inherited = _num(above.find(qn("w:numPr")) if above is not None else None)
            if id_ is not None:
                linked = [place for place, level in self.levels.get(id_, {}).items() if level.style == name]
                return id_, rank if rank is not None else linked[0] if linked else inherited or 0
            based = element.find(qn("w:basedOn"))
            name = based.get(qn("w:val")) if based is not None else None
        return None, 0


def _num(properties: Any) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    id_, rank = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    return (id_.get(qn("w:val")) if id_ is not None else None), (int(rank.get(qn("w:val"))) if rank is not None else None)


def _levels(item: Any) -> dict[int, _Level]:
    levels = {}
    for element in item.iter(qn("w:lvl")):
        def value(name: str, element: Any = element) -> str | None:
            found = element.find(qn(name))
            own: str | None = found.get(qn("w:val")) if found is not None else None
            return own

        levels[int(element.get(qn("w:ilvl")))] = _Level(
            value("w:numFmt") or "decimal", value("w:lvlText") or "", int(value("w:start") or 1),
            int(restart) if (restart := value("w:lvlRestart")) is not None else None, value("w:pStyle"))
    return levels


def _written(number: int, how: str) -> str:
    if how in _CHINESE:
        return chinese(number)
    if how == "decimalZero":
        return f"{number:02d}"
    if how in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if how == "decimalFullWidth":
        return str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    if how in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if how == "lowerLetter" else letter.upper()
    if how in ("lowerRoman", "upperRoman"):
        return _roman(number) if how == "upperRoman" else _roman(number).lower()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + letters, number - value
    return text


__all__ = ["Numbers"]
