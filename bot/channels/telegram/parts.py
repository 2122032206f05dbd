"""Replies as Telegram messages: texts put together up to the limit, split between lines, choices under the last one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.mail import Body, Messages

LONGEST = 4096
"""UTF-16 units, the narrowest of the counts in use."""
LONGEST_TITLE = 60


def parts_of(replies: Messages) -> list[Body]:
    """``[{"text", "buttons"?}]``, each one call of sendMessage. Nothing for replies without text."""
    texts = [text for reply in replies if (text := str(reply.get("text") or "").strip())]
    buttons: list[dict[str, Any]] = []
    for reply in replies:
        buttons = reply.get("buttons") or buttons
    bodies: list[Body] = [{"text": text} for text in split("\n\n".join(texts))]
    if bodies and buttons:
        bodies[-1]["buttons"] = [{"title": shortened(each["title"]), "payload": each["payload"]} for each in buttons]
    return bodies


def split(text: str, longest: int = LONGEST) -> list[str]:
    """The text in pieces of at most ``longest`` UTF-16 units, parted at empty lines or lines where that is possible."""
    pieces: list[str] = []
    while units(text) > longest:
        head = _fitting(text, longest)
        for border in ("\n\n", "\n"):
            at = head.rfind(border)
            if at >= len(head) // 2:
                head = head[:at]
                break
        pieces.append(head.rstrip())
        text = text[len(head) :].lstrip("\n")
    return [piece for piece in (*pieces, text) if piece.strip()]


def units(text: str) -> int:
    """How long Telegram's clients count the text."""
    return len(text) + sum(char > "\uffff" for char in text)


def shortened(title: str) -> str:
    """A title that a button can show."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def _fitting(text: str, longest: int) -> str:
    return text[: next((end for end, total in _running(text) if total > longest), len(text))]


def _running(text: str) -> Iterator[tuple[int, int]]:
    total = 0
    for end, char in enumerate(text):
        total += 2 if char > "\uffff" else 1
        yield end, total
