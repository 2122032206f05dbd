"""The channel ``wechat``: an Official Account at ``/webhooks/wechat/webhook``. Settings: docs/decisions/wechat.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from rasa.core.channels.channel import UserMessage
from sanic import Blueprint
from sqlalchemy.engine import Engine

from bot.channels.messenger import Messenger
from bot.channels.wechat.account import Account
from bot.channels.wechat.allowance import Allowance
from bot.channels.wechat.answers import Answers, Piece
from bot.channels.wechat.callback import Callback
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.courier import BubbleCourier
from bot.channels.wechat.dispatch import Dispatch, Send
from bot.channels.wechat.passive import ByRepeats, BySending, Way
from bot.channels.wechat.platform import TIMEOUT, Platform, stable_token
from bot.channels.wechat.replay import Replays
from bot.channels.wechat.requests import callback_routes
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tables import METADATA
from bot.channels.wechat.tokens import Tokens
from bot.mail import Outgoing

NAME = "wechat"


class WeChatChannel(Messenger):
    """One account, with the courier that takes answers to its people."""

    def __init__(self, settings: WeChatSettings, engine: Engine) -> None:
        METADATA.create_all(engine)
        answers, choices, replays = Answers(engine, NAME), LastChoices(engine, NAME), Replays(engine, NAME)
        allowance = Allowance(engine, NAME)
        http = httpx.AsyncClient(timeout=TIMEOUT)
        way: Way = (
            BySending(Dispatch(answers, choices, customer_messages(settings, engine, http), allowance))
            if settings.custom_send
            else ByRepeats(answers, choices, replays)
        )

        async def take(piece: Piece, _: Outgoing) -> None:
            await way.deliver(piece)

        self.callback = Callback(settings.seal, settings.mode)
        self.account = Account(NAME, self.callback, replays, choices, allowance, way)
        self.courier = BubbleCourier(take, [answers.forget, choices.forget], [http.aclose], way.largest)

    @classmethod
    def name(cls) -> str:
        """``wechat``."""
        return NAME

    def blueprint(self, _: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The callback address."""
        return callback_routes(NAME, self.callback, self.account.receive)


def customer_messages(settings: WeChatSettings, engine: Engine, http: httpx.AsyncClient) -> Send:
    """Sends one bubble as a customer-service message."""
    tokens = Tokens(engine, f"{NAME} {settings.appid}", stable_token(http, settings.base, settings.appid, settings.secret))
    platform = Platform(settings.base, tokens, http)

    async def send(piece: Piece) -> None:
        body = {"touser": piece.person, "msgtype": "text", "text": {"content": piece.text}}
        await platform.call("/cgi-bin/message/custom/send", body)

    return send
