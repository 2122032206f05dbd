"""Many people at once and an assistant that is slow: nobody sees that the account is out of order, each has their answer once.

The platform's own five seconds and repeats are the judge (``Peer.asked``); how fast this machine is decides only which way an answer comes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.bot_wechat.conftest import App
from tests.bot_wechat.peer import OUT_OF_ORDER, Account, Peer
from tests.bot_wechat.platform_stub import Stub

CROWD = 150


def all_ask(peer: Peer, account: Account, texts: dict[str, str]) -> dict[str, str]:
    """What each person is shown in reply to their text, all of them asking at the same time."""
    with ThreadPoolExecutor(len(texts)) as pool:
        shown = pool.map(lambda pair: peer.asked(account, *pair)[1], texts.items())
    return dict(zip(texts, shown))


def in_the_end(api: Stub, shown: dict[str, str]) -> dict[str, list[str]]:
    """Everything that each person has read, once everybody has something."""
    api.wait(lambda: all(text or api.texts(who) for who, text in shown.items()), 60)
    return {who: [text for text in (first, *api.texts(who)) if text] for who, first in shown.items()}


def test_助手迟迟不答_回调照样及时应答_开了口每人各得一份(peer: Peer, app: App, api: Stub, wechat: Account, person: str, gate: str) -> None:
    crowd = [f"{person}{number}" for number in range(CROWD)]
    shown = all_ask(peer, wechat, {who: f"等 {gate} 给{who}" for who in crowd})
    assert set(shown.values()) == {""}
    assert api.texts(crowd[0]) == []
    app.open(gate)
    assert in_the_end(api, shown) == {who: [f"给{who}"] for who in crowd}
    assert sorted(app.turns(person)) == sorted(f"等 {gate} 给{who}" for who in crowd)


def test_助手慢而人多_有的当场答有的随后发_各得一份(peer: Peer, app: App, api: Stub, wechat: Account, person: str) -> None:
    crowd = [f"{person}{number}" for number in range(CROWD)]
    shown = all_ask(peer, wechat, {who: f"慢 0.4 给{who}" for who in crowd})
    assert OUT_OF_ORDER not in shown.values()
    assert in_the_end(api, shown) == {who: [f"给{who}"] for who in crowd}
    assert sorted(app.turns(person)) == sorted(f"慢 0.4 给{who}" for who in crowd)


def test_一人连发五十条_每条都及时应答_只提醒一次_别人照常(peer: Peer, app: App, api: Stub, wechat: Account, person: str, gate: str) -> None:
    texts = [f"等 {gate} 答{number}" for number in range(50)]
    with ThreadPoolExecutor(51) as pool:
        flood = [pool.submit(peer.asked, wechat, person, text) for text in texts]
        assert pool.submit(peer.asked, wechat, f"{person}x", "别人").result()[1] == "收到：别人"
        shown = [each.result()[1] for each in flood]
    assert set(shown) == {""}
    app.open(gate)
    read = api.wait(lambda: len(api.texts(person)) >= 5 and api.texts(person))
    assert sum("有点快" in text for text in read) == 1
    taken = api.wait(lambda: len(app.turns(person)) >= 21 and set(app.turns(person)) - {"别人"})
    assert len(taken) == 20 and taken <= set(texts)
