"""One access token for all processes: kept in the database, fetched by one of them while the others wait."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.channels.wechat.tables import TOKENS
from bot.secrets import mask

EARLY = 300.0
"""A token is renewed this many seconds before it ends."""
LEASE = 20.0
"""So long one process may take to fetch a token before another tries."""
FORCED_EVERY = 60.0
"""The platform renews a token on demand only so often (30 s apart, 20 times a day)."""
AGAIN = 10.0
PAUSE = 1.0
"""Seconds after a fetch that failed before the next, whichever process it is."""
POLL = 0.05

Fetch = Callable[[bool], Awaitable[tuple[str, float]]]


class Tokens:
    """The token called ``name``. ``fetch(force)`` asks the platform for it: the token and its life in seconds."""

    def __init__(self, engine: Engine, name: str, fetch: Fetch, clock: Callable[[], float] = time.time) -> None:
        self.engine, self.name, self.fetch, self.clock = engine, name, fetch, clock
        self._here = TOKENS.c.name == name
        self._one = asyncio.Lock()

    async def current(self) -> str:
        """A token that is good for some minutes, or at least for now; raises what ``fetch`` raises, and ``TimeoutError``."""
        return await self._get("")

    async def renewed(self, refused: str) -> str:
        """Another token than ``refused``, or the same one again when it has been renewed just now."""
        return await self._get(refused)

    async def _get(self, refused: str) -> str:
        async with self._one:
            waited_until = self.clock() + LEASE
            while True:
                row, now = self._row(), self.clock()
                usable = row["token"] != "" and row["token"] != refused
                if usable and row["expires"] - now > EARLY:
                    return str(row["token"])
                holder = self._take(now)
                good = usable and row["expires"] > now
                if holder:
                    try:
                        return await self._fetched(holder, refused, now - row["forced"] > FORCED_EVERY)
                    except Exception:
                        if not good:
                            raise
                if good:
                    return str(row["token"])
                if now > waited_until:
                    raise TimeoutError("nobody has fetched a token")
                await asyncio.sleep(POLL)

    async def _fetched(self, holder: str, refused: str, may_force: bool) -> str:
        values: dict[str, Any] = {"holder": "", "held_until": self.clock() + PAUSE}
        try:
            token, life = await self.fetch(False)
            # Whoever renewed it elsewhere has left a new one; else it must be renewed by us.
            force = token == refused and may_force
            if force:
                token, life = await self.fetch(True)
            mask(token)
            now = self.clock()
            # A platform that gives an old token again is not asked at every message of its last minutes.
            values |= {"token": token, "expires": now + life, "held_until": now + AGAIN if life <= EARLY else 0.0}
            if force:
                values["forced"] = now
            return token
        finally:
            with self.engine.begin() as connection:
                here = sa.update(TOKENS).where(self._here, TOKENS.c.holder == holder)
                connection.execute(here.values(values))

    def _row(self) -> dict[str, Any]:
        with self.engine.begin() as connection:
            row = connection.execute(sa.select(TOKENS).where(self._here)).mappings().first()
        if row is not None:
            return dict(row)
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(TOKENS).values(name=self.name))
        except IntegrityError:  # Another process was first.
            pass
        return {"token": "", "expires": 0.0, "forced": 0.0}

    def _take(self, now: float) -> str:
        """Becomes the one who fetches, unless another is; the update itself is what only one of them can do."""
        holder = uuid.uuid4().hex
        free = sa.update(TOKENS).where(self._here, TOKENS.c.held_until < now)
        with self.engine.begin() as connection:
            taken = connection.execute(free.values(holder=holder, held_until=now + LEASE)).rowcount
        return holder if taken else ""
