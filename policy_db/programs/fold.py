"""One spelling for what reads the same: traditional → simplified, full width → half width, lower case.

The folded text always has the length of the original, so a position in one is a position in the other.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "?"
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def fold(text: str) -> str:
    """``text`` in simplified, half-width, lower-case characters; same length, so offsets keep their meaning.

    Halves of a broken surrogate pair, which no encoder takes, become question marks.
    """
    characters = "".join(map(_fold_character, text))
    simplified: str = _TO_SIMPLIFIED.convert(characters)
    if len(simplified) == len(characters):
        return simplified
    converted = (_TO_SIMPLIFIED.convert(character) for character in characters)
    return "".join(new if len(new) == 1 else old for old, new in zip(characters, converted, strict=True))
