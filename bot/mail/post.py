"""The post: takes messages in, has each run once and in its person's order, and sees to it that the answers go out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Optional

from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.failures import log_failure
from bot.mail.courier import Body, Courier, Messages
from bot.mail.delivery import Delivery
from bot.mail.incoming import Full, Incoming, Receipt, TooFast
from bot.mail.limits import Limits, Pace
from bot.mail.store import ANSWERED, CLAIM_LASTS, CLAIMED, READY, AlreadyDone, Store, Waiting
from bot.mail.unit import Unit, unit_of_work
from bot.metrics import METRICS
from bot.wording import say

logger = logging.getLogger(__name__)

Handle = Callable[[Incoming], Awaitable[Messages]]
"""Runs a turn and returns its replies. Dialogues that it writes are committed with them. Anything else that it writes must
bear being written again under the same ``Incoming.name``: a turn that was not committed is run again."""

# The `custom` message by which an action says that the person's data is deleted: the dialogue and the post go with it.
FORGOTTEN = "forgotten"
BUSY_AFTER, BUSY_EVERY = 1.0, 4.5
RESTARTS = 3
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
ROUND_EVERY = 15.0
# Rounds of the event loop in which nothing arrives, after which a turn may begin; and how many it waits at most.
IDLE_ROUNDS, LET_IN_AT_MOST = 2, 500
# While a crowd waits: seconds without an arrival before a turn begins, and so long at most. A crowd comes with short gaps.
CALM, CALM_AT_MOST = 0.03, 1.0


@dataclass
class _Waiter:
    """Somebody who waits for an answer, and how many of its parts they want for themselves."""

    at_most: Optional[int]
    parts: asyncio.Future[Optional[list[Body]]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Post:
    """One post for one database and one process. ``start`` it in the running event loop, ``stop`` it at the end."""

    def __init__(
        self,
        store: Store,
        handle: Handle,
        couriers: Optional[Mapping[str, Courier]] = None,
        limits: Optional[Limits] = None,
    ) -> None:
        self.store, self.handle, self.limits = store, handle, limits or Limits()
        self.couriers = dict(couriers or {})
        self.delivery = Delivery(store, self.couriers, self.limits)
        self.pace = Pace(self.limits.messages_per_minute)
        self._queues: dict[str, deque[Waiting]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        # Messages without a committed turn, and who waits for their answers.
        self._open: dict[int, list[_Waiter]] = {}
        self._arrived, self._arrived_at = 0, 0.0
        self._slots: Optional[asyncio.Semaphore] = None
        # A turn computes without a pause. Were several to begin at once, whatever arrives or is due would wait for all of them.
        self._door = asyncio.Lock()
        self._rounds: Optional[asyncio.Task[None]] = None

    async def start(self) -> None:
        """Takes up unfinished messages in their order, and undelivered answers."""
        self._slots = asyncio.Semaphore(self.limits.turns_at_once)
        for courier in self.couriers.values():
            await courier.start(self)
        for waiting in self.store.unfinished():
            self._queue(waiting)
        self.delivery.start()
        self._rounds = asyncio.create_task(self._make_rounds())
        METRICS.gauge("zjtx_mail_letters", self._letters)

    async def stop(self, patience: float = 10.0) -> None:
        """Lets turns and deliveries that have begun end; everything else stays stored for the next start."""
        self._slots = None
        workers = list(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=patience)
        for task in filter(None, (*workers, self._rounds)):
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self.delivery.stop(patience)
        for courier in self.couriers.values():
            await courier.stop()

    # In

    def receive(self, incoming: Incoming) -> Receipt:
        """Stores a message; when this returns it is safe to confirm it to the platform. A known key runs nothing again.

        Raises ``TooFast`` and ``Full``; whatever else it raises (the database is gone), the message is not stored.
        """
        refusal = self._refusal(incoming)
        number = None if refusal else self.store.add(incoming)
        if number is None:
            known = self.store.find(incoming.channel, incoming.key)
            if known is not None:
                self._count(incoming, "repeated")
                return known
            assert refusal is not None
            self._count(incoming, "full" if isinstance(refusal, Full) else "too_fast")
            raise refusal if isinstance(refusal, Full) else TooFast(self._slow_down(incoming))
        self._count(incoming, "taken")
        self.delivery.find_again(incoming.channel, incoming.sender)
        self._queue(Waiting(number, incoming))
        return Receipt(number, incoming.channel, incoming.sender)

    def tell(self, incoming: Incoming, replies: Messages) -> None:
        """Says something to a person outside any turn, by courier. ``incoming`` gives channel, person and address."""
        courier = self.couriers.get(incoming.channel)
        if courier is not None and (incoming.channel, incoming.sender) not in self.delivery.lost:
            self.store.put(incoming, courier.parts(replies))
            self.delivery.wake(incoming.channel, incoming.sender)

    @property
    def unanswered(self) -> int:
        """How many messages wait for their turn or are in it."""
        return len(self._open)

    def unreachable(self, channel: str, sender: str) -> None:
        """The platform says that the person has left or blocked us: nothing is sent until their next message."""
        self.delivery.lose(channel, sender)

    def reachable(self, channel: str, sender: str) -> None:
        """The person is in touch again; a message says so by itself."""
        self.delivery.find_again(channel, sender)

    def _refusal(self, incoming: Incoming) -> Optional[Exception]:
        if self.unanswered >= self.limits.waiting:
            return Full()
        waiting = len(self._queues.get(incoming.sender, ()))
        if waiting >= self.limits.waiting_per_person or not self.pace.take(incoming.sender):
            return TooFast(False)
        return None

    def _slow_down(self, incoming: Incoming) -> bool:
        first = self.pace.tell(incoming.sender)
        if first:
            self.tell(incoming, [{"text": say("turn.busy")}])
        return first

    def _count(self, incoming: Incoming, outcome: str) -> None:
        METRICS.count("zjtx_mail_received_total", channel=incoming.channel, outcome=outcome)

    # Answers that a channel gives itself

    async def replies(self, receipt: Receipt, timeout: float, at_most: Optional[int] = None) -> Optional[list[Body]]:
        """The first ``at_most`` parts of the answer, claimed: the courier does not deliver them. ``None``: not ready in time.

        Several may wait for one message, and a repeated delivery gets the same parts again. Once the courier has begun with
        an answer there is nothing to claim (``[]``). ``confirm`` when the parts are given, or ``release`` them to the
        courier; what is neither goes to the courier after a minute or a restart.
        """
        if receipt.id not in self._open:
            return self._claim(receipt, at_most)
        waiter = _Waiter(at_most)
        self._open[receipt.id].append(waiter)
        try:
            await asyncio.wait([waiter.parts], timeout=timeout)
        finally:
            if receipt.id in self._open:
                self._open[receipt.id].remove(waiter)
        return waiter.parts.result() if waiter.parts.done() else None

    def _claim(self, receipt: Receipt, at_most: Optional[int]) -> Optional[list[Body]]:
        rows = self.store.answer(receipt)
        if rows is None:
            return None

        def free(row: Any) -> bool:
            ready = row.state == READY and row.attempts == 0 and row.id not in self.delivery.in_flight
            return ready or row.state in (CLAIMED, ANSWERED)

        mine = list(takewhile(free, rows))[:at_most]
        self.store.mark([row.id for row in mine if row.state == READY], CLAIMED)
        return [row.body for row in mine]

    def confirm(self, receipt: Receipt) -> None:
        """What ``replies`` returned has been given to the person; the rest follows by courier."""
        self.store.settle(receipt, ANSWERED)
        self.delivery.wake(receipt.channel, receipt.sender)

    def release(self, receipt: Receipt) -> None:
        """What ``replies`` returned has not been given: it goes by courier."""
        self.store.settle(receipt, READY)
        self.delivery.wake(receipt.channel, receipt.sender)

    # Turns

    def _queue(self, waiting: Waiting) -> None:
        sender = waiting.incoming.sender
        self._arrived, self._arrived_at = self._arrived + 1, time.monotonic()
        self._open[waiting.id] = []
        queue = self._queues.setdefault(sender, deque())
        queue.append(waiting)
        if self._slots is not None and sender not in self._workers:
            self._workers[sender] = asyncio.create_task(self._work(sender, queue))

    async def _work(self, sender: str, queue: deque[Waiting]) -> None:
        try:
            while queue and self._slots is not None:
                async with self._slots:
                    async with self._door:
                        await self._let_in()
                    if self._slots is not None:
                        await self._turn(queue[0])
                        queue.popleft()
        finally:
            del self._workers[sender]
            if not queue:
                del self._queues[sender]

    async def _let_in(self) -> None:
        """Taking in goes before answering: a platform waits a few seconds for its confirmation, an answer can follow."""
        idle = 0
        for _ in range(LET_IN_AT_MOST):
            seen = self._arrived
            await asyncio.sleep(0)
            idle = idle + 1 if self._arrived == seen else 0
            if idle == IDLE_ROUNDS:
                break
        until = time.monotonic() + CALM_AT_MOST
        while self.unanswered > self.limits.turns_at_once and (now := time.monotonic()) < until:
            calm_at = self._arrived_at + CALM
            if now >= calm_at:
                break
            await asyncio.sleep(calm_at - now)

    async def _turn(self, waiting: Waiting) -> None:
        with unit_of_work() as unit:
            replies = await self._run(waiting, unit)
            try:
                parts = await self._commit(waiting, unit, replies)
            except Exception as error:
                # The answer itself cannot be written, and never will be.
                log_failure(logger, "commit", error)
                unit.dialogues.clear()
                parts = await self._commit(waiting, unit, [_failed()])
        for waiter in self._open.pop(waiting.id):
            if not waiter.parts.done():
                waiter.parts.set_result(parts[: waiter.at_most])
        self.delivery.wake(waiting.incoming.channel, waiting.incoming.sender)

    async def _run(self, waiting: Waiting, unit: Unit) -> Messages:
        incoming = waiting.incoming
        if incoming.answer is not None:
            return incoming.answer
        if waiting.tries is not None:
            if waiting.tries >= RESTARTS:
                # Whatever it is about this message, it may be what ends the process again and again.
                logger.error("a message of %s is given up after %s restarts", incoming.channel, RESTARTS)
                return [_failed()]
            self.store.tried(waiting)
        courier = self.couriers.get(incoming.channel)
        busy = asyncio.create_task(_show_busy(courier, incoming)) if courier else None
        try:
            replies = await asyncio.wait_for(self.handle(incoming), self.limits.turn_seconds)
        except Exception as error:
            log_failure(logger, "turn", error)
            unit.dialogues.clear()
            METRICS.count("zjtx_turns_failed_total", channel=incoming.channel)
            replies = []
        finally:
            if busy is not None:
                busy.cancel()
        return replies or [_failed()]

    async def _commit(self, waiting: Waiting, unit: Unit, replies: Messages) -> list[Body]:
        """Writes the turn, as soon as the database lets us; the parts of the answer."""
        courier = self.couriers.get(waiting.incoming.channel)
        parts = list(courier.parts(replies)) if courier else replies
        pause = FIRST_PAUSE
        while True:
            try:
                self._write(waiting, unit, replies, parts)
                return parts
            except AlreadyDone:
                logger.error("a turn was committed by another process: two servers on one database")
                return []
            except (OperationalError, InterfaceError) as error:
                log_failure(logger, "commit", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _write(self, waiting: Waiting, unit: Unit, replies: Messages, parts: list[Body]) -> None:
        states = self._states(waiting, len(parts))
        if any((reply.get("custom") or {}).get("type") == FORGOTTEN for reply in replies):
            unit.dialogues[waiting.incoming.sender] = None
            self.store.finish(waiting, unit, parts, states, forget=self._forget)
        else:
            self.store.finish(waiting, unit, parts, states)

    def _states(self, waiting: Waiting, parts: int) -> list[str]:
        """Whoever waits for the answer has it: there is no moment in which the courier could take it as well."""
        if waiting.incoming.channel not in self.couriers:
            return [ANSWERED] * parts
        waiters = self._open[waiting.id]
        wanted = max((parts if each.at_most is None else each.at_most for each in waiters), default=0)
        return [CLAIMED if part < wanted else READY for part in range(parts)]

    def _forget(self, connection: Connection, sender: str) -> None:
        for courier in self.couriers.values():
            courier.forget(connection, sender)

    # Rounds

    async def _make_rounds(self) -> None:
        while True:
            await asyncio.sleep(ROUND_EVERY)
            try:
                self.pace.tidy()
                self.store.release(list(self.couriers), older_than=CLAIM_LASTS)
                self.store.prune(list(self.couriers))
                self.delivery.look()
            except Exception as error:
                log_failure(logger, "rounds of the post", error)

    def _letters(self) -> dict[tuple[tuple[str, str], ...], float]:
        counts = self.store.counts()
        return {(("channel", channel), ("state", state)): float(count) for (channel, state), count in counts.items()}


def _failed() -> dict[str, Any]:
    return {"text": say("turn.failed")}


async def _show_busy(courier: Courier, incoming: Incoming) -> None:
    pause = BUSY_AFTER
    while True:
        await asyncio.sleep(pause)
        try:
            await courier.busy(incoming.sender, incoming.address)
        except Exception as error:
            log_failure(logger, "busy sign", error)
        pause = BUSY_EVERY
