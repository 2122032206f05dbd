"""An Official Account: from the body of a request to the body of its response."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from bot.channels.wechat.accept import incoming_of
from bot.channels.wechat.allowance import Allowance
from bot.channels.wechat.callback import Callback, Junk, Received, read
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.meaning import Contact, Delivery
from bot.channels.wechat.passive import Way
from bot.channels.wechat.render import sealed, text_reply
from bot.channels.wechat.replay import Replays
from bot.mail import Full, Post, TooFast
from bot.wording import say

logger = logging.getLogger(__name__)

SUCCESS = "success"
"""The acknowledgement: the platform shows nothing and does not ask again."""


class Account:
    """One account. ``way`` is how its answers reach people."""

    def __init__(
        self, channel: str, callback: Callback, replays: Replays, choices: LastChoices, allowance: Allowance, way: Way,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.channel, self.callback, self.replays, self.choices = channel, callback, replays, choices
        self.allowance, self.way, self.clock = allowance, way, clock

    async def receive(self, post: Post, query: Mapping[str, str], body: bytes) -> str:
        """What to answer to a POST. Raises ``Forbidden``, ``Malformed``, and ``Unanswered`` after the platform has left."""
        try:
            received = self.callback.receive(query, body, self.clock())
            delivery = read(received)
        except Junk as error:
            logger.warning("signed, but no message: %s", error)
            return SUCCESS
        times = self._noted(received, delivery)
        text = await self._reply(post, delivery, times)
        return self._rendered(text, delivery, received) if text else SUCCESS

    def _noted(self, received: Received, delivery: Delivery) -> int:
        """How often it has come, and what may be sent after it: one transaction, for all of a crowd's wait for theirs."""
        with self.replays.engine.begin() as connection:
            times = self.replays.admit(connection, received.timestamp, received.nonce, delivery)
            if times == 1:
                self.allowance.renew(delivery.person, delivery.contact, connection)
            return times

    async def _reply(self, post: Post, delivery: Delivery, times: int) -> str:
        sender = f"{self.channel}:{delivery.person}"
        if delivery.contact is Contact.GONE:
            post.unreachable(self.channel, sender)
            return ""
        if times == 1:
            self.way.contact(delivery.person)
        if delivery.text is None:
            return say(delivery.sentence) if delivery.sentence else ""
        return await self._answer(post, delivery, times)

    async def _answer(self, post: Post, delivery: Delivery, times: int) -> str:
        incoming = incoming_of(self.channel, delivery, self.choices)
        try:
            return await self.way.reply(post, delivery, incoming, times)
        except TooFast:  # They are told once, by the post.
            return ""
        except Full:
            return say("turn.full")

    def _rendered(self, text: str, delivery: Delivery, received: Received) -> str:
        reply = text_reply(delivery.person, delivery.account, text)
        return sealed(reply, self.callback.seal, received.nonce) if received.encrypted else reply
