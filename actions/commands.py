"""What a message asks of the conversation itself: skip, go back, pause … The patterns are data (``commands.yml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Optional

from policy_db.programs.fold import fold
from policy_db.yamlfile import read

LONGEST = 40
_LOOSE = re.compile(r"\s+|[。.!！~～…,，、;；]+$")
PROGRAM = "〇"
Span = tuple[int, int]


@dataclass(frozen=True)
class Command:
    """A command and when it is one: ``open`` = only while questions are being asked."""

    name: str
    pattern: re.Pattern[str]
    open: bool


@cache
def _read() -> dict[str, Any]:
    return dict(read(Path(__file__).with_name("commands.yml")))


@cache
def _commands() -> tuple[Command, ...]:
    return tuple(
        Command(name, re.compile("|".join(f"(?:{each})" for each in entry["any"])), bool(entry.get("open")))
        for name, entry in _read()["commands"].items()
        if entry["any"]
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(_read()[name]).replace("{program}", f"(?:{PROGRAM})"))


def plain(text: str) -> str:
    """A message as the patterns see it: one spelling, no spaces, no closing punctuation."""
    return _LOOSE.sub("", fold(text).lower())


def command_of(text: str, *, asking: bool) -> Optional[str]:
    """The command that a message is, or ``None``. ``asking``: a question is open."""
    said = plain(text)
    if not said or len(said) > LONGEST:
        return None
    return next(
        (each.name for each in _commands() if (asking or not each.open) and each.pattern.fullmatch(said.rstrip("?？"))), None
    )


def link_code_in(text: str) -> Optional[str]:
    """The link code that a message consists of (「绑定码 AB2D-EF3G」), without its hyphen; else ``None``."""
    found = _pattern("link").fullmatch(plain(text))
    code = found.group(1).replace("-", "") if found else ""
    # A word of eight letters or a bare number is no code: ours always mix both.
    return code if any(char.isdigit() for char in code) and any(char.isalpha() for char in code) else None


def follows_up(text: str, programs: Iterable[Span]) -> bool:
    """Whether a message only names another program: 「那隐形冠军呢」. ``programs``: where the names stand."""
    return _about_programs("follow_up", text, programs)


def switches(text: str, programs: Iterable[Span]) -> bool:
    """Whether a message asks to go on with another program: 「换成隐形冠军」."""
    return _about_programs("switch", text, programs)


def asks(text: str) -> bool:
    """Whether a message has the form of a question."""
    return _pattern("question").search(plain(text)) is not None


def says_yes(text: str) -> bool:
    """A plain yes to a confirmation."""
    return _pattern("yes").fullmatch(plain(text)) is not None


def says_no(text: str) -> bool:
    """A plain no to a confirmation."""
    return _pattern("no").fullmatch(plain(text)) is not None


def topics_in(text: str) -> list[str]:
    """The topics of notices that a message names."""
    patterns, said = _read()["topics"], plain(text)
    if re.search(patterns["all"], said):
        return ["window", "change"]
    return [topic for topic in ("window", "change") if re.search(patterns[topic], said)]


def _about_programs(pattern: str, text: str, programs: Iterable[Span]) -> bool:
    spans = sorted(programs)
    if not spans or len(text) > LONGEST:
        return False
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], PROGRAM]
        position = end
    return _pattern(pattern).fullmatch(plain("".join([*parts, text[position:]])).rstrip("?？")) is not None
