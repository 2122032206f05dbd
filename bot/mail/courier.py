"""Who takes replies to people: one courier for each channel that can write to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional

from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from bot.mail.post import Post

Messages = list[dict[str, Any]]
"""The replies of a turn: ``text``, ``buttons``, ``custom``, as in docs/add-channel.md."""
Body = dict[str, Any]
"""What one call of the platform carries, as JSON; the courier's own shape."""


@dataclass(frozen=True)
class Outgoing:
    """One part of an answer. ``message`` names what it answers (``telegram:12345``); with ``part`` it is an idempotency key."""

    id: int
    channel: str
    sender: str
    address: dict[str, Any]
    message: str
    part: int
    body: Body
    attempts: int


class Retry(Exception):
    """Not taken now. Tried again after ``after`` seconds at the earliest, a limited number of times."""

    def __init__(self, after: float = 0.0) -> None:
        super().__init__(after)
        self.after = after


class Unreachable(Exception):
    """The person cannot be reached any more; nothing else is sent to them before their next message."""


class Refused(Exception):
    """This part will never be taken, others may. ``reason`` is a word for the list of dead letters, without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Courier(ABC):
    """Delivers the replies of one channel. Parts for one person come one after another, in order."""

    at_once = 20
    """How many people are served at the same time."""

    async def start(self, post: Post) -> None:  # noqa: B027 - most have nothing to prepare
        """Called once in the server's event loop before anything is delivered; ``post.store.engine`` is the database."""

    async def stop(self) -> None:  # noqa: B027
        """Called once, after the last delivery."""

    def parts(self, replies: Messages) -> Sequence[Body]:
        """The replies of a turn as what is sent call by call. Must give the same for the same replies; touches nothing."""
        return replies

    @abstractmethod
    async def deliver(self, outgoing: Outgoing) -> None:
        """Returns once the platform has taken the part; raises ``Retry``, ``Unreachable`` or ``Refused``.

        After a crash a part whose delivery had not been noted yet is delivered again.
        """

    async def busy(self, sender: str, address: dict[str, Any]) -> None:  # noqa: B027 - most channels show nothing
        """Shows that an answer takes longer. May fail; called every few seconds while a turn lasts."""

    def address(self, sender: str) -> Optional[dict[str, Any]]:
        """What is needed to write to a person first, unasked; ``None`` where a channel only answers."""
        return None

    def forget(self, connection: Connection, sender: str) -> None:  # noqa: B027 - most channels keep nothing
        """Deletes what the channel keeps of a person, in the transaction in which everything else of them goes."""
