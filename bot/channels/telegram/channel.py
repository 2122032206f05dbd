"""Telegram among the channels of the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint

from bot.channels.messenger import Messenger
from bot.channels.telegram.courier import TelegramCourier
from bot.channels.telegram.settings import CHANNEL, Settings
from bot.channels.telegram.webhook import webhook_of
from bot.secrets import mask


class TelegramChannel(Messenger):
    """One bot; ``courier`` is its connection."""

    def __init__(self, settings: Settings) -> None:
        mask(settings.token)
        if settings.secret:
            mask(settings.secret)
        self.courier: TelegramCourier = TelegramCourier(settings)

    @classmethod
    def name(cls) -> str:
        """``telegram``: ``/webhooks/telegram/webhook``."""
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook."""
        return webhook_of(self.courier)
