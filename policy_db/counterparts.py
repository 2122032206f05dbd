"""Which measures of the nation and of the province answer together, because they treat the same matter (``together.yml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from policy_db.programs.fold import fold
from policy_db.yamlfile import read

CORPUS = Path(__file__).with_name("corpus")
LEVELS = ("nation", "province")

Place = tuple[str, str]


@dataclass(frozen=True)
class Matter:
    """``places`` are the clauses (document key, label) of each level, the one that says most first."""

    about: str
    words: tuple[str, ...]
    places: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True)
class Counterparts:
    """``level_words``, ``wide`` and ``narrow`` are the words of a question that name a level, ask widely or ask for a number."""

    level_words: Mapping[str, tuple[str, ...]]
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    matters: tuple[Matter, ...]

    def of(self, place: Place, question: str) -> tuple[Place, ...]:
        """The other level's clauses on what the question asks of a clause; none where it asks for one thing or one level."""
        asked = fold("".join(question.split()))
        levels = [level for level in LEVELS if any(word in asked for word in self.level_words[level])]
        wide = any(word in asked for word in self.wide) and not any(word in asked for word in self.narrow)
        if len(levels) == 1 or not (levels or wide):
            return ()
        return tuple(dict.fromkeys(
            other for matter in self.matters if any(word in asked for word in matter.words)
            for level, facing in (LEVELS, LEVELS[::-1]) if place in matter.places[level] for other in matter.places[facing]))


@lru_cache(maxsize=1)
def bundled_counterparts() -> Counterparts:
    """Those of all collections, ``corpus/<collection>/together.yml``."""
    return read_counterparts(sorted(CORPUS.glob("*/together.yml")))


def read_counterparts(paths: Iterable[Path]) -> Counterparts:
    """The matters of several files as one."""
    words: dict[str, tuple[str, ...]] = dict.fromkeys((*LEVELS, "wide", "narrow"), ())
    matters: list[Matter] = []
    for path in paths:
        data: dict[str, Any] = dict(read(path))
        words = {name: (*said, *(data["levels"].get(name) or data[name])) for name, said in words.items()}
        matters.extend(
            Matter(one["about"], tuple(fold(str(word)) for word in one["words"]), {
                level: tuple((document, str(label)) for document, labels in one[level].items() for label in labels)
                for level in LEVELS})
            for one in data["matters"])
    return Counterparts({level: words[level] for level in LEVELS}, words["wide"], words["narrow"], tuple(matters))


__all__ = ["Counterparts", "Matter", "Place", "bundled_counterparts", "read_counterparts"]
