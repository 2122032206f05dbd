"""The server is killed in the middle; what was received is answered once after the next start, what came meanwhile is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.bot_wechat.conftest import KF, WECHAT, WECOM, account
from tests.bot_wechat.peer import Peer, message
from tests.bot_wechat.platform_stub import Stub
from tests.bot_wechat.test_wecom import Customer


def test_办到一半被杀_重启后各答一次_没有丢也没有重复(start: Callable[..., Any], peer: Peer, api: Stub, person: str) -> None:
    text, kf_person = message(person, "慢 2 办完了"), ""
    with start(**WECHAT, **WECOM, **KF) as app:
        customer = Customer(peer, api, account("wecom_kf", app))
        kf_person = customer.person
        customer.writes("慢 2 客服办完了")
        customer.notify()
        app_person = f"{person}app"
        peer.deliver(account("wecom", app), message(app_person, "慢 2 应用办完了"))
        with pytest.raises(httpx.ReadTimeout):
            peer.deliver(account("wechat", app), text, timeout=1.0)
        api.wait(lambda: app.turns(customer.kf))
        app.process.kill()
    assert api.texts(person) + api.texts(kf_person) + api.texts(app_person) == []
    customer.writes("停机时写的")
    with start(**WECHAT, **WECOM, **KF) as app:
        reply = peer.opened(account("wechat", app), peer.deliver(account("wechat", app), text))
        shown = [reply["Content"]] if reply else api.wait(lambda: api.texts(person))
        assert shown == ["办完了"]
        assert api.wait(lambda: api.texts(app_person)) == ["应用办完了"]
        found = api.wait(lambda: len(api.texts(kf_person)) == 2 and api.texts(kf_person))
        assert found == ["客服办完了", "收到：停机时写的"]
        time.sleep(1)
        assert len(api.texts(person)) == (0 if reply else 1)
        assert (len(api.texts(kf_person)), len(api.texts(app_person))) == (2, 1)
