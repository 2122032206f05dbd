"""One message of one person, from arrival to answer: in order, one at a time, whatever the channel."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore

from bot.clock import today
from bot.metrics import METRICS
from bot.payloads import admit
from bot.trackers import forget
from bot.wording import say

logger = logging.getLogger(__name__)

Messages = list[dict[str, Any]]
WAITING_AT_MOST = 20
# The `custom` message by which an action says that the person's data is deleted: the dialogue goes with it.
FORGOTTEN = "forgotten"


class TooFast(Exception):
    """One person has more messages waiting than we keep."""


class Queues:
    """A first-in-first-out queue per person, so that Rasa's own lock (which sleeps a second) is never contended."""

    def __init__(self, at_most: int = WAITING_AT_MOST) -> None:
        self.at_most = at_most
        self._locks: dict[str, asyncio.Lock] = {}
        self._present: dict[str, int] = {}

    @asynccontextmanager
    async def turn_of(self, sender: str) -> AsyncIterator[None]:
        """Waits for the person's earlier messages; raises ``TooFast`` when too many are waiting already."""
        if self._present.get(sender, 0) >= self.at_most:
            raise TooFast(sender)
        self._present[sender] = self._present.get(sender, 0) + 1
        lock = self._locks.setdefault(sender, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            self._present[sender] -= 1
            if not self._present[sender]:
                del self._present[sender], self._locks[sender]


async def answer(
    handle: Callable[[UserMessage], Awaitable[Any]], trackers: TrackerStore, queues: Queues, sender: str, text: str, channel: str
) -> Messages:
    """Runs one turn and returns the replies; there is always at least one. Raises ``TooFast``."""
    async with queues.turn_of(sender):
        started = time.perf_counter()
        try:
            admitted = await admit(text, sender, trackers)
            if admitted is None:
                return [_text(sender, "turn.stale")]
            output = CollectingOutputChannel()
            metadata = {"on": today().isoformat()}
            await handle(UserMessage(admitted, output, sender, input_channel=channel, metadata=metadata))
            if any((message.get("custom") or {}).get("type") == FORGOTTEN for message in output.messages):
                await forget(trackers, sender)
            return output.messages or [_text(sender, "turn.failed")]
        except Exception as error:
            # Names and places only: the message of an exception may quote what the person said.
            place = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)))
            logger.error("turn failed: %s at %s", type(error).__name__, place)
            METRICS.count("zjtx_turns_failed_total", channel=channel)
            return [_text(sender, "turn.failed")]
        finally:
            METRICS.count("zjtx_turns_total", channel=channel)
            METRICS.observe("zjtx_turn_seconds", time.perf_counter() - started, channel=channel)


def _text(sender: str, sentence: str) -> dict[str, Any]:
    return {"recipient_id": sender, "text": say(sentence)}
