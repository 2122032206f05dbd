"""How an answer reaches the person: as the passive reply while the platform waits, else by sending, else at its repeats."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from typing import Optional, Protocol

from bot.channels.wechat.accept import take_in
from bot.channels.wechat.answers import Answers, Piece
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.dispatch import Dispatch
from bot.channels.wechat.meaning import Contact, Delivery
from bot.channels.wechat.pieces import LARGEST_PIECE
from bot.channels.wechat.replay import Replays
from bot.mail import Incoming, Post
from bot.wording import say, section

PATIENCE = 4.0
"""Seconds of the platform's five that we wait for an answer; the rest is for the way there and back, and for a busy machine."""
CROWD = 64
"""Messages before us: with more of them there is no answer in time, and whoever waits for one only makes others wait."""
UNANSWERED = 10.0
"""Longer than the platform keeps a connection: it gives up and asks again."""
DELIVERIES = 3
"""So often the platform asks at least."""
AFTER_PASSIVE = 0.3
"""The head start of the passive reply before the bubbles that follow it."""

_MORE = "\n" + say("wechat.more")
ROOM = LARGEST_PIECE - len(_MORE.encode())
"""Bytes of a bubble to which it may have to be added that there is more."""


class Unanswered(Exception):
    """This delivery ends without an answer, so that the platform repeats it."""


class Way(Protocol):
    """One of the two ways below."""

    largest: int
    """Bytes of a bubble."""

    async def reply(self, post: Post, read: Delivery, incoming: Incoming, times: int) -> str:
        """The passive reply to the ``times``-th delivery of a text; empty for an acknowledgement.

        Raises what ``Post.receive`` raises, and ``Unanswered``.
        """

    async def deliver(self, piece: Piece) -> None:
        """Takes over a bubble that was no passive reply; raises ``PlatformError`` when it has not."""

    def contact(self, person: str) -> None:
        """The person is there again: what is kept for them may go."""


class BySending:
    """For an account that may send: what is not ready in time, and what does not fit into one bubble, is sent."""

    largest = LARGEST_PIECE

    def __init__(self, dispatch: Dispatch) -> None:
        self.dispatch = dispatch

    async def reply(self, post: Post, read: Delivery, incoming: Incoming, times: int) -> str:
        receipt = take_in(post, incoming, self.dispatch.choices)
        bodies = None
        # A crowd may come after us: a connection took a moment to be seen, and its answer one to be written.
        for _ in range(2):
            bodies = bodies or await post.replies(receipt, PATIENCE / 2 if post.unanswered <= CROWD else 0.0, at_most=1)
        if not bodies:
            return ""
        piece = Piece(read.person, incoming.name, 0, bodies[0])
        self.dispatch.choices.shown(read.person, piece.choices)
        # If the connection breaks now, the platform's repeat gets the same bubble.
        post.confirm(receipt)
        return piece.text

    async def deliver(self, piece: Piece) -> None:
        if piece.part:
            await asyncio.sleep(AFTER_PASSIVE)
        await self.dispatch.take(piece)

    def contact(self, person: str) -> None:
        self.dispatch.contact(person)


class ByRepeats:
    """For an account that may not: the platform's repeats give about 14 seconds, after that the person must ask again."""

    largest = ROOM

    def __init__(self, answers: Answers, choices: LastChoices, replays: Replays) -> None:
        self.answers, self.choices, self.replays = answers, choices, replays
        self._arrivals: dict[str, list[asyncio.Event]] = defaultdict(list)

    async def reply(self, post: Post, read: Delivery, incoming: Incoming, times: int) -> str:
        piece = self.answers.shown(read.key)
        if piece is None:
            piece = await (self._kept(read) if self._asks_again(read) else self._new(post, read, incoming, times))
        if piece is not None:
            return self._shown(piece, read)
        if times < DELIVERIES:
            await asyncio.sleep(UNANSWERED)
            raise Unanswered
        self.replays.expect(read.person, read.text)
        return say("wechat.again")

    async def deliver(self, piece: Piece) -> None:
        self.answers.keep(piece)
        for arrival in self._arrivals.get(piece.person, ()):
            arrival.set()

    def contact(self, person: str) -> None:
        """Nothing can be sent; what is kept is shown in reply."""

    async def _new(self, post: Post, read: Delivery, incoming: Incoming, times: int) -> Optional[Piece]:
        receipt = take_in(post, incoming, self.choices)
        if not receipt.repeated:
            self.answers.leave(read.person)
        bodies = await post.replies(receipt, PATIENCE, at_most=1)
        if bodies:
            piece = Piece(read.person, incoming.name, 0, bodies[0])
            self.answers.show(piece, read.key)
            post.confirm(receipt)
            return piece
        return next(iter(self.answers.waiting(read.person, incoming.name)), None)

    async def _kept(self, read: Delivery) -> Optional[Piece]:
        """What is kept for the person, waited for as long as for a turn."""
        arrival = asyncio.Event()
        self._arrivals[read.person].append(arrival)
        try:
            if not self.answers.waiting(read.person):
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(arrival.wait(), PATIENCE)
            return next(iter(self.answers.waiting(read.person)), None)
        finally:
            self._arrivals[read.person].remove(arrival)
            if not self._arrivals[read.person]:
                del self._arrivals[read.person]

    def _shown(self, piece: Piece, read: Delivery) -> str:
        self.answers.show(piece, read.key)
        self.choices.shown(piece.person, piece.choices)
        self.replays.expect(read.person, None)
        more = not piece.body["last"] or self.answers.waiting(piece.person)
        return piece.text + (_MORE if more else "")

    def _asks_again(self, read: Delivery) -> bool:
        """The person wants the rest or the result of what they have asked before, not something new."""
        if read.contact is not Contact.MESSAGE or read.text is None:
            return False
        if self.replays.expected(read.person, read.text):
            return True
        wants = read.text.strip("“”。！! ") in section("wechat")["continue"]
        return wants and bool(self.replays.expected(read.person) or self.answers.waiting(read.person))
