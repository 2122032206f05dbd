"""Customer-service messages: quotas, tokens, and everything that the platform may answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.wechat.passive import PATIENCE
from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub

SEND = "/cgi-bin/message/custom/send"


class Asker:
    """Somebody whose answers come too late for a passive reply: when ``answers`` lets them."""

    def __init__(self, peer: Peer, app: App, account: Account, person: str) -> None:
        self.peer, self.app, self.account, self.person = peer, app, account, person
        self.gates: list[str] = []

    def asks(self, text: str) -> None:
        self.gates.append(f"{self.person}-{len(self.gates)}")
        assert self.peer.deliver(self.account, message(self.person, f"等 {self.gates[-1]} {text}")).text == "success"

    def answers(self) -> None:
        """The answer to what was asked last is ready."""
        self.app.open(self.gates[-1])


@pytest.fixture
def asker(peer: Peer, app: App, wechat: Account, person: str) -> Iterator[Asker]:
    """While they ask, callbacks do not wait; 五秒 is tested elsewhere."""
    app.wait_for_answers(0.0)
    found = Asker(peer, app, wechat, person)
    yield found
    for gate in found.gates:
        app.open(gate)
    app.wait_for_answers(PATIENCE)


REFUSALS: list[tuple[str, list[Any]]] = [
    ("忙一次", [{"errcode": -1}]),
    ("忙三次", [{"errcode": -1}] * 3),
    ("服务器错误", [(500, b"oops")]),
    ("网关页面", [(200, b"<html>502</html>")]),
    ("断线", ["hang up"]),
    ("不是对象", [(200, b"[]")]),
    ("令牌过期", [{"errcode": 42001}]),
    ("令牌无效", [{"errcode": 40014}]),
    ("连着两种", [{"errcode": 40001}, {"errcode": -1}]),
]


@pytest.mark.parametrize(("name", "orders"), REFUSALS, ids=[name for name, _ in REFUSALS])
def test_平台一时不收_随后送到一次(api: Stub, asker: Asker, person: str, name: str, orders: list[Any]) -> None:
    asker.asks(name)
    api.orders[SEND].extend(orders)
    asker.answers()
    assert api.wait(lambda: api.texts(person)) == [name]
    # Whatever would come twice would come before the next.
    asker.asks("下一条")
    asker.answers()
    assert api.wait(lambda: api.texts(person)[1:]) == ["下一条"]


def test_令牌被别处换掉_只换一次只再发一次(api: Stub, asker: Asker, person: str) -> None:
    asker.asks("先")
    asker.answers()
    api.wait(lambda: api.texts(person))
    asker.asks("换")
    api.invalidate()
    fetched, attempts = api.fetches, api.attempts(person)
    asker.answers()
    assert api.wait(lambda: len(api.texts(person)) == 2 and api.texts(person)) == ["先", "换"]
    assert (api.fetches - fetched, api.attempts(person) - attempts) == (1, 2)


def test_令牌一直无效也不会反复索取(api: Stub, asker: Asker, person: str) -> None:
    asker.asks("总不行")
    api.orders[SEND].extend([{"errcode": 40001}] * 2)
    fetched = api.fetches
    asker.answers()
    api.wait(lambda: not api.orders[SEND])
    time.sleep(1)
    assert api.fetches - fetched <= 2
    assert api.texts(person) == []


@pytest.mark.parametrize("code", [45015, 45047])
def test_窗口关了_留到下次联系(api: Stub, asker: Asker, person: str, code: int) -> None:
    asker.asks("留着")
    api.orders[SEND].append({"errcode": code})
    asker.answers()
    api.wait(lambda: not api.orders[SEND])
    asker.asks("在吗")
    asker.answers()
    assert api.wait(lambda: len(api.texts(person)) == 2 and api.texts(person)) == ["留着", "在吗"]


def test_菜单点击一分钟内最多三条(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    """The menu's text is long: one passive bubble, then three of the four that are left."""
    event = message(person, kind="event", Event="CLICK", EventKey="LONG")
    reply = peer.opened(wechat, peer.deliver(wechat, event))
    assert reply is not None
    api.wait(lambda: len(api.texts(person)) >= 3)
    time.sleep(1.5)
    assert len(api.texts(person)) == 3
    peer.deliver(wechat, message(person, "再来"))
    assert len(api.wait(lambda: len(api.texts(person)) >= 4 and api.texts(person))) == 4


def test_拒收的不挡住后面的(api: Stub, asker: Asker, person: str) -> None:
    asker.asks("太大")
    api.orders[SEND].append({"errcode": 45002})
    asker.answers()
    asker.asks("后面的")
    asker.answers()
    assert api.wait(lambda: api.texts(person)) == ["后面的"]


def test_日志里没有密钥和令牌和人(app: App, api: Stub, asker: Asker, person: str) -> None:
    asker.asks("保密")
    api.orders[SEND].extend([{"errcode": 40164}])
    asker.answers()
    api.wait(lambda: "errcode 40164" in app.log())
    for secret in ("the-secret-of", "TokenOf", "abcdefghij", "token-", "renewed-", person, "保密"):
        assert secret not in app.log()
