"""Character n-grams as integers: two or three code points packed into 64 bits, so that whole corpora are counted by numpy.

Chinese has no spaces; bigrams and trigrams find what a word list lacks, need no dictionary to load, and never collide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policy_db.programs.fold import fold

Features = NDArray[np.uint64]
Rows = NDArray[np.int64]

_BITS = np.uint64(21)
_NEWLINE = 10
_NUMBER_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_SEPARATORS = re.compile(r"[^0-9a-z%\u4e00-\u9fff+·∙\n]+")
CONCEPT = np.uint64(1 << 63)


def clean(text: str) -> str:
    """``text`` in one spelling, with a single space for everything that is neither a word character nor a line break."""
    return _SEPARATORS.sub(" ", _NUMBER_POINT.sub("·", fold(text)))


def join(cleaned: Sequence[str]) -> str:
    """Many cleaned texts as one, a line each."""
    return "\n".join(text.replace("\n", " ") for text in cleaned)


def codes_of(joined: str) -> Features:
    """The code points of a joined text."""
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)


def rows_of(codes: Features) -> Rows:
    """For each character, the line it stands on."""
    return np.cumsum(codes == _NEWLINE).astype(np.int64)


def bigrams(codes: Features) -> tuple[NDArray[np.int64], Features]:
    """Positions and packed values of the pairs of neighbouring word characters."""
    if len(codes) < 2:
        return np.empty(0, np.int64), np.empty(0, np.uint64)
    word = codes > 32
    positions = np.flatnonzero(word[:-1] & word[1:])
    return positions, (codes[positions] << _BITS) | codes[positions + 1]


def trigrams(codes: Features) -> tuple[NDArray[np.int64], Features]:
    """Positions and packed values of the triples of neighbouring word characters."""
    if len(codes) < 3:
        return np.empty(0, np.int64), np.empty(0, np.uint64)
    word = codes > 32
    positions = np.flatnonzero(word[:-2] & word[1:-1] & word[2:])
    packed = (codes[positions] << (_BITS + _BITS)) | (codes[positions + 1] << _BITS) | codes[positions + 2]
    return positions, packed


def pack(pair: str) -> int:
    """The packed value of two characters."""
    return (ord(pair[0]) << int(_BITS)) | ord(pair[1])


def unpack(value: int) -> str:
    """The characters of a packed bigram or trigram."""
    characters = ""
    while value:
        characters = chr(value & ((1 << int(_BITS)) - 1)) + characters
        value >>= int(_BITS)
    return characters


__all__ = [
    "CONCEPT", "Features", "Rows", "bigrams", "clean", "codes_of", "join", "pack", "rows_of", "trigrams", "unpack",
]
