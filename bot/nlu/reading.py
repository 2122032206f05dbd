"""The text as the intent classifier sees it: one spelling, program names and figures replaced by stand-ins.

What someone asks does not depend on which program or figure they name, so the training data need not repeat every
question for every program.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from policy_db.programs import find_programs
from policy_db.programs.catalog import CATALOG_PATH
from policy_db.programs.fold import fold

_FIGURE = re.compile(r"\d[\d.,]*")
_SPACE = re.compile(r"\s+")
_MAX_LENGTH = 600


@dataclass(frozen=True)
class Stems:
    """How to spell the stand-ins: ``program`` for the name of a program, ``figure`` for a number; None keeps the text."""

    program: str | None = None
    figure: str | None = None
    folded: bool = True


def read(text: str, stems: Stems) -> str:
    """``text`` for featurizing; never longer than 600 characters plus stand-ins, never empty for non-blank text."""
    text = text[:_MAX_LENGTH]
    if stems.program is not None:
        parts, position = [], 0
        for mention in find_programs(text):
            parts += [text[position : mention.start], stems.program]
            position = mention.end
        text = "".join([*parts, text[position:]])
    if stems.folded:
        text = fold(text)
    if stems.figure is not None:
        text = _FIGURE.sub(stems.figure, text)
    return _SPACE.sub(" ", text).strip() or "。"


@lru_cache(maxsize=1)
def reading_digest() -> str:
    """Digest of everything that decides how a text is read, for Rasa's training cache."""
    digest = hashlib.sha256()
    for path in (Path(__file__), *sorted(CATALOG_PATH.parent.glob("*.py")), CATALOG_PATH):
        digest.update(path.read_bytes())
    return digest.hexdigest()
