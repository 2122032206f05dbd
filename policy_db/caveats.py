"""What must be said beside a clause so that it is not misread: for whom it counts, dates that are past, numbers that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from policy_db.yamlfile import read

CORPUS = Path(__file__).with_name("corpus")

# 「到2022年底」「2021年底前」「到2020年」: a day by which something was to be done.
_BY = re.compile(r"(?:到|至|截至)\s*((?:19|20)\d\d)\s*年|((?:19|20)\d\d)\s*年(?:底|末|之前|以前|前)")


@dataclass(frozen=True)
class Stated:
    """A number as one document states it; ``quote`` stands word for word in ``clause`` of ``document`` (its key)."""

    document: str
    clause: str
    year: int
    quote: str


@dataclass(frozen=True)
class Differing:
    """The same thing in several documents with different numbers, which must not be merged."""

    name: str
    says: str
    asks: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    values: tuple[Stated, ...]

    def asked_by(self, question: str) -> bool:
        """Whether a question has a word of every group and none that narrows it to something else."""
        return all(any(word in question for word in group) for group in self.asks) and not any(
            word in question for word in self.unless)


@dataclass(frozen=True)
class Caveats:
    """``meant[document][clause]`` says for whom or what a clause counts; ``differing`` are the numbers that must not be merged."""

    meant: Mapping[str, Mapping[str, str]]
    differing: tuple[Differing, ...]

    def meant_by(self, document: str, clause: str) -> str:
        """What to say about a clause, or nothing."""
        return self.meant.get(document, {}).get(clause, "")

    def differing_in(self, question: str) -> tuple[Differing, ...]:
        """The groups of differing numbers that a question asks for."""
        squeezed = "".join(question.split())
        return tuple(group for group in self.differing if group.asked_by(squeezed))


@lru_cache(maxsize=1)
def bundled_caveats() -> Caveats:
    """Those of all collections, ``corpus/<collection>/caveats.yml``."""
    return read_caveats(sorted(CORPUS.glob("*/caveats.yml")))


def read_caveats(paths: Iterable[Path]) -> Caveats:
    """The caveats of several files as one."""
    meant: dict[str, Mapping[str, str]] = {}
    differing: list[Differing] = []
    for path in paths:
        data: dict[str, Any] = dict(read(path))
        meant.update({document: {str(label): text for label, text in of.items()} for document, of in data["meant"].items()})
        differing.extend(
            Differing(
                group["name"], group["says"], tuple(tuple(map(str, words)) for words in group["asks"]),
                tuple(map(str, group.get("unless", ()))),
                tuple(Stated(one["document"], str(one["clause"]), int(one["year"]), one["quote"]) for one in group["values"]))
            for group in data["differing"])
    return Caveats(MappingProxyType(meant), tuple(differing))


def years_past(text: str, on: date) -> tuple[int, ...]:
    """The years by whose end a text wants something done and that have ended before ``on``, each once, in their order."""
    years = (int(next(filter(None, found))) for found in _BY.findall(text))
    return tuple(sorted({year for year in years if date(year, 12, 31) < on}))


__all__ = ["Caveats", "Differing", "Stated", "bundled_caveats", "read_caveats", "years_past"]
