"""The words of owners and of ministries that mean the same (``thesaurus.yml``), as concepts found in cleaned text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from policy_db.search.grams import CONCEPT, Features, bigrams, clean, codes_of, pack, rows_of

THESAURUS_PATH = Path(__file__).with_name("thesaurus.yml")


# From this length on it pays to sift the pairs first.
_LONG = 3000


@dataclass(frozen=True)
class Concept:
    """One thing with its printed (``official``) and its everyday (``spoken``) words, all cleaned."""

    number: int
    official: tuple[str, ...]
    spoken: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.official[0]


class Finder:
    """Finds the terms of a table in joined text; the longest term wins at each place, terms may overlap."""

    def __init__(self, terms: Mapping[str, tuple[int, ...]]) -> None:
        self._terms = dict(terms)
        self._by_start: dict[int, list[str]] = {}
        for term in self._terms:
            if len(term) >= 2:
                self._by_start.setdefault(pack(term), []).append(term)
        for starting in self._by_start.values():
            starting.sort(key=len, reverse=True)
        self._starts = np.array(sorted(self._by_start), dtype=np.uint64)

    def spans(self, joined: str, codes: Features) -> list[tuple[int, str, tuple[int, ...]]]:
        """(position, term, concept numbers) of every term in ``joined``."""
        positions, values = bigrams(codes)
        if len(values) > _LONG:
            hit = np.isin(values, self._starts)
            positions, values = positions[hit], values[hit]
        found = []
        for position, value in zip(positions.tolist(), values.tolist()):
            for term in self._by_start.get(value, ()):
                if joined.startswith(term, position):
                    found.append((position, term, self._terms[term]))
                    break
        return found

    def features(self, joined: str, codes: Features) -> tuple[NDArray[np.int64], Features]:
        """(row, feature) of every concept in ``joined``."""
        spans = self.spans(joined, codes)
        rows = rows_of(codes)
        at = [rows[position] for position, _, numbers in spans for _ in numbers]
        numbers = [number for _, _, all_ in spans for number in all_]
        return np.array(at, dtype=np.int64), np.array(numbers, dtype=np.uint64) | CONCEPT


@dataclass(frozen=True)
class Thesaurus:
    """``printed`` finds the concepts that a clause states; ``any_words`` those that a question means in whatever words."""

    concepts: tuple[Concept, ...]
    printed: Finder
    any_words: Finder

    def meant(self, cleaned: str) -> list[tuple[int, str, tuple[int, ...]]]:
        """(position, word, concept numbers) in a cleaned question."""
        return self.any_words.spans(cleaned, codes_of(cleaned))


def read_thesaurus(path: Path = THESAURUS_PATH) -> Thesaurus:
    """Reads a thesaurus file: a list ``concepts`` of {official: [...], spoken: [...]}."""
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["concepts"]
    concepts = tuple(
        Concept(
            number,
            tuple(clean(str(word)).strip() for word in entry["official"]),
            tuple(clean(str(word)).strip() for word in entry.get("spoken", ())),
        )
        for number, entry in enumerate(entries)
    )
    printed: dict[str, tuple[int, ...]] = {}
    any_words: dict[str, tuple[int, ...]] = {}
    for concept in concepts:
        for word in concept.official:
            printed[word] = (*printed.get(word, ()), concept.number)
        for word in (*concept.official, *concept.spoken):
            if concept.number not in any_words.get(word, ()):
                any_words[word] = (*any_words.get(word, ()), concept.number)
    return Thesaurus(concepts, Finder(printed), Finder(any_words))


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """The bundled thesaurus."""
    return read_thesaurus()


__all__ = ["THESAURUS_PATH", "Concept", "Finder", "Thesaurus", "read_thesaurus", "thesaurus"]
