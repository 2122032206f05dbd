"""Which programs a text mentions: aliases, abbreviations, quotation marks inside the name, typos by sound or shape.

The longest alias wins at each place, so 「专精特新小巨人」 is one mention of little_giant and 「单项冠军产品」 is not
单项冠军. A wrong match is worse than none: short aliases carry guards (``programs.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policy_db.programs.catalog import CATALOG, PROGRAMS
from policy_db.programs.fold import fold
from policy_db.programs.spelling import correct_names

_MAX_LENGTH = 4000
_SKIPPED = re.compile(r"""[\s"“”'‘’「」『』《》〈〉【】*_·\-（）()\u00ad\u200b-\u200f\u2060\ufeff]""")


@dataclass(frozen=True)
class Mention:
    """A program named in a text: ``text == original[start:end]``; ``exact`` is False for a corrected typo."""

    program: str
    start: int
    end: int
    text: str
    exact: bool


def _skeleton(text: str) -> tuple[str, list[int]]:
    kept = [(character, index) for index, character in enumerate(text) if not _SKIPPED.match(character)]
    return "".join(character for character, _ in kept), [index for _, index in kept]


def _aliases() -> dict[str, str]:
    table: dict[str, str] = {}
    for program in PROGRAMS.values():
        for alias in (program.name, *program.aliases):
            table[_skeleton(fold(alias))[0]] = program.id
    return table


_ALIASES = _aliases()
_PATTERN = re.compile(
    "|".join(
        rf"(?<![a-z]){re.escape(alias)}(?![a-z])" if alias.isascii() else re.escape(alias)
        for alias in sorted(_ALIASES, key=len, reverse=True)
    )
)
_GUARDS: dict[str, list[tuple[re.Pattern[str] | None, re.Pattern[str] | None]]] = {}
for _guard in CATALOG["guards"]:
    _before, _after = (re.compile(_guard[side]) if side in _guard else None for side in ("before", "after"))
    _GUARDS.setdefault(_guard["alias"], []).append((_before, _after))


def _guarded(alias: str, text: str, start: int, end: int) -> bool:
    for before, after in _GUARDS.get(alias, ()):
        if before is not None and before.search(text[:start]):
            return True
        if after is not None and after.match(text[end:]):
            return True
    return False


def _matches(skeleton: str) -> Iterator[tuple[str, int, int]]:
    position = 0
    while (match := _PATTERN.search(skeleton, position)) is not None:
        if _guarded(match.group(), skeleton, match.start(), match.end()):
            position = match.start() + 1
            continue
        yield match.group(), match.start(), match.end()
        position = match.end()


@lru_cache(maxsize=2048)
def _find(text: str) -> tuple[Mention, ...]:
    skeleton, positions = _skeleton(fold(text[:_MAX_LENGTH]))
    corrected, changed = correct_names(skeleton)
    mentions = []
    for alias, left, right in _matches(corrected):
        start, end = positions[left], positions[right - 1] + 1
        if end < len(text) and text[start - 1 : start] + text[end] in {"“”", '""', "「」", "‘’"}:
            start, end = start - 1, end + 1
        exact = not changed.intersection(range(left, right))
        mentions.append(Mention(_ALIASES[alias], start, end, text[start:end], exact))
    return tuple(mentions)


def find_programs(text: str) -> list[Mention]:
    """The programs that ``text`` names, in order of appearance, without overlaps; a program named twice is listed twice."""
    return list(_find(text))
