"""Settings that cannot work are refused at the start, in words; without a token there is no Telegram."""

from __future__ import annotations

import pytest

from bot.channels.telegram.parts import parts_of, split, units
from bot.channels.telegram.settings import from_environment
from bot.errors import Failed

TOKEN = "4242:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HOOK = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_URL": "https://zjtx.example.gov.cn/webhooks/telegram/webhook"}
WRONG = {
    "令牌不像令牌": {"TELEGRAM_BOT_TOKEN": "secret"},
    "接口地址不是网址": {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": "api.telegram.org"},
    "回调地址不是网址": {**HOOK, "TELEGRAM_WEBHOOK_URL": "zjtx.example.gov.cn"},
    "用回调却没有密令": HOOK,
    "密令太短": {**HOOK, "TELEGRAM_WEBHOOK_SECRET": "short"},
    "密令有不许用的字": {**HOOK, "TELEGRAM_WEBHOOK_SECRET": "密" * 20},
}


@pytest.mark.parametrize("environment", WRONG.values(), ids=WRONG)
def test_设错了_说出哪一项_不说出值(environment: dict[str, str]) -> None:
    with pytest.raises(Failed, match="TELEGRAM_") as refused:
        from_environment(environment)
    assert TOKEN not in str(refused.value)


def test_没有令牌就没有_Telegram() -> None:
    assert from_environment({}) is None


def test_设对了_打印出来也看不见秘密() -> None:
    settings = from_environment({**HOOK, "TELEGRAM_WEBHOOK_SECRET": "a-good-secret-of-ours"})
    assert settings is not None
    assert TOKEN not in repr(settings)
    assert "a-good-secret" not in repr(settings)


@pytest.mark.parametrize("text", ["甲" * 10_000, "😀" * 5000, "行\n" * 4000, "段\n\n" * 3000, "", "\n\n"])
def test_分段不丢字_不超长(text: str) -> None:
    pieces = split(text)
    assert all(0 < units(piece) <= 4096 for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_没有文字的回复不成一条() -> None:
    assert parts_of([{"custom": {"type": "decision"}}]) == []
    assert parts_of([{"text": "一"}, {"custom": {}}, {"text": "二", "buttons": [{"title": "是", "payload": "是"}]}]) == [
        {"text": "一\n\n二", "buttons": [{"title": "是", "payload": "是"}]}
    ]
