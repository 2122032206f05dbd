"""How fast Telegram lets a bot write: one message a second to a chat, thirty a second altogether."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PER_CHAT = 1.0
OVERALL = 1.0 / 30


class OutboundPace:
    """Hands out moments to send. One chat's messages come here one after another."""

    def __init__(self, per_chat: float = PER_CHAT, overall: float = OVERALL) -> None:
        self.per_chat, self.overall = per_chat, overall
        self._chats: dict[int, float] = {}
        self._next = 0.0

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Entered when a message may be sent to the chat; a chat's next second begins when that is done."""
        await self._wait(self._chats.get(chat, 0.0))
        at = max(time.monotonic(), self._next)
        self._next = at + self.overall
        await self._wait(at)
        try:
            yield
        finally:
            now = time.monotonic()
            if len(self._chats) > 10_000:
                self._chats = {each: free for each, free in self._chats.items() if free > now}
            self._chats[chat] = now + self.per_chat

    async def _wait(self, until: float) -> None:
        seconds = until - time.monotonic()
        if seconds > 0:
            await asyncio.sleep(seconds)
