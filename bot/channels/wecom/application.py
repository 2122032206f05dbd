"""The channel ``wecom``: messages of a WeCom application at ``/webhooks/wecom/webhook``. Settings: docs/decisions/wechat.md."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Optional

import httpx
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sqlalchemy.engine import Engine

from bot.channels.messenger import Messenger
from bot.channels.wechat.accept import incoming_of, take_in
from bot.channels.wechat.answers import Piece
from bot.channels.wechat.callback import Callback, Junk, read
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.courier import BubbleCourier
from bot.channels.wechat.meaning import Contact
from bot.channels.wechat.platform import TIMEOUT, Gone, Later, Platform, corporation_token
from bot.channels.wechat.replay import Replays
from bot.channels.wechat.requests import callback_routes
from bot.channels.wechat.tables import METADATA
from bot.channels.wechat.tokens import Tokens
from bot.channels.wecom.customer_service import CustomerServiceChannel, is_news
from bot.channels.wecom.settings import WeComSettings
from bot.mail import Full, Incoming, Outgoing, Post, TooFast
from bot.mail.limits import Pace
from bot.wording import say

logger = logging.getLogger(__name__)

NAME = "wecom"
PER_MINUTE = 30.0
"""What is sent to a member beyond this, the platform drops without a word."""
SAME_WITHIN = 30
"""Seconds in which the platform drops a second copy of a message: enough for a repeat of ours, too short for a person's."""


class WeComChannel(Messenger):
    """One application, with the courier that takes answers to its members."""

    def __init__(
        self, settings: WeComSettings, engine: Engine, customer_service: Optional[CustomerServiceChannel] = None
    ) -> None:
        METADATA.create_all(engine)
        # The platform may be told to send the events of 微信客服 to the address of an application.
        self.settings, self.customer_service = settings, customer_service
        self.callback = Callback(settings.seal, encrypted_echo=True)
        self.replays, self.choices = Replays(engine, NAME), LastChoices(engine, NAME)
        self.pace = Pace(PER_MINUTE)
        http = httpx.AsyncClient(timeout=TIMEOUT)
        fetch = corporation_token(http, settings.base, settings.corpid, settings.secret)
        name = f"{NAME} {settings.corpid} {settings.agent}"
        self.platform = Platform(settings.base, Tokens(engine, name, fetch), http)
        self.courier = BubbleCourier(self._take, [self.choices.forget], [http.aclose])

    @classmethod
    def name(cls) -> str:
        """``wecom``."""
        return NAME

    def blueprint(self, _: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The callback address."""
        return callback_routes(NAME, self.callback, self.receive)

    async def receive(self, post: Post, query: Mapping[str, str], body: bytes) -> str:
        """Takes a message in and acknowledges it; the answer is always sent. Raises ``Forbidden`` and ``Malformed``."""
        try:
            received = self.callback.receive(query, body, time.time())
            if is_news(received.fields) and self.customer_service is not None:
                self.customer_service.begin(received.fields)
                return ""
            delivery = read(received)
        except Junk as error:
            logger.warning("signed, but no message: %s", error)
            return ""
        with self.replays.engine.begin() as connection:
            self.replays.admit(connection, received.timestamp, received.nonce, delivery)
        if delivery.contact is Contact.GONE:
            post.unreachable(NAME, f"{NAME}:{delivery.person}")
        elif delivery.text or delivery.sentence:
            self._take_in(post, incoming_of(NAME, delivery, self.choices))
        return ""

    def _take_in(self, post: Post, incoming: Incoming) -> None:
        try:
            take_in(post, incoming, self.choices)
        except TooFast:
            pass  # They are told once, by the post.
        except Full:
            # The platform repeats a message for some seconds only and then drops it: better that the person knows.
            if self.pace.tell(incoming.sender):
                post.tell(incoming, [{"text": say("turn.full")}])

    async def _take(self, piece: Piece, _: Outgoing) -> None:
        if not self.pace.take(piece.person):
            raise Later(None, 60 / PER_MINUTE)
        body = {
            "touser": piece.person, "msgtype": "text", "agentid": self.settings.agent, "text": {"content": piece.text},
            "enable_duplicate_check": 1, "duplicate_check_interval": SAME_WITHIN,
        }  # fmt: skip
        answer = await self.platform.call("/cgi-bin/message/send", body)
        if piece.person in str(answer.get("invaliduser") or "").split("|"):
            raise Gone
        self.choices.shown(piece.person, piece.choices)
