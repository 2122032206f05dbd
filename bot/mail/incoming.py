"""A message of one person on its way in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Optional

CHANNELS = ("telegram", "wechat", "wecom", "wecom_kf", "kf")
"""Whose ids nobody may bear who did not come through that channel: ``telegram:123``."""


@dataclass(frozen=True)
class Incoming:
    """What a channel has received.

    ``key`` is the platform's id of this delivery, the same each time it is delivered. ``sender`` is the person, with the
    channel's prefix (``telegram:123``). ``address`` is the JSON that the courier needs to answer. ``trusted``: the text was chosen
    by the channel (a command, a menu) and may be an intent payload. ``answer``: replies that the channel has settled
    already; no turn is run, and they still come once and in their place.
    """

    channel: str
    key: str
    sender: str
    text: str
    address: dict[str, Any] = field(default_factory=dict)
    trusted: bool = False
    answer: Optional[list[dict[str, Any]]] = None

    @property
    def name(self) -> str:
        """The message's name everywhere else: ``telegram:12345``."""
        return f"{self.channel}:{self.key}"


@dataclass(frozen=True)
class Receipt:
    """A message that is stored. ``repeated``: it was already."""

    id: int
    channel: str
    sender: str
    repeated: bool = False


class TooFast(Exception):
    """The person has too many messages waiting, or sends too many. Nothing was stored.

    ``first``: they have not been told yet. Where the channel has a courier, the post has told them by now.
    """

    def __init__(self, first: bool) -> None:
        super().__init__(first)
        self.first = first


class Full(Exception):
    """So many messages wait that none is taken; ``after`` is a number of seconds worth waiting. Nothing was stored."""

    def __init__(self, after: int = 5) -> None:
        super().__init__(after)
        self.after = after


def storable(text: str) -> str:
    """The text without control characters and halves of surrogate pairs: no database takes all of them.

    A message that cannot be stored can neither be confirmed nor passed over, and would come again for ever.
    """
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
