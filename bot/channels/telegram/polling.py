"""Fetching updates ourselves. An update is stored before the next request confirms it to Telegram."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import Telegram
from bot.channels.telegram.reception import Reception
from bot.failures import log_failure
from bot.mail import Full

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE, CONFLICT_PAUSE = 1.0, 60.0, 30.0


async def poll(bot: Telegram, reception: Reception) -> None:
    """Polls until it is cancelled or the token is refused.

    An offset confirms what lies before it and is sent once; later requests ask for whatever is not confirmed. So nothing is
    missed when Telegram begins to count anew, as it does after a week without updates.
    """
    offset, pause = 0, FIRST_PAUSE
    while True:
        try:
            updates = await bot.raw_updates(offset)
        except InvalidToken:
            logger.error("Telegram refuses TELEGRAM_BOT_TOKEN; polling has ended")
            return
        except Conflict:
            logger.error(
                "another copy of this bot is polling Telegram: stop one of the two. Next try in %.0f s", CONFLICT_PAUSE
            )
            await asyncio.sleep(CONFLICT_PAUSE)
        except TelegramError as error:
            asked = error.retry_after if isinstance(error, RetryAfter) else 0
            wait = max(pause, asked if isinstance(asked, (int, float)) else asked.total_seconds())
            logger.error("polling Telegram failed (%s); next try in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            pause = FIRST_PAUSE
            offset = await _take_all(reception, updates)


async def _take_all(reception: Reception, updates: list[Any]) -> int:
    """Takes updates in their order; the offset that confirms those that were taken, 0 for none."""
    offset = 0
    for update in updates:
        try:
            reception.take(update)
        except Full as full:
            await asyncio.sleep(full.after)
            break
        except Exception as error:
            log_failure(logger, "taking an update", error)
            await asyncio.sleep(FIRST_PAUSE)
            break
        number = update.get("update_id") if isinstance(update, dict) else None
        offset = number + 1 if isinstance(number, int) else offset
    return offset
