"""What must not get in: forged, old, too large, malformed, replayed. Nothing of it runs and nothing answers with a 500."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import CLIENT, Account, Peer, message

CHANNELS = ["wechat", "wecom", "kf"]


@pytest.fixture(params=CHANNELS)
def account(request: pytest.FixtureRequest) -> Account:
    """Each of the three in turn."""
    found: Account = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("lost", ["msg_signature", "timestamp", "nonce"])
def test_缺签名参数的拒绝(peer: Peer, account: Account, person: str, lost: str) -> None:
    query, body = peer.sealed(account, message(person, "假的"))
    del query[lost]
    assert peer.post(account, query, body).status_code == 403


@pytest.mark.parametrize("changed", ["msg_signature", "timestamp", "nonce"])
def test_改过的签名参数拒绝(peer: Peer, account: Account, person: str, changed: str) -> None:
    query, body = peer.sealed(account, message(person, "假的"))
    query[changed] = str(int(time.time()) - 1) if changed == "timestamp" else query[changed][::-1] + "0"
    response = peer.post(account, query, body)
    assert (response.status_code, response.text) == (403, "")


@pytest.mark.parametrize("timestamp", ["-700", "+700", "abc", "", "１２３", "9" * 30])
def test_时间不对的拒绝(peer: Peer, account: Account, person: str, timestamp: str) -> None:
    at = str(int(time.time()) + int(timestamp)) if timestamp[:1] in ("-", "+") else timestamp
    assert peer.deliver(account, message(person, "过时"), timestamp=at).status_code == 403


def test_只有普通签名的明文在安全模式下拒绝(peer: Peer, account: Account, person: str) -> None:
    assert peer.post(account, peer.plain_query(account), message(person, "明文")).status_code == 403
    query, _ = peer.sealed(account, message(person, "明文"))
    assert peer.post(account, query, message(person, "明文")).status_code == 403


def test_别人账号的密文拒绝(peer: Peer, account: Account, person: str) -> None:
    other = Account("wxsomebodyelse", account.token, account.key, account.address)
    assert peer.deliver(other, message(person, "串号")).status_code == 403


def test_换了正文的密文拒绝(peer: Peer, account: Account, person: str) -> None:
    query, _ = peer.sealed(account, message(person, "甲"))
    _, body = peer.sealed(account, message(person, "乙"))
    assert peer.post(account, query, body).status_code == 403


@pytest.mark.parametrize("size", [64 * 1024 + 1, 300 * 1024])
def test_太大的拒收(peer: Peer, account: Account, size: int) -> None:
    query, _ = peer.sealed(account, "x")
    assert peer.post(account, query, b"x" * size).status_code == 413


ENVELOPES = {
    "空": b"", "不是XML": b"hello", "JSON": b'{"Encrypt": "x"}', "没有闭合": b"<xml><Encrypt>x", "空根": b"<xml/>", "别的根": b"<a><Encrypt>x</Encrypt></a>",
    "不是UTF-8": b"<xml><Encrypt>\xff\xfe</Encrypt></xml>", "DOCTYPE": b"<!DOCTYPE xml><xml><Encrypt>x</Encrypt></xml>",
    "实体": b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
    "亿笑": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
    "外部实体": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>',
    "注释后的DOCTYPE": b"<!-- <xml> --><!DOCTYPE x><xml><Encrypt>x</Encrypt></xml>", "没有声明的实体": b"<xml><Encrypt>&nope;</Encrypt></xml>",
    "重复的标签": b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>", "嵌套": b"<xml><Encrypt><a>b</a></Encrypt></xml>",
    "带属性": b'<xml><Encrypt a="1">b</Encrypt></xml>', "很深": b"<xml>" + b"<a>" * 8000 + b"</a>" * 8000 + b"</xml>", "零字节": b"<xml>\x00</xml>",
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_没有签名的坏正文(peer: Peer, account: Account, name: str) -> None:
    query, _ = peer.sealed(account, "x")
    assert peer.post(account, query, ENVELOPES[name]).status_code in (400, 403)


INSIDE = {
    "空": "", "不是XML": "hello", "JSON": "{}", "没有闭合": "<xml><MsgType>text", "空根": "<xml/>", "DOCTYPE": "<!DOCTYPE xml><xml/>",
    "实体": '<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>', "没有MsgType": "<xml><FromUserName>a</FromUserName></xml>",
    "重复的发信人": message("a", "b").replace("<MsgType>", "<FromUserName>z</FromUserName><MsgType>"),
    "嵌套的发信人": message("a", "b").replace("<FromUserName>a", "<FromUserName><a>a</a>"), "不是数字的消息号": message("a", "b", MsgId="12x"),
    "不是数字的时间": message("a", "b", CreateTime="昨天"), "发信人带空格": message("a b", "b"), "发信人太长": message("a" * 65, "b"),
    "事件没有名字": message("a", kind="event"), "没有发信人": message("", "b"), "很长的消息号": message("a", "b", MsgId="1" * 100),
}


@pytest.mark.parametrize("name", INSIDE)
def test_签了名的坏消息_确认并记一行日志(peer: Peer, app: App, wechat: Account, wecom: Account, name: str) -> None:
    before = len(app.turns())
    for account, expected in ((wechat, "success"), (wecom, "")):
        response = peer.deliver(account, INSIDE[name])
        assert (response.status_code, response.text) == (200, expected)
    assert len(app.turns()) == before


def test_签了名的坏消息在日志里只有一行(peer: Peer, app: App, wechat: Account) -> None:
    before = len(app.output)
    peer.deliver(wechat, "<xml><秘密内容/></xml>")
    for _ in range(100):
        if len(app.output) > before:
            break
        time.sleep(0.02)
    assert len(app.output) == before + 1
    assert "秘密内容" not in app.log()


def test_同一随机串换了消息拒绝_同一条消息放行(peer: Peer, app: App, wechat: Account, person: str) -> None:
    stamp = {"timestamp": str(int(time.time())), "nonce": f"n{person}"}
    text = message(person, "甲")
    assert peer.deliver(wechat, text, **stamp).status_code == 200
    assert peer.deliver(wechat, text, **stamp).status_code == 200
    assert peer.deliver(wechat, message(person, "乙"), **stamp).status_code == 403
    assert app.turns(person) == ["甲"]


def test_用户自己打的DOCTYPE照常回答(peer: Peer, wechat: Account, person: str) -> None:
    reply = peer.opened(wechat, peer.deliver(wechat, message(person, "<!DOCTYPE html> 是什么")))
    assert reply is not None and reply["Content"] == "收到：<!DOCTYPE html> 是什么"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_别的方法(account: Account, method: str) -> None:
    assert CLIENT.request(method, account.address).status_code == 405


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@FUZZ
@given(query=st.dictionaries(st.sampled_from(["timestamp", "nonce", "signature", "msg_signature", "echostr", "encrypt_type"]), TEXTS), body=st.binary(max_size=300))
def test_随便什么都不会出错(account: Account, query: dict[str, str], body: bytes) -> None:
    assert CLIENT.get(account.address, params=query).status_code == 403
    assert CLIENT.post(account.address, params=query, content=body).status_code in (400, 403)


NAMES = ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Content", "Event", "EventKey", "Recognition", "Token", "OpenKfId"]
VALUES = st.one_of(TEXTS, st.sampled_from(["text", "event", "voice", "1", "CLICK", "subscribe", "kf_msg_or_event", "-1", "1e9", "<a/>", "<![CDATA[x]]>", "&amp;"]))


@FUZZ
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=12), junk=st.one_of(st.none(), TEXTS))
def test_签了名的随便什么都被确认(peer: Peer, account: Account, pairs: list[tuple[str, str]], junk: str | None) -> None:
    inside = junk if junk is not None else "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in pairs) + "</xml>"
    assert peer.deliver(account, inside).status_code == 200
