"""When many are before one, and when the post is full: the platform is not left waiting, the person is told or answered later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.messenger import Messenger
from bot.channels.wechat import passive
from bot.channels.wecom.together import channels
from bot.mail import Incoming, Limits, Messages, Post, open_database
from bot.mail.store import Store
from tests.bot_wechat.conftest import KF, WECHAT, WECOM
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub
from tests.bot_wechat.test_wecom import Customer
from tests.serving import app_of, serving


class Office:
    """One channel on a server whose post takes so many messages, and whose assistant answers once ``open`` is set."""

    def __init__(self, channel: Messenger, store: Store, waiting: int) -> None:
        self.open = asyncio.Event()
        self.post = Post(store, self.answer, {channel.name(): channel.courier}, Limits(waiting=waiting))
        self.account: Account

    async def answer(self, incoming: Incoming) -> Messages:
        await self.open.wait()
        return [{"text": f"答{incoming.text}"}]


@pytest.fixture
def office(tmp_path: Path, api: Stub, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``office("wecom", talk)`` opens the channel, runs ``talk(office)``, and closes it."""
    monkeypatch.setenv("ZJTX_HOME", str(tmp_path))

    def run(name: str, talk: Callable[[Office], Awaitable[None]], waiting: int = 1) -> None:
        async def whole() -> None:
            found = channels({**WECHAT, **WECOM, **KF, "WECHAT_API_BASE": api.url, "WECOM_API_BASE": api.url})
            channel = next(each for each in found if each.name() == name)
            here, app = Office(channel, Store(open_database()), waiting), app_of(channel.blueprint(no_other_way), f"/{name}")
            app.ctx.post = here.post
            owner, own = {"wechat": (WECHAT["WECHAT_APPID"], ("WECHAT", WECHAT)), "wecom": (WECOM["WECOM_CORPID"], ("WECOM", WECOM)),
                          "wecom_kf": (WECOM["WECOM_CORPID"], ("WECOM_KF", KF))}[name]
            async with serving(app) as url:
                here.account = Account(owner, own[1][f"{own[0]}_TOKEN"], own[1][f"{own[0]}_AES_KEY"], f"{url}/{name}/webhook")
                await here.post.start()
                try:
                    await talk(here)
                finally:
                    here.open.set()
                    await here.post.stop()

        asyncio.run(whole())

    return run


async def no_other_way(_: Any) -> None:
    raise AssertionError("a message has gone past the post")


async def until(condition: Callable[[], Any]) -> Any:
    """The first true value of ``condition``, in the server's own loop."""
    for _ in range(2000):
        if found := condition():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("not within 20 s")


def test_公众号前面的人太多_不等答案就应答_随后发送(
    office: Any, peer: Peer, api: Stub, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passive, "CROWD", 1)
    monkeypatch.setattr(passive, "PATIENCE", 600.0)

    async def talk(here: Office) -> None:
        first = asyncio.create_task(asyncio.to_thread(peer.deliver, here.account, message(person, "一"), timeout=60))
        await until(lambda: here.post.unanswered)
        assert (await asyncio.to_thread(peer.deliver, here.account, message(f"{person}b", "二"))).text == "success"
        here.open.set()
        reply = peer.opened(here.account, await first)
        assert reply is not None and reply["Content"] == "答一"
        assert await until(lambda: api.texts(f"{person}b")) == ["答二"]

    office("wechat", talk, waiting=10)


def test_公众号满员_当场请他过几秒再发(office: Any, peer: Peer, api: Stub, person: str) -> None:
    async def talk(here: Office) -> None:
        first = asyncio.create_task(asyncio.to_thread(peer.deliver, here.account, message(person, "一")))
        await until(lambda: here.post.unanswered)
        reply = peer.opened(here.account, await asyncio.to_thread(peer.deliver, here.account, message(f"{person}b", "二")))
        assert reply is not None and "人太多" in reply["Content"]
        here.open.set()
        reply = peer.opened(here.account, await first)
        assert [reply["Content"]] if reply else await until(lambda: api.texts(person)) == ["答一"]
        reply = peer.opened(here.account, await asyncio.to_thread(peer.deliver, here.account, message(f"{person}b", "二")))
        assert reply is not None and reply["Content"] == "答二"

    office("wechat", talk)


def test_应用满员_先确认_发一句请他过几秒再发(office: Any, peer: Peer, api: Stub, person: str) -> None:
    async def talk(here: Office) -> None:
        await asyncio.to_thread(peer.deliver, here.account, message(person, "一"))
        for _ in range(2):
            response = await asyncio.to_thread(peer.deliver, here.account, message(f"{person}b", "二"))
            assert (response.status_code, response.text) == (200, "")
        (busy,) = await until(lambda: api.texts(f"{person}b"))
        assert "人太多" in busy
        here.open.set()
        assert await until(lambda: api.texts(person)) == ["答一"]
        await asyncio.to_thread(peer.deliver, here.account, message(f"{person}b", "二"))
        assert await until(lambda: api.texts(f"{person}b")[1:]) == ["答二"]

    office("wecom", talk)


def test_客服满员_留在平台上_随后再拉_一条不丢(office: Any, peer: Peer, api: Stub) -> None:
    async def talk(here: Office) -> None:
        customer = Customer(peer, api, here.account)
        for text in ("一", "二", "三"):
            customer.writes(text)
        await asyncio.to_thread(customer.notify)
        await until(lambda: here.post.unanswered)
        here.open.set()
        assert await until(lambda: len(customer.reads()) == 3 and customer.reads()) == ["答一", "答二", "答三"]

    office("wecom_kf", talk)
