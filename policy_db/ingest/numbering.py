"""The numbering of Chinese official documents: 一、（一） 1. and 第一章 第一条."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_CHINESE = "一二三四五六七八九十百零"


@dataclass(frozen=True)
class Level:
    """One rank of numbering: how its mark is printed, and what kind of clause it makes with and without sub-clauses."""

    name: str
    mark: re.Pattern[str]
    leaf: str
    branch: str
    label: str

    def label_of(self, number: int) -> str:
        """The mark of ``number`` in the one form that labels use: 六, （十八）, 4, 第三条."""
        return self.label.format(number if self.name == "item" else chinese(number))

    def read(self, label: str) -> int | None:
        """The number of a mark in label form, as ``label_of`` writes it; None if it is not of this rank."""
        opening, closing = self.label.split("{}")
        number = number_of(label.removeprefix(opening).removesuffix(closing))
        return number if number is not None and self.label_of(number) == label else None


CHAPTER = Level("chapter", re.compile(rf"第([{_CHINESE}]+)章"), "part", "part", "第{}章")
SECTION = Level("chapter_section", re.compile(rf"第([{_CHINESE}]+)节"), "section", "section", "第{}节")
ARTICLE = Level("article", re.compile(rf"第([{_CHINESE}]+)条"), "article", "article", "第{}条")
PART = Level("part", re.compile(rf"([{_CHINESE}]+)、"), "part", "part", "{}")
POINT = Level("point", re.compile(rf"[(（]([{_CHINESE}]+)[)）]"), "item", "section", "（{}）")
ITEM = Level("item", re.compile(r"(\d{1,2})[.．、](?!\d)"), "item", "section", "{}")

OUTLINE = (PART, POINT, ITEM)
STATUTE = (CHAPTER, SECTION, ARTICLE)


def number_of(text: str) -> int | None:
    """The value of 「十八」 or 「18」; None where it is not a number as printed in a heading."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    value = total + digit
    return value if value and chinese(value) == text else None


def chinese(value: int) -> str:
    """The number 1..999 in Chinese, as headings print it: 18 -> 十八."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


__all__ = ["ARTICLE", "CHAPTER", "ITEM", "OUTLINE", "PART", "POINT", "SECTION", "STATUTE", "Level", "chinese", "number_of"]
