"""The way out to Telegram: replies, the typing sign, answers to pressed buttons; and the connection as a whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Optional

from sqlalchemy.engine import Connection
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, InvalidToken, TelegramError, TimedOut

from bot.channels.telegram.api import WANTED, connect, raise_for
from bot.channels.telegram.buttons import Buttons, forget_buttons
from bot.channels.telegram.pace import OutboundPace
from bot.channels.telegram.parts import parts_of
from bot.channels.telegram.polling import poll
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.settings import Settings
from bot.failures import log_failure
from bot.mail import Body, Courier, Messages, Outgoing, Post
from bot.wording import section

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0


class TelegramCourier(Courier):
    """One bot."""

    # Waiting for a chat's next second costs nothing; what is under way at Telegram is bounded by the connections.
    at_once = 500

    def __init__(self, settings: Settings) -> None:
        self.settings, self.bot = settings, connect(settings)
        self.pace = OutboundPace()
        self.username: Optional[str] = None
        self.buttons: Optional[Buttons] = None
        self.reception: Optional[Reception] = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, post: Post) -> None:
        """Connects in the background: the server does not wait for Telegram."""
        self.buttons = Buttons(post.store.engine)
        self.reception = Reception(post, self)
        self.later(self._open())

    async def stop(self) -> None:
        """Ends polling and closes the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bot.close_connections()

    async def _open(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._introduce()
                break
            except InvalidToken:
                logger.error("Telegram refuses TELEGRAM_BOT_TOKEN; this server runs without Telegram")
                return
            except TelegramError as error:
                logger.error("Telegram cannot be reached (%s); next try in %.0f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        if not self.settings.webhook:
            assert self.reception is not None
            await poll(self.bot, self.reception)

    async def _introduce(self) -> None:
        self.username = (await self.bot.get_me()).username
        if self.settings.webhook:
            await self.bot.set_webhook(
                self.settings.webhook, secret_token=self.settings.secret, allowed_updates=WANTED, max_connections=40
            )
        else:
            await self.bot.delete_webhook()
        commands = section("telegram")["commands"].items()
        await self.bot.set_my_commands([BotCommand(name, description) for name, description in commands])

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something beside everything else; a failure is logged."""
        task = asyncio.create_task(_guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The courier

    def parts(self, replies: Messages) -> list[Body]:
        """Messages of at most 4096 characters."""
        return parts_of(replies)

    async def deliver(self, outgoing: Outgoing) -> None:
        """One sendMessage."""
        chat = int(outgoing.address["chat"])
        keyboard = self._keyboard(outgoing)
        async with self.pace.turn(chat):
            try:
                await self.bot.send_message(
                    chat,
                    outgoing.body["text"],
                    reply_markup=keyboard,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            except TelegramError as error:
                raise_for(error)

    def _keyboard(self, outgoing: Outgoing) -> Optional[InlineKeyboardMarkup]:
        buttons = outgoing.body.get("buttons")
        if not buttons or self.buttons is None:
            return None
        ids = self.buttons.ids(outgoing.sender, [button["payload"] for button in buttons])
        rows = [[InlineKeyboardButton(button["title"], callback_data=each)] for button, each in zip(buttons, ids)]
        return InlineKeyboardMarkup(rows)

    def address(self, sender: str) -> Optional[dict[str, Any]]:
        """The private chat, which bears the person's id."""
        return {"chat": int(sender.partition(":")[2])}

    async def busy(self, sender: str, address: dict[str, Any]) -> None:
        """「正在输入」 for five seconds."""
        try:
            await self.bot.send_chat_action(int(address["chat"]), "typing")
        except TelegramError as error:
            logger.info("no typing sign: %s", type(error).__name__)

    async def answer_press(self, query: str, notice: Optional[str] = None) -> None:
        """Ends the button's spinner; tried again after a timeout, for it does the same twice. Too late is no matter."""
        for _ in range(3):
            try:
                await self.bot.answer_callback_query(query, notice)
            except TimedOut:
                continue
            except BadRequest:
                return
            return

    def forget(self, connection: Connection, sender: str) -> None:
        """The person's buttons."""
        forget_buttons(connection, sender)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        log_failure(logger, "Telegram", error)
