"""Misspelt and dialect words put right: 员功 and 发名专利 by their sound, 呒没 and 莫得 by a list (``spellings.yml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pypinyin import Style, pinyin

# Sounds that southern speakers and dictation mix up; only words of three characters and more are sure enough for it.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class _Spellings:
    by_sound: dict[tuple[str, ...], str]
    starts: frozenset[str]
    widths: tuple[int, ...]
    right: re.Pattern[str]
    dialect: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=4096)
def _sound(character: str, exactly: bool) -> str:
    readings = pinyin(character, style=Style.NORMAL, errors="ignore")
    sound = readings[0][0] if readings else character
    if not exactly:
        for written, merged in _MERGED:
            sound = sound.replace(written, merged)
    return sound


def _sounds(word: str) -> tuple[str, ...]:
    return tuple(_sound(character, len(word) == 2) for character in word)


@lru_cache(maxsize=1)
def _spellings() -> _Spellings:
    with Path(__file__).with_name("spellings.yml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=yaml.CSafeLoader)
    terms = sorted(raw["terms"], key=len, reverse=True)
    return _Spellings(
        by_sound={_sounds(term): term for term in terms},
        starts=frozenset(_sound(term[0], False) for term in terms),
        widths=tuple(sorted({len(term) for term in terms}, reverse=True)),
        right=re.compile("|".join(map(re.escape, sorted([*terms, *raw["real"]], key=len, reverse=True)))),
        dialect=tuple((re.compile(pattern), meant) for pattern, meant in raw["dialect"]),
    )


def _term(window: str, spellings: _Spellings) -> str | None:
    """The term that a window misspells: the same sounds and at least one right character."""
    term = spellings.by_sound.get(_sounds(window))
    return term if term and term != window and any(typed == meant for typed, meant in zip(window, term)) else None


def put_right(text: str) -> str:
    """The half-width, simplified text with misspelt terms and words of dialects put right."""
    spellings = _spellings()
    for pattern, meant in spellings.dialect:
        text = pattern.sub(meant, text)
    characters = list(text)
    settled = [False] * len(text)
    for match in spellings.right.finditer(text):
        settled[match.start() : match.end()] = [True] * (match.end() - match.start())
    for run in _HAN_RUN.finditer(text):
        for start in range(run.start(), run.end() - 1):
            if settled[start] or _sound(text[start], False) not in spellings.starts:
                continue
            for width in spellings.widths:
                end = start + width
                if end > run.end() or any(settled[start:end]):
                    continue
                term = _term(text[start:end], spellings)
                if term is not None:
                    characters[start:end] = term
                    settled[start:end] = [True] * width
                    break
    return "".join(characters)


__all__ = ["put_right"]
