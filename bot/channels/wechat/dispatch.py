"""Sends bubbles within what the platform allows, keeps the others, and remembers the choices shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Optional
from weakref import WeakValueDictionary

from bot.channels.wechat.allowance import Allowance
from bot.channels.wechat.answers import Answers, Piece
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.platform import NoRight, WindowClosed
from bot.failures import log_failure

logger = logging.getLogger(__name__)

Send = Callable[[Piece], Awaitable[None]]


class Dispatch:
    """``send`` sends one bubble; without an ``allowance`` nothing is counted."""

    def __init__(self, answers: Answers, choices: LastChoices, send: Send, allowance: Optional[Allowance] = None) -> None:
        self.answers, self.choices, self.send, self.allowance = answers, choices, send, allowance
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, piece: Piece) -> None:
        """Sends the bubble after those kept for the person, or keeps it too when nothing more may be sent now.

        Raises ``PlatformError`` other than a limit: then the bubble has been neither sent nor kept.
        """
        async with self._lock(piece.person):
            if not await self._send_kept(piece.person) or not await self._sent(piece):
                self.answers.keep(piece)

    def contact(self, person: str) -> None:
        """The person is there again: what is kept for them goes, as far as it may."""
        if self.answers.anything_for(person):
            task = asyncio.create_task(self._release(person))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def shown(self, piece: Piece, delivery: str = "") -> None:
        """The person sees the bubble: sent, or as the passive reply to a delivery."""
        self.answers.show(piece, delivery)
        self.choices.shown(piece.person, piece.choices)

    async def _release(self, person: str) -> None:
        try:
            async with self._lock(person):
                await self._send_kept(person)
        except Exception as error:  # It stays kept.
            log_failure(logger, "sending what was kept", error)

    async def _send_kept(self, person: str) -> bool:
        for kept in self.answers.waiting(person):
            if not await self._sent(kept):
                return False
        return True

    async def _sent(self, piece: Piece) -> bool:
        if self.allowance is not None and not self.allowance.take(piece.person):
            return False
        try:
            await self.send(piece)
        except WindowClosed:
            if self.allowance is not None:
                self.allowance.close(piece.person)
            return False
        except NoRight as error:
            logger.error("the account may not send messages (errcode %s): set WECHAT_CUSTOM_SEND=off", error.code)
            return False
        self.shown(piece)
        return True

    def _lock(self, person: str) -> asyncio.Lock:
        return self._locks.setdefault(person, asyncio.Lock())
