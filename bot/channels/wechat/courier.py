"""Takes bubbles from the outbox to the platform; the same for WeChat, WeCom and 微信客服."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Optional

from sqlalchemy.engine import Connection

from bot.channels.wechat.answers import Piece
from bot.channels.wechat.pieces import LARGEST_PIECE, bubbles
from bot.channels.wechat.platform import Gone, Later, PlatformError
from bot.mail import Body, Courier, Messages, Outgoing, Refused, Retry, Unreachable

Deliver = Callable[[Piece, Outgoing], Awaitable[None]]


class BubbleCourier(Courier):
    """``take`` takes over one bubble or raises ``PlatformError``; ``forgets`` each delete what they keep of a person;
    ``ends`` are awaited when the server stops.
    """

    def __init__(
        self,
        take: Deliver,
        forgets: Sequence[Callable[[Connection, str], None]],
        ends: Sequence[Callable[[], Awaitable[None]]] = (),
        largest: int = LARGEST_PIECE,
    ) -> None:
        self.take, self.forgets, self.ends, self.largest = take, forgets, ends, largest

    async def stop(self) -> None:
        """Closes connections."""
        for end in self.ends:
            await end()

    def parts(self, replies: Messages) -> Sequence[Body]:
        """Bubbles of so many bytes."""
        return bubbles(replies, self.largest)

    async def deliver(self, outgoing: Outgoing) -> None:
        """One bubble; a limit of the platform is no failure, the bubble is then kept by whoever took it."""
        piece = Piece(outgoing.address["person"], outgoing.message, outgoing.part, outgoing.body)
        try:
            await self.take(piece, outgoing)
        except Later as error:
            raise Retry(error.after) from error
        except Gone as error:
            raise Unreachable from error
        except PlatformError as error:
            raise Refused(f"errcode {error.code}") from error

    def address(self, sender: str) -> Optional[dict[str, Any]]:
        """The person alone: whether the platform lets us write first is for it to say."""
        return {"person": sender.partition(":")[2]}

    def forget(self, connection: Connection, sender: str) -> None:
        """Everything that the channel keeps of a person."""
        for forget in self.forgets:
            forget(connection, sender.partition(":")[2])
