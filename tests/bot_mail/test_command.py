"""``zjtx mail`` shows counts and dead letters, never what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.mail import Incoming, open_database
from bot.mail.store import Store


def test_看得见死信和原因_看不见内容_能再送一遍(zjtx: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dialogues.db'}"
    store = Store(open_database(url))
    assert "没有" in zjtx("mail", ZJTX_DATABASE_URL=url).stdout
    store.put(Incoming("telegram", "7", "telegram:1", "", {"chat": 1}), [{"text": "我们公司亏损"}])
    found = store.next("telegram", "telegram:1")
    assert found is not None
    store.dead(found[0], "no_reply_from_telegram")
    shown = zjtx("mail", ZJTX_DATABASE_URL=url).stdout
    assert "telegram:7" in shown
    assert "no_reply_from_telegram" in shown
    assert "亏损" not in shown
    assert "1 条死信" in zjtx("mail", "--again", ZJTX_DATABASE_URL=url).stdout
    assert "等待送出 1 条" in zjtx("mail", ZJTX_DATABASE_URL=url).stdout
