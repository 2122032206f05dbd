"""Replies as plain text for a platform without buttons: choices numbered, long texts in pieces of so many bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.wording import say

LARGEST_PIECE = 2048
PIECES_AT_MOST = 5
# Where a text may be parted, best first: empty line, line, sentence, clause.
BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[。！？；!?;]+[”」）]?"), re.compile(r"[，、,\s]"))

Choices = list[dict[str, str]]
Body = dict[str, Any]
"""One bubble: ``text``, the ``choices`` that it ends with, and whether it is the ``last`` of its answer."""


def bubbles(messages: Sequence[dict[str, Any]], largest: int = LARGEST_PIECE) -> list[Body]:
    """The replies of a turn as bubbles, in order."""
    text, choices = plain(messages)
    parts = pieces(text, numbered(choices), largest=largest)
    ends = [*[False] * (len(parts) - 1), True]
    return [{"text": part, "choices": choices if last else [], "last": last} for part, last in zip(parts, ends)]


def plain(messages: Sequence[dict[str, Any]]) -> tuple[str, Choices]:
    """The texts of a turn as one, and the choices of the last message that has any."""
    texts = (str(message.get("text") or "").strip() for message in messages)
    choices: Choices = []
    for message in messages:
        choices = list(message.get("buttons") or choices)
    return "\n\n".join(text for text in texts if text), choices


def numbered(choices: Choices) -> str:
    """The choices as lines that say which number to answer; empty without any."""
    lines = [say("wechat.choice", number=number, title=choice["title"]) for number, choice in enumerate(choices, 1)]
    return "\n".join([say("wechat.choose"), *lines]) if lines else ""


def pieces(text: str, tail: str = "", *, largest: int = LARGEST_PIECE, at_most: int = PIECES_AT_MOST) -> list[str]:
    """The text in order, each piece at most ``largest`` bytes of UTF-8, parted between lines or sentences where that is
    possible and never within a character. ``tail`` ends the last piece. What needs more than ``at_most`` pieces is cut
    before the tail, and says so.
    """
    found = _parted("\n\n".join(part for part in (text.strip(), tail) if part), largest)
    if len(found) <= at_most:
        return found
    found = _parted(text.strip(), largest)[: at_most - 1]
    end = "\n\n".join(part for part in (say("wechat.cut"), tail) if part)
    last = _parted(text.strip(), largest)[at_most - 1 : at_most] or [""]
    begun = _head(last[0], largest - len(end.encode()) - 1).rstrip()
    return [*found, f"{begun}\n{end}"] if begun else [*found, *_parted(end, largest)[:1]]


def _parted(text: str, largest: int) -> list[str]:
    found: list[str] = []
    while len(text.encode()) > largest:
        head = _head(text, largest)
        found.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [piece for piece in (*found, text) if piece]


def _head(text: str, largest: int) -> str:
    """The longest beginning of at most ``largest`` bytes that ends well and is not needlessly short."""
    whole = text.encode()[: max(largest, 0)].decode("utf-8", "ignore")
    if len(whole) == len(text):
        return whole
    for border in BORDERS:
        ends = [match.end() for match in border.finditer(whole)]
        if ends and ends[-1] >= len(whole) // 2:
            return whole[: ends[-1]]
    return whole
