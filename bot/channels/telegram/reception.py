"""Takes updates in, whichever way they come: each is stored before its caller confirms it."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any, Optional, Protocol

from telegram import Update

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.meaning import Press, Standing, meaning
from bot.channels.telegram.settings import CHANNEL
from bot.mail import Incoming, Post, TooFast
from bot.wording import say

logger = logging.getLogger(__name__)


class Desk(Protocol):
    """What the reception needs of the bot."""

    buttons: Optional[Buttons]
    username: Optional[str]

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something beside everything else."""

    async def answer_press(self, query: str, notice: Optional[str] = None) -> None:
        """Ends a button's spinner, with a notice or without."""


class Reception:
    """The door between Telegram and the post."""

    def __init__(self, post: Post, desk: Desk) -> None:
        self.post, self.desk = post, desk

    def take(self, update: Any) -> None:
        """Stores what an update says. One that cannot be read is logged and passed over: it would come again for a day.

        Raises ``Full``, and whatever the database raises: then the update is not stored and must come again.
        """
        found = self._read(update)
        if isinstance(found, Press):
            self._press(found)
        elif isinstance(found, Standing):
            (self.post.unreachable if found.blocked else self.post.reachable)(CHANNEL, found.sender)
        elif found is not None:
            self._receive(found)

    def _read(self, update: Any) -> Optional[Incoming | Press | Standing]:
        try:
            return meaning(Update.de_json(update), self.desk.username)
        except Exception as error:
            number = update.get("update_id") if isinstance(update, dict) else None
            logger.error(
                "update %s cannot be read (%s)", number if isinstance(number, int) else "?", type(error).__name__
            )
            return None

    def _receive(self, incoming: Incoming) -> bool:
        """Whether it was taken; the post tells whoever writes too fast."""
        try:
            self.post.receive(incoming)
        except TooFast:
            return False
        return True

    def _press(self, press: Press) -> None:
        incoming, buttons = press.incoming, self.desk.buttons
        payload = buttons.payload(incoming.sender, press.button) if buttons else None
        if payload is None:
            notice: Optional[str] = say("telegram.stale")
        else:
            stored = Incoming(CHANNEL, incoming.key, incoming.sender, payload, incoming.address)
            notice = None if self._receive(stored) else say("turn.busy")
        self.desk.later(self.desk.answer_press(press.query, notice))
