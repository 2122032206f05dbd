"""An Official Account over HTTP, from the platform's side: Tencent's library signs, encrypts and opens."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.channels.wechat.passive import PATIENCE
from tests.bot_wechat.app import LONG
from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub

SEND = "/cgi-bin/message/custom/send"


def test_网址验证原样返回(peer: Peer, wechat: Account) -> None:
    query = peer.plain_query(wechat, echostr="5839473625483726")
    response = httpx.get(wechat.address, params=query)
    assert (response.status_code, response.text) == (200, "5839473625483726")
    assert httpx.get(wechat.address, params={**query, "signature": "0" * 40}).status_code == 403


def test_即时回复是加密的一条文字(peer: Peer, wechat: Account, person: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "你好😀")))
    assert reply is not None
    assert (reply["ToUserName"], reply["FromUserName"], reply["MsgType"]) == (person, "gh_1", "text")
    assert reply["Content"] == "收到：你好😀"


def test_回复不能被内容改写(peer: Peer, wechat: Account, person: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "坏")))
    assert reply is not None
    assert reply["Content"] == "坏]]>&<a>好"


def test_同一条消息再送来只办一次_回复相同(peer: Peer, app: App, wechat: Account, person: str) -> None:
    text = message(person, "只办一次")
    replies = [peer.opened(wechat, peer.deliver(wechat, text)) for _ in range(3)]
    assert {reply["Content"] for reply in replies if reply} == {"收到：只办一次"}
    assert len(replies) == 3 and app.turns(person) == ["只办一次"]


def test_没有消息号的按人和时间去重(peer: Peer, app: App, wechat: Account, person: str) -> None:
    text = message(person, "没有号").replace("<MsgId>", "<Other>").replace("</MsgId>", "</Other>")
    for _ in range(2):
        assert peer.opened(wechat, peer.deliver(wechat, text)) is not None
    assert app.turns(person) == ["没有号"]


def test_慢的先确认再用客服消息答一次(peer: Peer, app: App, api: Stub, wechat: Account, person: str) -> None:
    text = message(person, "慢 6 想好了")
    assert peer.deliver(wechat, text).text == "success"
    assert api.wait(lambda: api.texts(person)) == ["想好了"]
    assert peer.deliver(wechat, text).text == "success"
    time.sleep(1)
    assert (api.texts(person), app.turns(person)) == (["想好了"], ["慢 6 想好了"])


def test_长回复第一段即时_其余按顺序发出(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "长")))
    assert reply is not None
    rest = api.wait(lambda: api.texts(person)[-1:] and LONG.endswith(api.texts(person)[-1]) and api.texts(person))
    assert all(len(part.encode()) <= 2048 for part in (reply["Content"], *rest))
    assert "\n".join([reply["Content"], *rest]) == LONG


def test_数字选中上一个列表里的项(peer: Peer, app: App, wechat: Account, person: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "选")))
    assert reply is not None
    assert reply["Content"].endswith("1. 第一项\n2. 第二项")
    peer.deliver(wechat, message(person, "1"))
    peer.deliver(wechat, message(person, "２"))
    peer.deliver(wechat, message(person, "3"))
    peer.deliver(wechat, message(person, "1"))
    assert app.turns(person) == ["选", "/pick{\"n\": 1}", "选中二", "3", "1"]


def test_重送的数字不会选到新列表(peer: Peer, app: App, wechat: Account, person: str) -> None:
    peer.deliver(wechat, message(person, "选"))
    again = message(person, "1")
    for _ in range(2):
        peer.deliver(wechat, again)
    free = message(person, "选")
    for _ in range(2):
        peer.deliver(wechat, free)
    peer.deliver(wechat, message(person, "2"))
    assert app.turns(person)[-2:] == ["选", "选中二"]


MEDIA = ["image", "voice", "video", "shortvideo", "location", "link", "file", "something_new"]


@pytest.mark.parametrize("kind", MEDIA)
def test_不是文字的只回一句(peer: Peer, app: App, wechat: Account, person: str, kind: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, kind=kind, MediaId="m")))
    assert reply is not None
    assert reply["Content"] == "暂时只能看懂文字，请打字告诉我。"
    assert app.turns(person) == []


def test_语音带识别结果的当作文字(peer: Peer, app: App, wechat: Account, person: str) -> None:
    peer.deliver(wechat, message(person, kind="voice", Recognition="我能申报小巨人吗"))
    peer.deliver(wechat, message(person, kind="voice", Recognition=""))
    assert app.turns(person) == ["我能申报小巨人吗"]


def test_空内容和太长的内容各回一句(peer: Peer, app: App, wechat: Account, person: str) -> None:
    for text, part in (("", "没有收到文字"), ("  \n ", "没有收到文字"), ("长" * 2001, "太长")):
        reply = peer.opened(wechat, peer.deliver(wechat, message(person, text)))
        assert reply is not None and part in reply["Content"]
    assert app.turns(person) == []


EVENTS = [
    ({"Event": "subscribe"}, "收到：你好"),
    ({"Event": "subscribe", "EventKey": "qrscene_1"}, "收到：你好"),
    ({"Event": "SCAN", "EventKey": "1"}, "收到：你好"),
    ({"Event": "CLICK", "EventKey": "LITTLE_GIANT"}, "收到：我能申报小巨人吗"),
    ({"Event": "CLICK", "EventKey": "没有接的菜单"}, "这个菜单暂时没有内容，请直接打字提问。"),
    ({"Event": "VIEW", "EventKey": "https://example.com"}, None),
    ({"Event": "LOCATION", "Latitude": "30"}, None),
    ({"Event": "TEMPLATESENDJOBFINISH"}, None),
    ({"Event": "unsubscribe"}, None),
    ({"Event": "没见过的"}, None),
]


@pytest.mark.parametrize(("event", "answer"), EVENTS, ids=["-".join(event.values()) for event, _ in EVENTS])
def test_事件(peer: Peer, wechat: Account, person: str, event: dict[str, str], answer: str | None) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, kind="event", **event)))
    assert (reply and reply["Content"]) == answer


def test_取消关注后不再发送_重新来信后恢复(peer: Peer, app: App, api: Stub, wechat: Account, person: str, gate: str) -> None:
    app.wait_for_answers(0.0)
    try:
        assert peer.deliver(wechat, message(person, f"等 {gate} 走了")).text == "success"
    finally:
        app.wait_for_answers(PATIENCE)
    peer.deliver(wechat, message(person, kind="event", Event="unsubscribe"))
    app.open(gate)
    time.sleep(0.5)
    assert api.texts(person) == []
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "我回来了")))
    assert reply is not None and reply["Content"] == "收到：我回来了"
    assert api.wait(lambda: api.texts(person)) == ["走了"]


def test_命令原样当作文字交给对话(peer: Peer, app: App, wechat: Account, person: str) -> None:
    peer.deliver(wechat, message(person, '/inform{"program": "x"}'))
    assert app.turns(person) == ['/inform{"program": "x"}']


def test_并发送来的同一条消息得到同样的回复(peer: Peer, app: App, wechat: Account, person: str) -> None:
    text = message(person, "慢 1 一样", number=secrets.randbelow(2**60))
    pairs = [peer.sealed(wechat, text) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(lambda pair: peer.post(wechat, *pair), pairs))
    assert {(peer.opened(wechat, response) or {}).get("Content") for response in responses} == {"一样"}
    assert app.turns(person) == ["慢 1 一样"]
