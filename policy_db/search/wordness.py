"""Which character n-grams are words: those of a common dictionary. A pair that only straddles two words says little."""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policy_db.search.grams import CONCEPT, Features, unpack

# A dictionary entry with fewer occurrences than this is as often an accident of neighbouring characters.
_RARE = 3


def word_flags(vocabulary: Features) -> NDArray[np.bool_]:
    """True for the features that are words of the dictionary, numbers with a unit, or concepts."""
    known = _dictionary()
    flags = np.zeros(len(vocabulary), bool)
    for place, value in enumerate(vocabulary.tolist()):
        if value >= int(CONCEPT):
            flags[place] = True
            continue
        text = unpack(value)
        flags[place] = known.get(text, 0) >= _RARE or any(character.isascii() for character in text)
    return flags


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, int]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    words: dict[str, int] = jieba.dt.FREQ
    return words


__all__ = ["word_flags"]
