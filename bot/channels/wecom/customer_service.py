"""The channel ``wecom_kf``: 微信客服 at ``/webhooks/wecom_kf/webhook``. Settings: docs/decisions/wechat.md.

The callback only says that there is something to read. Messages are read with a cursor that is kept, so that none is lost
while the server is down; answers are sent with an id of their own, so that none is doubled.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Optional

import httpx
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sqlalchemy.engine import Engine

from bot.channels.messenger import Messenger
from bot.channels.wechat.accept import incoming_of, take_in
from bot.channels.wechat.allowance import Allowance
from bot.channels.wechat.answers import Answers, Piece
from bot.channels.wechat.callback import Callback, Junk
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.courier import BubbleCourier
from bot.channels.wechat.dispatch import Dispatch
from bot.channels.wechat.meaning import LONGEST_TEXT, Contact, Delivery, is_id
from bot.channels.wechat.platform import TIMEOUT, Platform, PlatformError, corporation_token
from bot.channels.wechat.requests import callback_routes
from bot.channels.wechat.tables import METADATA
from bot.channels.wechat.tokens import Tokens
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom.stream import Cursors, Stream
from bot.mail import Outgoing, Post, TooFast, storable
from bot.wording import say

logger = logging.getLogger(__name__)

NAME = "wecom_kf"
FROM_CUSTOMER, FROM_SYSTEM = 3, 4
BY_PEOPLE = (2, 3)
"""States of a session in which a person of the bureau answers, or is about to."""
FIRST_READ = 600.0
"""Of an account that is read for the first time only the last minutes count: the platform keeps three days."""
BETWEEN = "/"


class CustomerServiceChannel(Messenger):
    """The customer-service accounts of one corporation. A person is named by the account and their id there."""

    def __init__(self, settings: WeComSettings, engine: Engine) -> None:
        METADATA.create_all(engine)
        self.callback = Callback(settings.seal, encrypted_echo=True)
        self.choices, self.allowance = LastChoices(engine, NAME), Allowance(engine, NAME)
        http = httpx.AsyncClient(timeout=TIMEOUT)
        fetch = corporation_token(http, settings.base, settings.corpid, settings.secret)
        self.platform = Platform(settings.base, Tokens(engine, f"{NAME} {settings.corpid}", fetch), http)
        self.stream = Stream(self.platform, Cursors(engine, NAME), self._take_in)
        answers = Answers(engine, NAME)
        self.dispatch = Dispatch(answers, self.choices, self._send, self.allowance)
        self.courier = CustomerCourier(
            self, self._deliver, [answers.forget, self.choices.forget], [self.stream.stop, http.aclose]
        )
        self.post: Optional[Post] = None

    @classmethod
    def name(cls) -> str:
        """``wecom_kf``."""
        return NAME

    def blueprint(self, _: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The callback address."""
        return callback_routes(NAME, self.callback, self.receive)

    async def receive(self, post: Post, query: Mapping[str, str], body: bytes) -> str:
        """Begins to read and acknowledges. Raises ``Forbidden`` and ``Malformed``."""
        try:
            fields = self.callback.receive(query, body, time.time()).fields
        except Junk as error:
            logger.warning("signed, but no message: %s", error)
            return ""
        if is_news(fields):
            self.begin(fields)
        return ""

    def begin(self, fields: Mapping[str, str]) -> None:
        """Reads what the event speaks of, in the background."""
        if is_id(account := fields.get("OpenKfId", "")):
            self.stream.begin(account, fields.get("Token", ""))

    async def _take_in(self, message: dict[str, Any], first: bool) -> None:
        if message.get("origin") == FROM_SYSTEM:
            return await self._event(message.get("event"), message["open_kfid"])
        delivery = read(message)
        if delivery is None or (first and _age(message) > FIRST_READ) or await self._by_people(delivery):
            return
        assert self.post is not None
        receipt = None
        with suppress(TooFast):  # They are told once, by the post.
            receipt = take_in(self.post, incoming_of(NAME, delivery, self.choices), self.choices)
        if receipt is None or not receipt.repeated:
            self.allowance.renew(delivery.person, Contact.MESSAGE)
            self.dispatch.contact(delivery.person)

    async def _event(self, event: Any, account: str) -> None:
        if not isinstance(event, dict):
            return
        kind, code, person = (event.get(name) for name in ("event_type", "welcome_code", "external_userid"))
        if kind == "enter_session" and isinstance(code, str) and code:
            body = {"code": code, "msgtype": "text", "text": {"content": say("wechat.welcome")}}
            try:
                await self.platform.call("/cgi-bin/kf/send_msg_on_event", body)
            except PlatformError as error:  # A welcome is worth no second try: its code lives 20 seconds.
                logger.warning("no welcome: errcode %s", error.code)
        elif kind == "msg_send_fail" and is_id(person):
            logger.warning("a message of 微信客服 did not arrive: fail_type %s", event.get("fail_type"))

    async def _by_people(self, delivery: Delivery) -> bool:
        """Whether the bureau's own people serve this person at the moment. When the platform does not say, we answer."""
        account, person = delivery.person.split(BETWEEN, 1)
        body = {"open_kfid": account, "external_userid": person}
        try:
            answer = await self.platform.call("/cgi-bin/kf/service_state/get", body)
        except PlatformError:
            return False
        return answer.get("service_state") in BY_PEOPLE

    async def _deliver(self, piece: Piece, _: Outgoing) -> None:
        await self.dispatch.take(piece)

    async def _send(self, piece: Piece) -> None:
        account, person = piece.person.split(BETWEEN, 1)
        number = hashlib.sha256(f"{piece.answer} {piece.part}".encode()).hexdigest()[:32]
        body = {"touser": person, "open_kfid": account, "msgid": number, "msgtype": "text", "text": {"content": piece.text}}
        await self.platform.call("/cgi-bin/kf/send_msg", body)


class CustomerCourier(BubbleCourier):
    """Also the beginning: what came while the server was down is read when it starts."""

    def __init__(self, channel: CustomerServiceChannel, *more: Any) -> None:
        super().__init__(*more)
        self.channel = channel

    async def start(self, post: Post) -> None:
        """Reads in the background."""
        self.channel.post = post
        self.channel.stream.resume()


def is_news(fields: Mapping[str, str]) -> bool:
    """Whether this is the event by which 微信客服 says that there is something to read."""
    return fields.get("Event", "").lower() == "kf_msg_or_event"


def read(message: Mapping[str, Any]) -> Optional[Delivery]:
    """What a customer has said; ``None`` for everything that did not come from one."""
    key, account, person = (message.get(name) for name in ("msgid", "open_kfid", "external_userid"))
    if message.get("origin") != FROM_CUSTOMER or not (is_id(key) and is_id(account) and is_id(person)):
        return None
    name = f"{account}{BETWEEN}{person}"
    content = message.get("text") if message.get("msgtype") == "text" else None
    if content is None:
        return Delivery(str(key), name, str(account), Contact.MESSAGE, sentence="wechat.text_only")
    text = content.get("content") if isinstance(content, dict) else None
    if not isinstance(text, str) or not (text := storable(text).strip()):
        return Delivery(str(key), name, str(account), Contact.MESSAGE, sentence="wechat.empty")
    if len(text) > LONGEST_TEXT:
        return Delivery(str(key), name, str(account), Contact.MESSAGE, sentence="wechat.too_long")
    return Delivery(str(key), name, str(account), Contact.MESSAGE, text=text)


def _age(message: Mapping[str, Any]) -> float:
    sent = message.get("send_time")
    return time.time() - sent if isinstance(sent, (int, float)) else 0.0
