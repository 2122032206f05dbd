"""One of several processes that need the same access token: prints what it got, then what it got for the refused one."""

from __future__ import annotations

import asyncio
import sys

import httpx

from bot.channels.wechat.platform import stable_token
from bot.channels.wechat.tables import METADATA
from bot.channels.wechat.tokens import Tokens
from bot.mail import open_database


async def main(database: str, base: str) -> None:
    engine = open_database(database)
    METADATA.create_all(engine)
    async with httpx.AsyncClient(trust_env=False) as http:
        tokens = Tokens(engine, "shared", stable_token(http, base, "wx1", "secret"))
        print(*await asyncio.gather(*(tokens.current() for _ in range(5))), flush=True)
        refused = sys.stdin.readline().strip()
        print(*await asyncio.gather(*(tokens.renewed(refused) for _ in range(5))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
