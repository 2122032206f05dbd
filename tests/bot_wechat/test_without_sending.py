"""An account that may not send: the platform's repeats are the time that the assistant has. Also plain and compatible mode."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bot_wechat import conftest
from tests.bot_wechat.app import LONG
from tests.bot_wechat.conftest import WECHAT, App
from tests.bot_wechat.peer import Account, Peer, fields, message
from tests.bot_wechat.platform_stub import Stub


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, shared_api: Stub) -> Iterator[App]:
    """The account without the right to send, in compatible mode."""
    own = {**WECHAT, "WECHAT_CUSTOM_SEND": "off", "WECHAT_MODE": "compatible"}
    del own["WECHAT_APPSECRET"]
    with conftest.running(tmp_path_factory.mktemp("off"), shared_api.url, **own) as running_app:
        yield running_app


def test_快的当场回答(peer: Peer, wechat: Account, person: str) -> None:
    assert peer.asked(wechat, person, "你好") == (1, "收到：你好")


def test_慢的靠平台重试_再慢的请人再发一次(peer: Peer, app: App, wechat: Account, person: str) -> None:
    people = [f"{person}{name}" for name in "abc"]
    texts = ["慢 8 第二次", "慢 18 再来", "慢 18 继续看"]
    with ThreadPoolExecutor(3) as pool:
        first, second, third = pool.map(lambda pair: peer.asked(wechat, *pair), zip(people, texts))
    assert first == (2, "第二次")
    again = (3, "还在为您整理，请稍等几秒，再发一次查看结果。")
    assert second == again and third == again
    assert peer.asked(wechat, people[1], texts[1])[1] == "再来"
    assert peer.asked(wechat, people[2], "继续")[1] == "继续看"
    for who, text in zip(people, texts):
        assert app.turns(who) == [text]


def test_人多而慢_平台重试时各得一份(peer: Peer, app: App, wechat: Account, person: str) -> None:
    crowd = [f"{person}{number}" for number in range(40)]
    # The answers come when everybody's first delivery has lapsed.
    all_lapsed = threading.Barrier(len(crowd), lambda: app.open(person))
    first = {who: iter([all_lapsed.wait]) for who in crowd}

    def ask(who: str) -> tuple[int, str]:
        return peer.asked(wechat, who, f"等 {person} 给{who}", lambda: next(first[who], bool)())

    with ThreadPoolExecutor(len(crowd)) as pool:
        answers = dict(zip(crowd, pool.map(ask, crowd)))
    assert {who: text for who, (_, text) in answers.items()} == {who: f"给{who}" for who in crowd}
    assert {times for times, _ in answers.values()} <= {2, 3}
    assert sorted(app.turns(person)) == sorted(f"等 {person} 给{who}" for who in crowd)


def test_长回复用继续翻看(peer: Peer, app: App, api: Stub, wechat: Account, person: str) -> None:
    parts = []
    _, text = peer.asked(wechat, person, "长")
    for _ in range(6):
        if not text.endswith("\n（未完，回复“继续”看后面的内容）"):
            break
        parts.append(text.rpartition("\n")[0])
        _, text = peer.asked(wechat, person, "继续")
    parts.append(text)
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert "\n".join(parts) == LONG
    assert api.attempts(person) == 0
    assert app.turns(person) == ["长"]


def test_问了别的就不再提没看完的(peer: Peer, app: App, wechat: Account, person: str) -> None:
    assert peer.asked(wechat, person, "长")[1].endswith("看后面的内容）")
    assert peer.asked(wechat, person, "别的") == (1, "收到：别的")
    assert peer.asked(wechat, person, "继续") == (1, "收到：继续")


def test_翻看时的重送得到同一段(peer: Peer, wechat: Account, person: str) -> None:
    peer.asked(wechat, person, "长")
    again = message(person, "继续")
    replies = [peer.opened(wechat, peer.deliver(wechat, again)) for _ in range(2)]
    assert replies[0] is not None and replies[1] is not None
    assert replies[0]["Content"] == replies[1]["Content"]


def test_兼容模式下明文也收_用明文回答(peer: Peer, wechat: Account, person: str) -> None:
    response = peer.post(wechat, peer.plain_query(wechat), message(person, "明文"))
    assert fields(response.text)["Content"] == "收到：明文"
    assert peer.post(wechat, {**peer.plain_query(wechat), "signature": "0"}, message(person, "明文")).status_code == 403


def test_明文模式的查询串不能配别的正文(peer: Peer, app: App, wechat: Account, person: str) -> None:
    query = peer.plain_query(wechat)
    assert peer.post(wechat, query, message(person, "真的")).status_code == 200
    assert peer.post(wechat, query, message(person, "冒充")).status_code == 403
    assert peer.post(wechat, peer.plain_query(wechat), "<xml><junk/></xml>").text == "success"
    assert app.turns(person) == ["真的"]
