"""``zjtx serve`` itself on two messengers at once: channel, post and dialogue together, the platforms played by peers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot_telegram.conftest import PATIENCE, TOKEN, shared_peer
from tests.bot_wechat.conftest import WECHAT, api, peer, person, shared_api
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub
from tests.conftest import Server, started

__all__ = ["api", "peer", "person", "shared_api", "shared_peer"]


@pytest.fixture(scope="module")
def served(
    environment: dict[str, str], shared_api: Stub, shared_peer: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The assistant as a bureau with an Official Account and a Telegram bot would start it."""
    home = tmp_path_factory.mktemp("messengers")
    (home / "models").symlink_to(Path(environment["ZJTX_HOME"]) / "models")
    telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": shared_peer}
    own = {**environment, **WECHAT, **telegram, "WECHAT_API_BASE": shared_api.url, "ZJTX_HOME": str(home)}
    with started(own) as running:
        yield running
    for secret in (TOKEN, WECHAT["WECHAT_APPSECRET"], WECHAT["WECHAT_AES_KEY"], shared_api.valid):
        assert secret not in "".join(running.output)


@pytest.fixture
def wechat(served: Server) -> Account:
    """The Official Account at the platform's side."""
    return Account(
        WECHAT["WECHAT_APPID"], WECHAT["WECHAT_TOKEN"], WECHAT["WECHAT_AES_KEY"], f"{served.url}/webhooks/wechat/webhook"
    )


@pytest.fixture
def say(peer: Peer, api: Stub, wechat: Account, person: str) -> Callable[[str], str]:
    """A message of one person; the first bubble of the answer, whichever way it came."""

    def said(xml: str) -> str:
        before = len(api.texts(person))
        reply = peer.opened(wechat, peer.deliver(wechat, xml, timeout=30))
        return reply["Content"] if reply else api.wait(lambda: api.texts(person)[before:], PATIENCE)[0]

    return said


def test_公众号_关注_选项_判断_命令(say: Callable[[str], str], person: str) -> None:
    greeting = say(message(person, kind="event", Event="subscribe"))
    assert "回复数字选择：\n1. " in greeting
    first = greeting.split("\n1. ")[1].split("\n")[0]
    assert say(message(person, "1")), first
    say(message(person, "去年营收3.2亿，我能申报小巨人吗"))
    for typed in ("/restart", '/delete_profile{"a": "b"}', "／restart"):
        assert "按钮已经失效" in say(message(person, typed))
    assert "3.2亿" in say(message(person, "看看我的企业资料"))


def test_公众号_完整的判断分成不超过五段(say: Callable[[str], str], api: Stub, person: str) -> None:
    first = say(message(person, "我们还不是专精特新，能申报小巨人吗"))
    assert "不符合" in first
    assert all(len(text.encode()) <= 2048 for text in (first, *api.texts(person)))
    assert len(api.texts(person)) <= 5


def test_用_Telegram_问一次_按一次按钮(served: Server, api: Stub, shared_peer: str) -> None:
    def control(action: str, **given: Any) -> Any:
        return httpx.post(f"{shared_peer}/control/{action}", json=given, timeout=30, trust_env=False).json()

    def sent(count: int) -> list[dict[str, Any]]:
        def found() -> list[dict[str, Any]]:
            return [call["payload"] for call in control("state")["calls"] if call["method"] == "sendMessage"]

        api.wait(lambda: len(found()) >= count, PATIENCE)
        return found()

    control("simulate", method="simulateUserCommand", person=7, arguments=["/start"])
    greeting = sent(1)[0]
    button = greeting["reply_markup"]["inline_keyboard"][0][0]
    control("simulate", method="simulateCallbackQuery", person=7, arguments=[button["callback_data"]])
    question = sent(2)[1]
    assert "专精特新" in greeting["text"]
    assert "小巨人" in button["text"]
    assert "问" in question["text"] or "小巨人" in question["text"]
    assert control("state")["answers"], json.dumps(question)
