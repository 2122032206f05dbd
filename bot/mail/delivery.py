"""The outbox's rounds: one person's parts one after another, different people at the same time, with patience."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.failures import log_failure
from bot.mail.courier import Courier, Outgoing, Refused, Retry, Unreachable
from bot.mail.limits import Limits
from bot.mail.store import CLAIMED, Store
from bot.metrics import METRICS

logger = logging.getLogger(__name__)

FIRST_BACKOFF = 1.0


class Delivery:
    """Delivers what is ready in the outbox through the couriers."""

    def __init__(self, store: Store, couriers: Mapping[str, Courier], limits: Limits) -> None:
        self.store, self.couriers, self.limits = store, couriers, limits
        self.in_flight: set[int] = set()
        self.lost: set[tuple[str, str]] = set()
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._rounds: dict[tuple[str, str], asyncio.Task[None]] = {}

    def start(self) -> None:
        """Takes up what another run left."""
        self._slots = {channel: asyncio.Semaphore(courier.at_once) for channel, courier in self.couriers.items()}
        self.lost = self.store.unreachable()
        self.store.release(list(self.couriers))
        self.look()

    def look(self) -> None:
        """Finds what is due and not on its way, such as revived dead letters."""
        for channel, sender in self.store.due(list(self.couriers)):
            self.wake(channel, sender)

    def wake(self, channel: str, sender: str) -> None:
        """Something may be ready for the person."""
        if channel in self._slots and (channel, sender) not in self._rounds:
            self._rounds[channel, sender] = asyncio.create_task(self._round(channel, sender))

    def lose(self, channel: str, sender: str) -> None:
        """The person has left or blocked us: nothing is sent to them until they write again."""
        self.store.lose(channel, sender)
        self.lost.add((channel, sender))

    def find_again(self, channel: str, sender: str) -> None:
        """The person is in touch (again)."""
        if (channel, sender) in self.lost:
            self.store.found_again(channel, sender)
            self.lost.discard((channel, sender))

    async def stop(self, patience: float) -> None:
        """Lets deliveries that have begun end; what waits stays in the outbox."""
        rounds = list(self._rounds.values())
        self._slots = {}
        for _ in range(int(patience / 0.05)):
            if not self.in_flight:
                break
            await asyncio.sleep(0.05)
        for each in rounds:
            each.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)

    async def _round(self, channel: str, sender: str) -> None:
        try:
            while channel in self._slots:
                found = self.store.next(channel, sender)
                if found is None or found[1] == CLAIMED:
                    return
                outgoing, _, due = found
                wait = due - self.store.clock()
                if wait > 0:
                    # A part that is revived or erased meanwhile is seen in time.
                    await asyncio.sleep(min(wait, 30.0))
                    continue
                await self._one(outgoing, self._slots[channel])
        except Exception as error:
            log_failure(logger, "delivery", error)
        finally:
            del self._rounds[channel, sender]

    async def _one(self, outgoing: Outgoing, slot: asyncio.Semaphore) -> None:
        self.in_flight.add(outgoing.id)
        try:
            async with slot:
                outcome = await self._deliver(outgoing)
        finally:
            self.in_flight.discard(outgoing.id)
        METRICS.count("zjtx_mail_deliveries_total", channel=outgoing.channel, outcome=outcome)

    async def _deliver(self, outgoing: Outgoing) -> str:
        try:
            await self.couriers[outgoing.channel].deliver(outgoing)
        except Unreachable:
            self.lose(outgoing.channel, outgoing.sender)
            return "unreachable"
        except Refused as refusal:
            self.store.dead(outgoing, refusal.reason)
            return "refused"
        except Retry as retry:
            return self._later(outgoing, retry.after)
        except Exception as error:
            log_failure(logger, f"delivery by {outgoing.channel}", error)
            return self._later(outgoing, 0.0)
        self.store.sent(outgoing)
        return "sent"

    def _later(self, outgoing: Outgoing, after: float) -> str:
        if outgoing.attempts + 1 >= self.limits.attempts:
            self.store.dead(outgoing, "attempts")
            return "given_up"
        backoff = min(FIRST_BACKOFF * 2.0**outgoing.attempts, self.limits.longest_backoff)
        self.store.later(outgoing, max(after, backoff))
        return "retry"
