"""Reads the messages of 微信客服 accounts, page by page from a cursor that is kept once a page has been taken in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.wechat.platform import Later, Platform, PlatformError
from bot.channels.wechat.tables import CURSORS
from bot.failures import log_failure
from bot.mail import Full

logger = logging.getLogger(__name__)

PAGE = 1000
PAGES_AT_ONCE = 200
TRIES = 8
LONGEST_PAUSE = 300.0

Take = Callable[[dict[str, Any], bool], Awaitable[None]]


class Cursors:
    """How far each account has been read; ``""`` is the beginning of what the platform still has (three days)."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self.engine, self.channel = engine, channel

    def of(self, account: str) -> str:
        """The cursor of an account; from now on the account is known."""
        here = CURSORS.c.name == self._name(account)
        with self.engine.begin() as connection:
            found = connection.execute(sa.select(CURSORS.c.cursor).where(here)).scalar()
            if found is None:
                connection.execute(sa.insert(CURSORS).values(name=self._name(account), cursor=""))
        return str(found or "")

    def move(self, account: str, cursor: str) -> None:
        """Everything before ``cursor`` has been taken in."""
        with self.engine.begin() as connection:
            connection.execute(sa.update(CURSORS).where(CURSORS.c.name == self._name(account)).values(cursor=cursor))

    def accounts(self) -> list[str]:
        """The accounts that are known."""
        prefix = self._name("")
        with self.engine.connect() as connection:
            names = connection.execute(sa.select(CURSORS.c.name)).scalars()
            return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]

    def _name(self, account: str) -> str:
        return f"{self.channel} {account}"


class Stream:
    """``take(message, first)`` takes in one message; ``first``: the account is read for the first time."""

    def __init__(self, platform: Platform, cursors: Cursors, take: Take) -> None:
        self.platform, self.cursors, self.take = platform, cursors, take
        self._tokens: dict[str, str] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, account: str, token: str = "") -> None:
        """There is something to read. One reader at a time for each account; it goes on until nothing is left."""
        self.cursors.of(account)
        self._tokens[account] = token
        if account not in self._tasks:
            self._tasks[account] = asyncio.create_task(self._read(account))

    def resume(self) -> None:
        """Reads what came while the server was down."""
        for account in self.cursors.accounts():
            self.begin(account)

    async def stop(self) -> None:
        """Ends reading; what has not been taken in is read again after the next start."""
        for task in self._tasks.values():
            task.cancel()

    async def _read(self, account: str) -> None:
        try:
            for tries in range(TRIES):
                try:
                    while account in self._tokens:
                        await self._pages(account, self._tokens.pop(account))
                    return
                except (Later, Full) as delay:
                    self._tokens.setdefault(account, "")
                    await asyncio.sleep(min(max(delay.after, 2.0**tries), LONGEST_PAUSE))
            logger.error("messages of 微信客服 could not be read; the next callback or start tries again")
        except Exception as error:
            log_failure(logger, "reading 微信客服", error)
        finally:
            self._tokens.pop(account, None)
            del self._tasks[account]

    async def _pages(self, account: str, token: str) -> None:
        for _ in range(PAGES_AT_ONCE):
            cursor = self.cursors.of(account)
            page = await self._page(account, cursor, token)
            for message in page.get("msg_list") or ():
                if isinstance(message, dict):
                    await self.take({"open_kfid": account, **message}, not cursor)
            following = page.get("next_cursor")
            if isinstance(following, str) and following:
                self.cursors.move(account, following)
            if not page.get("has_more") or following == cursor:
                return
        self._tokens.setdefault(account, "")

    async def _page(self, account: str, cursor: str, token: str) -> dict[str, Any]:
        body = {"open_kfid": account, "limit": PAGE, **({"cursor": cursor} if cursor else {})}
        try:
            return await self.platform.call("/cgi-bin/kf/sync_msg", {**body, **({"token": token} if token else {})})
        except Later:
            raise
        except PlatformError:
            # The callback's token lives ten minutes; without one the platform only reads more slowly.
            if not token:
                raise
            return await self.platform.call("/cgi-bin/kf/sync_msg", body)
