"""The examples that the platforms publish with their documentation, byte for byte."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.callback import Callback, Mode
from bot.channels.wechat.crypto import Seal
from bot.channels.wechat.meaning import Contact, delivery
from bot.channels.wechat.parsing import fields_of
from bot.channels.wechat.render import sealed
from bot.channels.wechat.signature import Forbidden, check_signature

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("official_vectors.json").read_text(encoding="utf-8"))
WECHAT, WECOM = VECTORS["mp"], VECTORS["wecom"]


def seal_of(vectors: dict[str, Any]) -> Seal:
    """The secret of the examples."""
    key = base64.b64decode(vectors["encoding_aes_key"] + "=")
    return Seal(vectors["token"], key, vectors.get("appid") or vectors["corpid"])


def test_公众号的网址验证原样返回() -> None:
    query = WECHAT["get"]
    assert Callback(seal_of(WECHAT)).url_check(query, int(query["timestamp"])) == query["echostr"]


def test_明文模式的签名() -> None:
    example = WECHAT["plain_post"]
    check_signature(example["signature"], WECHAT["token"], example["timestamp"], example["nonce"])
    with pytest.raises(Forbidden):
        check_signature(example["signature"], WECHAT["token"], example["timestamp"], "1")


def test_安全模式解密() -> None:
    example = WECHAT["secure_post"]
    text = seal_of(WECHAT).open(example["encrypt"], example["msg_signature"], example["timestamp"], example["nonce"])
    assert json.loads(text) == json.loads(example["plain"])


def test_安全模式的回复逐字节相同(monkeypatch: pytest.MonkeyPatch) -> None:
    example, seal = WECHAT["reply"], seal_of(WECHAT)
    monkeypatch.setattr(seal._cipher, "get_random_string", lambda: example["random16"])
    assert seal.seal(example["plain"], example["timestamp"], example["nonce"]) == (example["encrypt"], example["msg_signature"])
    envelope = fields_of(sealed(example["plain"], seal, example["nonce"], example["timestamp"]))
    assert envelope == {
        "Encrypt": example["encrypt"], "MsgSignature": example["msg_signature"],
        "TimeStamp": example["timestamp"], "Nonce": example["nonce"],
    }


@pytest.mark.parametrize("arrived", ["as sent", "plus as space"])
def test_企业微信的网址验证解密后返回(arrived: str) -> None:
    query = dict(WECOM["get"])
    if arrived == "plus as space":
        query["echostr"] = query["echostr"].replace("+", " ")
    callback = Callback(seal_of(WECOM), encrypted_echo=True)
    assert callback.url_check(query, int(query["timestamp"])) == WECOM["get"]["plain"]


def test_企业微信的消息() -> None:
    example = WECOM["post"]
    body = f"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{example['encrypt']}]]></Encrypt><AgentID>218</AgentID></xml>"
    received = Callback(seal_of(WECOM)).receive(example, body.encode(), int(example["timestamp"]))
    assert received.fields["AgentID"] == example["agentid"]
    read = delivery(received.fields)
    assert (read.key, read.person, read.text) == (example["msgid"], example["from"], example["content"])
    assert read.contact is Contact.MESSAGE


@pytest.mark.parametrize("mode", Mode)
def test_过时的请求在任何模式下都不收(mode: Mode) -> None:
    example = WECHAT["plain_post"]
    with pytest.raises(Forbidden):
        Callback(seal_of(WECHAT), mode).receive(example, b"<xml><a>1</a></xml>", int(example["timestamp"]) + 601)


def test_别的账号的密文不收() -> None:
    example, seal = WECHAT["secure_post"], seal_of(WECHAT)
    seal.owner = "wxanother"
    with pytest.raises(Forbidden):
        seal.open(example["encrypt"], example["msg_signature"], example["timestamp"], example["nonce"])
