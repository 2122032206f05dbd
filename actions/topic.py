"""Which program a message is about, when it may also name programs as titles that the enterprise holds or lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Optional

# 「我们还不是专精特新」「已经评上小巨人了」: a title held or not held, not the program that is asked about.
HELD = re.compile(
    r"(?:不是|还没评上|没有评上|没评上|已经是|已是|都是|就是|是|评上了?|拿到了?|拿了|获评|入选了?|有)(?:了|过|国家级|国家|省级|省里的?|的)?$"
)


@dataclass(frozen=True)
class Topic:
    """``asked``: the programs that the message asks about. ``named``: all that it names, in order. ``spans``: where."""

    asked: tuple[str, ...]
    named: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def program(self) -> Optional[str]:
        """The program that the message asks about: one that is not just a title held, or else the first named."""
        return next(iter((*self.asked, *self.named)), None)


def topic_of(text: str, mentions: list[dict[str, Any]]) -> Topic:
    """The topic of a message, from its program entities (``value``, ``start``, ``end``)."""
    ordered = sorted(mentions, key=lambda entity: entity.get("start", 0))
    named = tuple(dict.fromkeys(entity["value"] for entity in ordered))
    asked = [entity["value"] for entity in ordered if not HELD.search(text[: entity.get("start", 0)])]
    spans = tuple((entity["start"], entity["end"]) for entity in ordered if "start" in entity and "end" in entity)
    return Topic(tuple(dict.fromkeys(asked)), named, spans)
