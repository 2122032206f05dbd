"""Customer-service messages: quotas, tokens, and everything that the platform may answer."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub

SEND = "/cgi-bin/message/custom/send"


def ask_slowly(peer: Peer, account: Account, person: str, text: str) -> None:
    """A message whose answer comes too late for a passive reply."""
    assert peer.deliver(account, message(person, f"慢 4.8 {text}")).text == "success"


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
def test_平台一时不收_随后送到一次(peer: Peer, api: Stub, wechat: Account, person: str, name: str, orders: list[Any]) -> None:
    ask_slowly(peer, wechat, person, name)
    api.orders[SEND].extend(orders)
    assert api.wait(lambda: api.texts(person)) == [name]
    time.sleep(0.5)
    assert api.texts(person) == [name]


def test_令牌被别处换掉_只换一次只再发一次(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    ask_slowly(peer, wechat, person, "先")
    api.wait(lambda: api.texts(person))
    ask_slowly(peer, wechat, person, "换")
    api.invalidate()
    fetched, sent = api.fetches, len(api.sent())
    assert api.wait(lambda: len(api.texts(person)) == 2 and api.texts(person)) == ["先", "换"]
    assert (api.fetches - fetched, len(api.sent()) - sent) == (1, 2)


def test_令牌一直无效也不会反复索取(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    ask_slowly(peer, wechat, person, "总不行")
    api.orders[SEND].extend([{"errcode": 40001}] * 2)
    fetched = api.fetches
    api.wait(lambda: not api.orders[SEND])
    time.sleep(1)
    assert api.fetches - fetched <= 2
    assert api.texts(person) == []


@pytest.mark.parametrize("code", [45015, 45047])
def test_窗口关了_留到下次联系(peer: Peer, api: Stub, wechat: Account, person: str, code: int) -> None:
    ask_slowly(peer, wechat, person, "留着")
    api.orders[SEND].append({"errcode": code})
    api.wait(lambda: not api.orders[SEND])
    time.sleep(0.5)
    assert api.texts(person) == []
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "在吗")))
    assert reply is not None and reply["Content"] == "收到：在吗"
    assert api.wait(lambda: api.texts(person)) == ["留着"]


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


def test_拒收的不挡住后面的(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    ask_slowly(peer, wechat, person, "太大")
    api.orders[SEND].append({"errcode": 45002})
    api.wait(lambda: not api.orders[SEND])
    ask_slowly(peer, wechat, person, "后面的")
    assert api.wait(lambda: api.texts(person)) == ["后面的"]


def test_日志里没有密钥和令牌和人(peer: Peer, app: App, api: Stub, wechat: Account, person: str) -> None:
    ask_slowly(peer, wechat, person, "保密")
    api.orders[SEND].extend([{"errcode": 40164}])
    api.wait(lambda: not api.orders[SEND])
    time.sleep(0.3)
    for secret in ("the-secret-of", "TokenOf", "abcdefghij", "token-", "renewed-", person, "保密"):
        assert secret not in app.log()
    assert "errcode 40164" in app.log()
