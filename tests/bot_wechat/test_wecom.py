"""A WeCom application and 微信客服 over HTTP, from the platform's side."""

from __future__ import annotations

import time
import uuid
from typing import Any

import httpx
import pytest

from tests.bot_wechat.app import LONG
from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub

SEND, KF_SEND, SYNC = "/cgi-bin/message/send", "/cgi-bin/kf/send_msg", "/cgi-bin/kf/sync_msg"
STATE = "/cgi-bin/kf/service_state/get"


def test_网址验证解密后返回(peer: Peer, wecom: Account, kf: Account) -> None:
    for account in (wecom, kf):
        stamp = {"timestamp": str(int(time.time())), "nonce": "263014780"}
        sealed = peer.ask("seal", token=account.token, key=account.key, id=account.id, message="1616140317555161061", **stamp)
        query = {**stamp, "msg_signature": sealed["signature"], "echostr": sealed["encrypted"]}
        response = httpx.get(account.address, params=query)
        assert (response.status_code, response.content) == (200, b"1616140317555161061")
        assert httpx.get(account.address, params={**query, "nonce": "1"}).status_code == 403


def test_应用消息_先确认再发送一次(peer: Peer, app: App, api: Stub, wecom: Account, person: str) -> None:
    text = message(person, "你好", AgentID=1000002)
    assert [peer.deliver(wecom, text).text for _ in range(3)] == ["", "", ""]
    assert api.wait(lambda: api.texts(person)) == ["收到：你好"]
    body = next(body for body in api.sent(SEND) if body["touser"] == person)
    assert (body["agentid"], body["msgtype"], body["enable_duplicate_check"]) == (1000002, "text", 1)
    time.sleep(0.5)
    assert (api.texts(person), app.turns(person)) == (["收到：你好"], ["你好"])


def test_应用消息_长的分段且有序(peer: Peer, api: Stub, wecom: Account, person: str) -> None:
    peer.deliver(wecom, message(person, "长"))
    parts = api.wait(lambda: "\n".join(api.texts(person)) == LONG and api.texts(person))
    assert len(parts) <= 5 and all(len(part.encode()) <= 2048 for part in parts)


def test_应用消息_数字选择(peer: Peer, app: App, api: Stub, wecom: Account, person: str) -> None:
    peer.deliver(wecom, message(person, "选"))
    api.wait(lambda: app.knows_choices_of(person))
    peer.deliver(wecom, message(person, "2"))
    api.wait(lambda: len(api.texts(person)) == 2)
    assert app.turns(person) == ["选", "选中二"]


def test_应用消息_图片只回一句_进入应用不打扰(peer: Peer, app: App, api: Stub, wecom: Account, person: str) -> None:
    peer.deliver(wecom, message(person, kind="event", Event="enter_agent"))
    peer.deliver(wecom, message(person, kind="image"))
    assert api.wait(lambda: api.texts(person)) == ["暂时只能看懂文字，请打字告诉我。"]
    assert app.turns(person) == []


def test_应用消息_不在可见范围的人不再重试(peer: Peer, api: Stub, wecom: Account, person: str) -> None:
    api.orders[SEND].append({"errcode": 0, "invaliduser": person})
    peer.deliver(wecom, message(person, "你好"))
    api.wait(lambda: not api.orders[SEND])
    time.sleep(2)
    assert api.texts(person) == []


class Customer:
    """Somebody who writes to a customer-service account, and what the platform makes of it."""

    def __init__(self, peer: Peer, api: Stub, account: Account) -> None:
        self.peer, self.api, self.account = peer, api, account
        self.kf, self.person = f"wk{uuid.uuid4().hex[:12]}", f"wm{uuid.uuid4().hex[:12]}"

    def writes(self, text: str = "", **changed: Any) -> None:
        entry = {
            "msgid": uuid.uuid4().hex, "open_kfid": self.kf, "external_userid": self.person, "send_time": int(time.time()),
            "origin": 3, "msgtype": "text", "text": {"content": text}, **changed,
        }
        self.api.streams[self.kf].append(entry)

    def notify(self) -> None:
        xml = (
            f"<xml><ToUserName>{self.account.id}</ToUserName><CreateTime>{int(time.time())}</CreateTime><MsgType>event</MsgType>"
            f"<Event>kf_msg_or_event</Event><Token>once</Token><OpenKfId>{self.kf}</OpenKfId></xml>"
        )
        assert self.peer.deliver(self.account, xml).text == ""

    def reads(self) -> list[str]:
        return self.api.texts(self.person)


@pytest.fixture
def customer(peer: Peer, api: Stub, kf: Account) -> Customer:
    return Customer(peer, api, kf)


def test_客服_拉取每一页_按顺序各答一次(customer: Customer, api: Stub, app: App) -> None:
    for number in range(5):
        customer.writes(f"第{number}条")
    customer.notify()
    customer.notify()
    assert api.wait(lambda: len(customer.reads()) == 5 and customer.reads()) == [f"收到：第{number}条" for number in range(5)]
    sent = [body for body in api.sent(KF_SEND) if body["touser"] == customer.person]
    assert len({body["msgid"] for body in sent}) == 5
    assert all(len(body["msgid"]) <= 32 and body["open_kfid"] == customer.kf for body in sent)
    calls = [body for body in api.sent("sync_msg") if body["open_kfid"] == customer.kf]
    assert calls[0]["token"] == "once" and "cursor" not in calls[0] and calls[1]["cursor"] == "2"
    time.sleep(0.5)
    assert app.turns(customer.person) == [f"第{number}条" for number in range(5)]


