"""Typos by sound: for a pair of characters that no clause has, the pairs that sound the same and that clauses do have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_db.search.grams import unpack
from policy_db.search.postings import Postings

_FIRST, _LAST = 0x4E00, 0x9FFF
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))
# More look-alikes than this and the pair says nothing.
_MOST = 4


@dataclass(frozen=True)
class Sounds:
    """``table``: a syllable number for each character (0: none); ``keys`` (sorted): sound pairs; ``places``: in the vocabulary."""

    table: NDArray[np.uint16]
    keys: NDArray[np.int64]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, postings: Postings) -> Sounds:
        """The sounds of every character pair in the vocabulary of ``postings``."""
        table = _table()
        vocabulary = postings.vocabulary
        first, second = vocabulary >> np.uint64(21), vocabulary & np.uint64((1 << 21) - 1)
        han = (first >= _FIRST) & (first <= _LAST) & (second >= _FIRST) & (second <= _LAST)
        places = np.flatnonzero(han)
        keys = _key(table, first[places], second[places])
        heard = keys > 0
        keys, places = keys[heard], places[heard]
        order = np.argsort(keys, kind="stable")
        return cls(table, keys[order], places[order])

    def alike(self, pair: int, postings: Postings) -> list[int]:
        """Places in the vocabulary of the pairs that sound like ``pair`` and share a character with it."""
        text = unpack(pair)
        if len(text) != 2 or not all(_FIRST <= ord(character) <= _LAST for character in text):
            return []
        key = int(_key(self.table, np.array([ord(text[0])]), np.array([ord(text[1])]))[0])
        left, right = np.searchsorted(self.keys, [key, key + 1])
        if not key or right - left > _MOST:
            return []
        found = []
        for place in self.places[left:right].tolist():
            other = unpack(int(postings.vocabulary[place]))
            if (other[0] == text[0]) != (other[1] == text[1]):
                found.append(place)
        return found


def _key(table: NDArray[np.uint16], first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.int64]:
    one = table[first.astype(np.int64) - _FIRST].astype(np.int64)
    two = table[second.astype(np.int64) - _FIRST].astype(np.int64)
    return np.where((one > 0) & (two > 0), one * 1000 + two, 0)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    from pypinyin import Style, pinyin

    numbers: dict[str, int] = {}
    table = np.zeros(_LAST - _FIRST + 1, np.uint16)
    for offset in range(len(table)):
        readings = pinyin(chr(_FIRST + offset), style=Style.NORMAL, errors="ignore")
        if not readings:
            continue
        sound = readings[0][0]
        for written, merged in _MERGED:
            sound = sound.replace(written, merged)
        table[offset] = numbers.setdefault(sound, len(numbers) + 1)
    return table


__all__ = ["Sounds"]
