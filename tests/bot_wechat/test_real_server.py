"""``zjtx serve`` itself as an Official Account: the channel, the post and the dialogue together."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot_wechat.conftest import WECHAT
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub
from tests.conftest import COMMAND, PROJECT


@pytest.fixture(scope="module")
def wechat(environment: dict[str, str], trained_home: Path, shared_api: Stub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """The account, served by the assistant as a bureau would start it."""
    home = tmp_path_factory.mktemp("wechat-home")
    (home / "models").symlink_to(trained_home / "models")
    own = {**environment, **WECHAT, "WECHAT_API_BASE": shared_api.url, "ZJTX_HOME": str(home)}
    command = [COMMAND, "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=PROJECT, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            if "http://" in line:
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        assert ready.wait(240), "".join(output)
        url = output[-1].split("（")[0][output[-1].index("http://") :].strip()
        yield Account(WECHAT["WECHAT_APPID"], WECHAT["WECHAT_TOKEN"], WECHAT["WECHAT_AES_KEY"], f"{url}/webhooks/wechat/webhook")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def said(peer: Peer, api: Stub, account: Account, person: str, xml: str) -> str:
    """The first bubble of the answer, whichever way it came."""
    before = len(api.texts(person))
    reply = peer.opened(account, peer.deliver(account, xml, timeout=30))
    return reply["Content"] if reply else api.wait(lambda: api.texts(person)[before:], 60)[0]


def test_关注_选项_判断_命令(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    greeting = said(peer, api, wechat, person, message(person, kind="event", Event="subscribe"))
    assert "回复数字选择：\n1. " in greeting
    first = greeting.split("\n1. ")[1].split("\n")[0]
    assert said(peer, api, wechat, person, message(person, "1")), first
    said(peer, api, wechat, person, message(person, "去年营收3.2亿，我能申报小巨人吗"))
    for typed in ("/restart", '/delete_profile{"a": "b"}', "／restart"):
        assert "按钮已经失效" in said(peer, api, wechat, person, message(person, typed))
    assert "3.2亿" in said(peer, api, wechat, person, message(person, "看看我的企业资料"))


def test_完整的判断分成不超过五段(peer: Peer, api: Stub, wechat: Account, person: str) -> None:
    first = said(peer, api, wechat, person, message(person, "我们还不是专精特新，能申报小巨人吗"))
    assert "不符合" in first
    assert all(len(text.encode()) <= 2048 for text in (first, *api.texts(person)))
    assert len(api.texts(person)) <= 5
