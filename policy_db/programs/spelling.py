"""Homophone and look-alike typos of the program names: 小具人, 专精特心, 单相冠军.

A window of the text is read as a name when every character is the right one, sounds like it or looks like it, and
at least half of them are right or all sound right. A window that cuts a common word is left alone (产业|链盟), as
is one that is itself made of common words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import jieba
from pypinyin import Style, pinyin

from policy_db.programs.catalog import CATALOG

_NAMES: tuple[str, ...] = tuple(sorted(CATALOG["spelled"], key=len, reverse=True))
_LOOKALIKES: dict[str, frozenset[str]] = {}
for _group in CATALOG["lookalikes"]:
    for _character in _group:
        _LOOKALIKES[_character] = _LOOKALIKES.get(_character, frozenset()) | frozenset(_group)

# Sounds that southern speakers and dictation mix up.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))

# A word of jieba's dictionary with at least this count is common enough that it was probably meant.
_COMMON = 400
_SOUNDS_ALIKE, _LOOKS_ALIKE = 0.6, 0.5


@lru_cache(maxsize=4096)
def _sounds(character: str, all_readings: bool = True) -> frozenset[str]:
    readings = pinyin(character, style=Style.NORMAL, heteronym=all_readings, errors="ignore")
    sounds = set(readings[0]) if readings else set()
    for written, merged in _MERGED:
        sounds = {sound.replace(written, merged) for sound in sounds}
    return frozenset(sounds)


def _alike(typed: str, meant: str) -> float:
    """How well one character stands for another: 1 the same, 0.6 same sound, 0.5 same look, 0 neither."""
    if typed == meant:
        return 1.0
    # A typed character may have been reached by any of its readings; the name has one (巨 is never qú here).
    if _sounds(typed) & _sounds(meant, all_readings=False):
        return _SOUNDS_ALIKE
    return _LOOKS_ALIKE if typed in _LOOKALIKES.get(meant, frozenset()) else 0.0


def _is_typo(window: str, name: str) -> bool:
    likeness = [_alike(typed, meant) for typed, meant in zip(window, name, strict=True)]
    wrong = sum(score < 1.0 for score in likeness)
    if not wrong or min(likeness) == 0.0:
        return False
    if wrong * 2 <= len(name):
        return True
    return len(name) >= 4 and min(likeness) >= _SOUNDS_ALIKE


def _frequency(word: str) -> int:
    count: int | None = jieba.dt.FREQ.get(word)
    return count or 0


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for word in jieba.cut(text, HMM=False):
        yield position, position + len(word)
        position += len(word)


def _means_something_else(text: str, start: int, name: str, spans: list[tuple[int, int]]) -> bool:
    """Whether a common word stands across either border of the window, or where a character only looks alike (小区|人).

    Words by sound are what an input method offers (小举人), so they may well be typos.
    """
    end = start + len(name)
    for left, right in spans:
        if right - left < 2 or _frequency(text[left:right]) < _COMMON:
            continue
        if left < start < right or left < end < right:
            return True
        if start <= left and right <= end and any(
            _alike(text[place], name[place - start]) == _LOOKS_ALIKE for place in range(left, right)
        ):
            return True
    return False


def correct_names(text: str) -> tuple[str, frozenset[int]]:
    """The folded ``text`` with misspelt program names put right, and the positions that were changed."""
    spans: list[tuple[int, int]] | None = None
    changed: set[int] = set()
    characters = list(text)
    for name in _NAMES:
        length = len(name)
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            if _alike(window[0], name[0]) == 0.0 or _alike(window[-1], name[-1]) == 0.0 or not _is_typo(window, name):
                continue
            if changed.intersection(range(start, start + length)):
                continue
            if spans is None:
                if not jieba.dt.initialized:
                    jieba.initialize()
                spans = list(_word_spans(text))
            if _means_something_else(text, start, name, spans):
                continue
            wrong = {start + index for index in range(length) if window[index] != name[index]}
            changed |= wrong
            for position in wrong:
                characters[position] = name[position - start]
    return "".join(characters), frozenset(changed)