def test_客服_同一条再拉到不再办(customer: Customer, api: Stub, app: App) -> None:
    customer.writes("一次", msgid="m" + customer.person)
    customer.writes("一次", msgid="m" + customer.person)
    customer.notify()
    assert api.wait(lambda: customer.reads()) == ["收到：一次"]
    time.sleep(0.5)
    assert app.turns(customer.person) == ["一次"]


def test_客服_接待人员和系统的消息不理会(customer: Customer, api: Stub, app: App) -> None:
    customer.writes("我是人工", origin=5)
    customer.writes(origin=4, msgtype="event", event={"event_type": "session_status_change", "change_type": 1})
    customer.writes("问题")
    customer.notify()
    api.wait(lambda: customer.reads())
    assert app.turns(customer.person) == ["问题"]


def test_客服_进入会话发欢迎语(customer: Customer, api: Stub) -> None:
    event = {"event_type": "enter_session", "welcome_code": "CODE", "external_userid": customer.person}
    customer.writes(origin=4, msgtype="event", event=event)
    customer.notify()
    body = api.wait(lambda: api.sent("send_msg_on_event"))[-1]
    assert body["code"] == "CODE" and "专精特新" in body["text"]["content"]


@pytest.mark.parametrize("state", [2, 3])
def test_客服_人工接待时不插话(customer: Customer, api: Stub, app: App, state: int) -> None:
    api.orders[STATE].append({"errcode": 0, "service_state": state})
    customer.writes("找人工")
    customer.notify()
    api.wait(lambda: not api.orders[STATE])
    customer.writes("转回来了")
    customer.notify()
    api.wait(lambda: customer.reads())
    assert app.turns(customer.person) == ["转回来了"]


@pytest.mark.parametrize("code", [95001, 95002])
def test_客服_超过限额的留到下次(customer: Customer, api: Stub, code: int) -> None:
    api.orders[KF_SEND].append({"errcode": code})
    customer.writes("留着")
    customer.notify()
    api.wait(lambda: not api.orders[KF_SEND])
    customer.writes("再问")
    customer.notify()
    assert api.wait(lambda: len(customer.reads()) == 2 and customer.reads()) == ["收到：留着", "收到：再问"]


def test_客服_四十八小时内最多五条(customer: Customer, api: Stub) -> None:
    """One answer has at most five bubbles; the second answer renews the count with its question."""
    customer.writes("长")
    customer.notify()
    api.wait(lambda: "\n".join(customer.reads()) == LONG)
    assert len(customer.reads()) <= 5


def test_客服_会话状态不允许时放弃这一条_不影响后面(customer: Customer, api: Stub) -> None:
    api.orders[KF_SEND].append({"errcode": 95018})
    customer.writes("不许发")
    customer.notify()
    api.wait(lambda: not api.orders[KF_SEND])
    customer.writes("又许了")
    customer.notify()
    assert api.wait(lambda: customer.reads()) == ["收到：又许了"]


def test_客服_重发用同一个编号(customer: Customer, api: Stub) -> None:
    api.orders[KF_SEND].append("hang up")
    customer.writes("重发")
    customer.notify()
    api.wait(lambda: customer.reads())
    sent = [body["msgid"] for body in api.sent(KF_SEND) if body["touser"] == customer.person]
    assert len(sent) == 2 and len(set(sent)) == 1


def test_客服_拉取失败后再拉(customer: Customer, api: Stub) -> None:
    api.orders[SYNC].extend([(502, b""), "hang up"])
    customer.writes("没丢")
    customer.notify()
    assert api.wait(lambda: customer.reads(), 30) == ["收到：没丢"]


def test_客服_回调令牌过期时不用令牌再拉(customer: Customer, api: Stub) -> None:
    api.orders[SYNC].append({"errcode": 95011})
    customer.writes("没丢")
    customer.notify()
    assert api.wait(lambda: customer.reads()) == ["收到：没丢"]


def test_客服_第一次接通不回答旧消息(customer: Customer, api: Stub, app: App) -> None:
    customer.writes("昨天的", send_time=int(time.time()) - 86400)
    customer.writes("现在的")
    customer.notify()
    api.wait(lambda: customer.reads())
    assert app.turns(customer.person) == ["现在的"]


def test_客服_存不下的字符_去掉后照样回答_不堵住后面的(customer: Customer, api: Stub) -> None:
    customer.writes("半个\ud83d表情\x00")
    customer.writes("\udc00")
    customer.writes("后面的")
    customer.notify()
    assert api.wait(lambda: len(customer.reads()) == 3 and customer.reads()) == [
        "收到：半个表情", "没有收到文字内容，请直接打字告诉我。", "收到：后面的",
    ]


def test_客服_图片只回一句(customer: Customer, api: Stub, app: App) -> None:
    customer.writes(msgtype="image", image={"media_id": "m"}, text=None)
    customer.notify()
    assert api.wait(lambda: customer.reads()) == ["暂时只能看懂文字，请打字告诉我。"]


def test_客服事件也可以送到应用的地址(peer: Peer, api: Stub, wecom: Account) -> None:
    customer = Customer(peer, api, wecom)
    customer.writes("从应用来")
    customer.notify()
    assert api.wait(lambda: customer.reads()) == ["收到：从应用来"]
