"""The bot's connection to Telegram, and what its refusals mean for an answer."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, NoReturn

import httpx
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.channels.telegram.settings import Settings
from bot.mail import Refused, Retry, Unreachable

logger = logging.getLogger(__name__)

WANTED = ["message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
AT_ONCE = 30
TOKEN_PAUSE = 300.0


class Telegram(Bot):
    """PTB's bot, and updates as they come."""

    async def raw_updates(self, offset: int) -> list[Any]:
        """Updates from ``offset`` on, unparsed: PTB's own method fails as a whole on one that it cannot read."""
        data = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": WANTED}
        found = await self._post("getUpdates", data, read_timeout=POLL_SECONDS + 5.0)
        return list(found) if isinstance(found, (list, tuple)) else []

    async def close_connections(self) -> None:
        """Ends what is under way; PTB's own ``shutdown`` does so only after a successful start."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


def connect(settings: Settings) -> Telegram:
    """A bot that is not yet initialized."""
    sending = HTTPXRequest(connection_pool_size=AT_ONCE, read_timeout=10.0, connect_timeout=5.0, pool_timeout=30.0)
    polling = HTTPXRequest(connection_pool_size=1, read_timeout=10.0, connect_timeout=5.0)
    return Telegram(settings.token, base_url=f"{settings.base}/bot", request=sending, get_updates_request=polling)


def raise_for(error: TelegramError) -> NoReturn:
    """Raises what a failure means for the part that was to be sent."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        raise Retry((wait if isinstance(wait, (int, float)) else wait.total_seconds()) + 0.5) from error
    if isinstance(error, Forbidden):
        raise Unreachable from error
    if isinstance(error, ChatMigrated):
        raise Refused("chat_migrated") from error
    if isinstance(error, TimedOut):
        if isinstance(error.__cause__, httpx.ReadTimeout):
            # It may have arrived; sending it again would double it.
            raise Refused("no_reply_from_telegram") from error
        raise Retry from error
    if isinstance(error, BadRequest):
        if "chat not found" in error.message.lower():
            raise Unreachable from error
        raise Refused(f"bad_request: {error.message}") from error
    if isinstance(error, InvalidToken):
        logger.error("Telegram refuses TELEGRAM_BOT_TOKEN: nothing can be sent until it is right")
        raise Retry(TOKEN_PAUSE) from error
    raise Retry from error
