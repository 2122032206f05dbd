"""The weights of ranking and of the decision whether a question is answered (``weights.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

WEIGHTS_PATH = Path(__file__).with_name("weights.yml")


@dataclass(frozen=True)
class Weights:
    """``ranking`` and ``answerable`` map a signal to its weight; the rest shape the query."""

    ranking: Mapping[str, float]
    answerable: Mapping[str, float]
    concept: float
    asked_concept: float
    straddling: float
    unknown: float
    sound: float
    common: float
    clear_agreement: float
    clear_margin: float


@lru_cache(maxsize=1)
def bundled_weights() -> Weights:
    """The weights that were learned."""
    return Weights(**yaml.load(WEIGHTS_PATH.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


__all__ = ["WEIGHTS_PATH", "Weights", "bundled_weights"]
