"""One message of one person, from arrival to answer: in order, one at a time, whatever the channel."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore

from bot.clock import today
from bot.failures import log_failure
from bot.metrics import METRICS
from bot.payloads import admit
from bot.trackers import forget
from bot.wording import say

logger = logging.getLogger(__name__)

Messages = list[dict[str, Any]]
Handle = Callable[[UserMessage], Awaitable[Any]]
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


class WholeTexts(CollectingOutputChannel):
    """Collects replies; unlike Rasa's own it leaves a text with empty lines in one piece."""

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """One message, whatever it looks like."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))


class Desk:
    """Takes the messages of one channel and has ``handle`` run them."""

    def __init__(self, channel: str, handle: Handle) -> None:
        self.channel, self.handle = channel, handle
        self.queues = Queues()

    async def answer(self, sender: str, text: str, trackers: TrackerStore) -> Messages:
        """Runs one turn and returns the replies; there is always at least one. Raises ``TooFast``.

        ``trackers`` is where ``handle`` keeps its dialogues.
        """
        async with self.queues.turn_of(sender):
            started = time.perf_counter()
            try:
                return await self._run(sender, text, trackers)
            except Exception as error:
                log_failure(logger, "turn", error)
                METRICS.count("zjtx_turns_failed_total", channel=self.channel)
                return [_text(sender, "turn.failed")]
            finally:
                METRICS.count("zjtx_turns_total", channel=self.channel)
                METRICS.observe("zjtx_turn_seconds", time.perf_counter() - started, channel=self.channel)

    async def _run(self, sender: str, text: str, trackers: TrackerStore) -> Messages:
        admitted = await admit(text, sender, trackers)
        if admitted is None:
            return [_text(sender, "turn.stale")]
        output = WholeTexts()
        metadata = {"on": today().isoformat()}
        await self.handle(UserMessage(admitted, output, sender, input_channel=self.channel, metadata=metadata))
        if any((message.get("custom") or {}).get("type") == FORGOTTEN for message in output.messages):
            await forget(trackers, sender)
        return output.messages or [_text(sender, "turn.failed")]


def _text(sender: str, sentence: str) -> dict[str, Any]:
    return {"recipient_id": sender, "text": say(sentence)}
