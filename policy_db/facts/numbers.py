"""Numerals as people type and dictate them: 12,800 · 3.2亿 · 三亿二 · 8000来万 · 1500w · 半个亿 · 十几 · 五六千万.

A numeral is read into an interval: exact numbers have equal ends, vague ones (几, 多, 来, 五六) keep both. The grammar is
written by hand because every library tried returned wrong values for some of these forms without saying so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = {
    "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "俩": 2, "仨": 3
}
_SMALL: Final = {"十": 10.0, "百": 100.0, "千": 1000.0}
_BIG: Final = {"万": 1e4, "亿": 1e8}
_LATIN: Final = {"kw": 1e7, "w": 1e4, "k": 1e3, "m": 1e6, "e": 1e8}
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_LATIN_SCALE = re.compile(r" ?(kw|w|k|m|e)(?![a-z0-9])")
_CHINESE_DIGITS = re.compile(r"[零一二两三四五六七八九]+")
_POINT = re.compile(r"点([零一二三四五六七八九]+|\d+)(?!年)(几)?|[点.]([几多])")
_MEASURE = re.compile(r"个(半|多|来)?(?=亿)")
_SPOKEN_TAIL = re.compile(r"[千百][多余一二两三四五六七八九十百]*$|亿\d{4}$")
_BEFORE_UNIT = re.compile(r"[口个项件种款类名人位号份条家级分年元块万亿%成]|月")

START = re.compile(r"[0-9零一二两三四五六七八九十百千俩仨几数半好]")


@dataclass(frozen=True)
class Numeral:
    """A numeral at ``start:end``, worth between ``low`` and ``high``.

    ``high_open``: the upper end itself is excluded (20多 is below 30). ``step`` is the value of the last written place
    (3000 -> 1000, 3.2亿 -> 0.1亿). ``scaled``: it was written with 万, 亿 or their Latin short forms.
    """

    start: int
    end: int
    low: float
    high: float
    high_open: bool = False
    scaled: bool = False
    step: float = 1.0
    scale: float = 1.0

    @property
    def exact(self) -> bool:
        return self.low == self.high


def _tidy(value: float) -> float:
    return round(value, 6)


def _arabic_step(written: str) -> float:
    if "." in written:
        return float(10.0 ** -len(written.split(".")[1]))
    zeros = len(written) - len(written.rstrip("0"))
    return float(10.0 ** min(zeros, max(len(written) - 1, 0)))


class _Reader:
    """One pass over one numeral; ``section`` is below 万, ``current`` the digits not yet given a place."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.position = text, start, start
        self.total = (0.0, 0.0)
        self.wan = (0.0, 0.0)
        self.section = (0.0, 0.0)
        self.current: tuple[float, float] | None = None
        self.arabic = False
        self.unit = 0.0
        self.step = 1.0
        self.scale = 1.0
        self.open = False
        self.scaled = False
        self.after_zero = False
        self.vague_tail = False
        self.seen = False

    def peek(self, width: int = 1) -> str:
        return self.text[self.position : self.position + width]

    def close_current(self) -> None:
        """Adds the digits without a place: 三千二 is 3200, 三亿二 is 3.2 亿, 一百零五 is 105."""
        if self.current is None:
            return
        low, high = self.current
        if self.unit >= 100 and not self.after_zero and high <= 9 and low == int(low):
            low, high, self.step = low * self.unit / 10, high * self.unit / 10, self.unit / 10
            if self.unit >= 1e4:
                base = self.wan if self.unit == 1e4 else self.total
                added = (base[0] + low, base[1] + high)
                if self.unit == 1e4:
                    self.wan = added
                else:
                    self.total = added
                self.current = None
                return
        self.section = (self.section[0] + low, self.section[1] + high)
        self.current = None

    def digits(self) -> bool:
        match = _CHINESE_DIGITS.match(self.text, self.position)
        if match is None:
            return False
        run = match.group()
        if self.current is not None or self.vague_tail:
            return False
        values = [_DIGITS[character] for character in run]
        if len(run) >= 2 and values[0] == 0:
            self.after_zero = True
            values = values[1:]
        if len(values) == 1:
            if values[0] == 0:
                self.after_zero = True
                if self.seen:
                    self.position = match.end()
                    return True
            self.current = (values[0], values[0])
        elif len(values) == 2 and (values[1] == values[0] + 1 or values == [3, 5]) and 0 not in values and "两二" not in run:
            self.current = (values[0], values[1])
        elif self.seen:
            return False
        else:
            number = float("".join(map(str, values)))
            self.current, self.arabic = (number, number), True
        if not self.arabic:
            self.step = 1.0
        self.position = match.end()
        return True

    def vague_digit(self) -> bool:
        word = "好几" if self.peek(2) == "好几" else self.peek()
        if self.peek(2) in ("大几", "小几") and self.unit >= 100 and self.current is None:
            self.current, self.open = ((5.0, 10.0) if self.peek() == "大" else (2.0, 5.0)), True
            self.position += 2
            return True
        if word == "几" and self.after_zero and self.unit >= 100 and self.current is None:
            self.current, self.open, self.vague_tail = (1.0, 10.0), True, True
            self.position += 1
            return True
        if word == "几" and self.arabic and self.current is not None and self.step == 10:
            low, _ = self.current
            self.section, self.current = (self.section[0] + low + 1, self.section[1] + low + 10), None
            self.open, self.vague_tail = True, True
            self.position += 1
            return True
        if word == "几" and self.unit in (100, 1000) and self.current is None and not self.after_zero:
            self.current, self.open, self.vague_tail = (1.0, self.unit), True, True
            self.position += 1
            self.section = (self.section[0] + 1, self.section[1] + self.unit)
            self.current = None
            return True
        if word not in ("好几", "几", "数") or self.current is not None:
            return False
        after = self.text[self.position + len(word) : self.position + len(word) + 1]
        if word == "数" and after not in _SMALL and after not in _BIG:
            return False
        low = 3.0 if word == "好几" else 1.0 if self.unit == 10 else 2.0
        high = 10.0
        before = self.text[max(0, self.start - 1) : self.start]
        if word == "几" and not self.seen and before in ("大", "小"):
            low, high = (5.0, 10.0) if before == "大" else (2.0, 5.0)
        self.current, self.open, self.step = (low, high), True, 1.0
        self.position += len(word)
        return True

    def arabic_number(self) -> bool:
        match = _ARABIC.match(self.text, self.position)
        if match is None or self.current is not None:
            return False
        written = match.group().replace(",", "")
        if len(written) > 15:
            return False
        value = float(written)
        self.current, self.arabic, self.step = (value, value), True, _arabic_step(written)
        if written.startswith("0") and self.seen:
            self.after_zero = True
        self.position = match.end()
        return True

    def point(self) -> bool:
        match = _POINT.match(self.text, self.position)
        if match is None or self.current is None or self.unit >= 1e4:
            return False
        if match.group(3):
            low, high = self.current
            self.current, self.open, self.vague_tail, self.arabic = (low + 0.1, high + 1.0), True, True, True
            self.position = match.end()
            return True
        digits = "".join(str(_DIGITS.get(character, character)) for character in match.group(1))
        if match.group(1).isdigit() and not self.arabic:
            return False
        self.close_current()
        fraction = float("0." + digits)
        whole = self.section
        self.section = (0.0, 0.0)
        self.current = (whole[0] + fraction, whole[1] + fraction)
        self.arabic, self.step = True, 10.0 ** -len(digits)
        if match.group(2):
            self.current, self.open, self.vague_tail = (self.current[0], self.current[1] + self.step), True, True
        self.position = match.end()
        return True

    def small_unit(self) -> bool:
        unit = _SMALL.get(self.peek())
        if unit is None or (self.unit and self.unit < 1e4 and self.current is None and not self.after_zero):
            return False
        if self.current is None and self.unit >= 1e4 and unit > 10:
            return False
        low, high = self.current if self.current is not None else (1.0, 1.0)
        self.section = (self.section[0] + low * unit, self.section[1] + high * unit)
        self.step = self.step * unit if self.arabic else unit
        self.current, self.unit, self.after_zero = None, unit, False
        self.position += 1
        return True

    def big_unit(self) -> bool:
        unit = _BIG.get(self.peek())
        width = 1
        if unit is None and self.arabic:
            latin = _LATIN_SCALE.match(self.text, self.position)
            if latin:
                unit, width = _LATIN[latin.group(1)], latin.end() - self.position
        if unit is None or not self.seen:
            return False
        if self.current is None and self.section == (0.0, 0.0) and not (unit == 1e8 and self.wan != (0.0, 0.0)):
            return False
        if self.current is not None:
            self.section = (self.section[0] + self.current[0], self.section[1] + self.current[1])
        if unit == 1e8:
            base = (self.wan[0] + self.section[0], self.wan[1] + self.section[1])
            self.total, self.wan = (self.total[0] + base[0] * unit, self.total[1] + base[1] * unit), (0.0, 0.0)
        else:
            self.wan = (self.wan[0] + self.section[0] * unit, self.wan[1] + self.section[1] * unit)
        self.step = self.step * unit
        self.section, self.current, self.unit, self.after_zero = (0.0, 0.0), None, unit, False
        self.scaled = self.scaled or unit >= 1e4
        self.scale = unit
        self.arabic = False
        self.position += width
        return True

    def more(self) -> bool:
        """多, 余 (up to one step more), 来 and 把 (about)."""
        word = self.peek()
        if word not in ("多", "余", "来", "把") or not self.seen or self.vague_tail or self.open:
            return False
        after = self.text[self.position + 1 : self.position + 2]
        if word == "把" and (not after or after not in "号个人万名项" or self.text[self.position - 1] not in "百千"):
            return False
        if word in ("来", "余") and not _BEFORE_UNIT.match(after):
            return False
        if word == "多" and after in ("少", "年", "个月") and self.unit == 0 and not self.arabic:
            return False
        scaled_now = self.current is None and self.section == (0.0, 0.0)
        if self.current is not None:
            self.section = (self.section[0] + self.current[0], self.section[1] + self.current[1])
            self.current = None
        target = (self.total if self.unit == 1e8 else self.wan) if scaled_now else self.section
        if word == "把":
            changed = (target[0] * 0.8, target[1] * 1.2)
        elif word == "来":
            slack = min(target[1] * 0.1, self.step)
            changed = (target[0] - slack / 2, target[1] + slack)
        elif re.match(r"一?点(?![零一二三四五六七八九\d])", self.text[self.position + 1 : self.position + 4]):
            changed, self.open = (target[0], target[1] + min(self.step, target[1] * 0.1)), True
        else:
            changed, self.open = (target[0], target[1] + self.step), True
        if not scaled_now:
            self.section = changed
        elif self.unit == 1e8:
            self.total = changed
        else:
            self.wan = changed
        self.vague_tail = True
        self.position += 1
        return True

    def half(self) -> bool:
        """半个亿, 两个半亿, 三亿半."""
        if self.peek() != "半":
            return False
        rest = self.text[self.position + 1 : self.position + 3]
        if not self.seen:
            if rest[:1] in _BIG or rest in ("个亿", "个点") or self.text.startswith("个多亿", self.position + 1):
                self.current, self.arabic, self.step = (0.5, 0.5), True, 0.1
                self.position += 1
                return True
            return False
        if self.current is None and self.section == (0.0, 0.0) and self.unit >= 1e4 and self.text[self.position - 1] in _BIG:
            if self.unit == 1e8:
                self.total = (self.total[0] + 5e7, self.total[1] + 5e7)
            else:
                self.wan = (self.wan[0] + 5e3, self.wan[1] + 5e3)
            self.step = self.unit / 10
            self.position += 1
            return True
        return False

    def measure_word(self) -> bool:
        """个 between a number and 亿: 3个亿, 三个多亿, 两个半亿."""
        match = _MEASURE.match(self.text, self.position)
        if match is None or not self.seen:
            return False
        if self.current is not None:
            self.section = (self.section[0] + self.current[0], self.section[1] + self.current[1])
            self.current = None
        low, high = self.section
        if match.group(1) == "半":
            low, high = low + 0.5, high + 0.5
        elif match.group(1) == "多":
            high, self.open = high + 1, True
        elif match.group(1) == "来":
            low, high = low * 0.95, high * 1.1
        self.section = (low, high)
        self.position = match.end()
        return True

    def result(self) -> Numeral | None:
        steps = (
            self.arabic_number, self.digits, self.vague_digit, self.point, self.small_unit, self.measure_word,
            self.big_unit, self.more, self.half,
        )
        if self.peek() in ("俩", "仨"):
            value = float(_DIGITS[self.peek()])
            return Numeral(self.start, self.start + 1, value, value)
        while self.position < len(self.text) and any(step() for step in steps):
            self.seen = True
        if not self.seen:
            return None
        self.close_current()
        # 一亿一千五 leaves out 万 after 亿, as 一万一千五 cannot.
        spoken = self.total != (0.0, 0.0) and self.wan == (0.0, 0.0) and self.section[0] >= 100
        if spoken and _SPOKEN_TAIL.search(self.text, self.start, self.position):
            self.wan, self.section, self.step = (self.section[0] * 1e4, self.section[1] * 1e4), (0.0, 0.0), self.step * 1e4
        low = self.total[0] + self.wan[0] + self.section[0]
        high = self.total[1] + self.wan[1] + self.section[1]
        return Numeral(
            self.start, self.position, _tidy(low), _tidy(high), self.open, self.scaled, _tidy(self.step), self.scale
        )


def read_numeral(text: str, start: int) -> Numeral | None:
    """The numeral that begins at ``start``, or ``None``."""
    return _Reader(text, start).result() if START.match(text, start) else None


__all__ = ["START", "Numeral", "read_numeral"]
