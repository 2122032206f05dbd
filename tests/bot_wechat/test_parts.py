"""What the channels are made of, piece by piece: laws, settings, tokens shared between processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messenger import messengers
from bot.channels.wechat.allowance import Allowance
from bot.channels.wechat.answers import Answers, Piece
from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.meaning import Contact
from bot.channels.wechat.pieces import bubbles, pieces
from bot.channels.wechat.platform import Later
from bot.channels.wechat.render import text_reply
from bot.channels.wechat.settings import wechat_settings
from bot.channels.wechat.tables import METADATA
from bot.channels.wechat.tokens import EARLY, Tokens
from bot.channels.wecom.settings import application_settings, customer_service_settings
from bot.errors import Failed
from bot.mail import open_database
from tests.bot_wechat.conftest import KF, PROJECT, WECHAT, WECOM
from tests.bot_wechat.platform_stub import Stub

TEXTS = st.text(st.sampled_from("汉字，。！\n 🙂a7"), max_size=4000)
SETTINGS = yaml.safe_load(Path(__file__).with_name("settings.yml").read_text(encoding="utf-8"))


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    """An empty database."""
    found = open_database(f"sqlite:///{tmp_path / 'post.db'}")
    METADATA.create_all(found)
    return found


@given(TEXTS)
def test_分段不超过字节数_不丢字_不拆字(text: str) -> None:
    found = pieces(text, largest=300, at_most=10_000)
    assert all(0 < len(piece.encode()) <= 300 for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(TEXTS, st.lists(st.text(st.sampled_from("选项甲乙"), min_size=1, max_size=20), max_size=8))
def test_无论多长都不超过五段_选项总在最后(text: str, titles: list[str]) -> None:
    found = bubbles([{"text": text, "buttons": [{"title": title, "payload": title} for title in titles]}], largest=600)
    assert len(found) <= 5
    assert all(len(bubble["text"].encode()) <= 600 for bubble in found)
    assert [bubble["last"] for bubble in found] == [*[False] * (len(found) - 1), True][: len(found)]
    if titles:
        assert found[-1]["text"].endswith(f"{len(titles)}. {titles[-1]}")
        assert [choice["title"] for choice in found[-1]["choices"]] == titles


def test_分段优先在句末和行末() -> None:
    text = "第一句话说完了。第二句话也说完了。\n第三句很长很长很长很长"
    assert pieces(text, largest=60)[0] == "第一句话说完了。第二句话也说完了。"


@given(st.text(max_size=200), st.text(st.characters(codec="utf-8"), max_size=60))
def test_回复总是合法的XML_内容原样(content: str, person: str) -> None:
    root = ElementTree.fromstring(text_reply(person, "gh_1", content))
    assert [element.tag for element in root] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
    shown = root.findtext("Content") or ""
    allowed = "".join(char for char in content if char in "\t\n\r" or " " <= char < "\ud800" or "\ue000" <= char < "\ufffe" or char > "\uffff")
    assert shown == allowed.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("case", SETTINGS, ids=[case["name"] for case in SETTINGS])
def test_设置(case: dict[str, Any]) -> None:
    whole = {"wechat": (WECHAT, wechat_settings), "wecom": (WECOM, application_settings), "kf": ({**KF, "WECOM_CORPID": "ww1"}, customer_service_settings)}
    given_settings, read = whole[case["channel"]]
    environment = {name: value for name, value in {**given_settings, **case.get("with", {})}.items() if name not in case.get("without", [])}
    if "says" not in case:
        assert (read(environment) is not None) == case["starts"]
        return
    with pytest.raises(Failed) as failure:
        read(environment)
    assert all(part in str(failure.value) for part in case["says"])
    assert not any(value in str(failure.value) for value in environment.values() if len(value) > 9)


def test_没有设置就没有渠道(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*WECHAT, *WECOM, *KF):
        monkeypatch.delenv(name, raising=False)
    assert [channel.name() for channel in messengers() if channel.name().startswith("we")] == []


def test_菜单文件写错了说得清楚(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from bot.channels.wechat.meaning import menu

    file = tmp_path / "menu.yml"
    file.write_text("keys: [A, B]", encoding="utf-8")
    monkeypatch.setenv("WECHAT_MENU", str(file))
    menu.cache_clear()
    with pytest.raises(Failed, match=r"menu\.yml"):
        menu()
    menu.cache_clear()


def test_三个进程共用一个令牌_只取一次_失效后只换一次(engine: Any, api: Stub) -> None:
    command = [sys.executable, "-m", "tests.bot_wechat.token_process", str(engine.url), api.url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, cwd=PROJECT, **pipes) for _ in range(3)]
    before = api.fetches
    first = {token for process in processes for token in process.stdout.readline().split()}
    assert (first, api.fetches - before) == ({api.valid}, 1)
    refused = api.valid
    api.invalidate()
    renewed = [process.communicate(refused, timeout=120)[0].split() for process in processes]
    assert ({token for tokens in renewed for token in tokens}, api.fetches - before) == ({api.valid}, 2)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_令牌提前五分钟换_取不到时还用旧的(engine: Any) -> None:
    clock, answers = Clock(), iter([("a", 7200.0), Later(), ("b", 7200.0)])

    async def fetch(force: bool) -> tuple[str, float]:
        answer = next(answers)
        if isinstance(answer, Later):
            raise answer
        return answer

    async def talk() -> None:
        tokens = Tokens(engine, "x", fetch, clock)
        assert await tokens.current() == "a"
        clock.now += 7200 - EARLY - 1
        assert await tokens.current() == "a"
        clock.now += 2
        assert [await tokens.current() for _ in range(3)] == ["a"] * 3
        clock.now += 2
        assert await tokens.current() == "b"

    asyncio.run(talk())


def test_平台总给同一个令牌时每分钟最多强换一次(engine: Any) -> None:
    clock, forced = Clock(), []

    async def fetch(force: bool) -> tuple[str, float]:
        forced.append(force)
        return "same", 7200.0

    async def talk() -> None:
        tokens = Tokens(engine, "x", fetch, clock)
        await tokens.current()
        for _ in range(5):
            assert await tokens.renewed("same") == "same"

    asyncio.run(talk())
    assert sum(forced) == 1


def test_来信后五条_点菜单后一分钟三条_先用快到期的(engine: Any) -> None:
    clock = Clock()
    allowance = Allowance(engine, "wechat", clock)
    assert not allowance.take("a")
    allowance.renew("a", Contact.MESSAGE)
    allowance.renew("a", Contact.EVENT)
    assert [allowance.take("a") for _ in range(9)] == [True] * 8 + [False]
    allowance.renew("a", Contact.EVENT)
    clock.now += 61
    assert not allowance.take("a")
    allowance.renew("a", Contact.MESSAGE)
    clock.now += 48 * 3600 - 1
    assert allowance.take("a")
    clock.now += 2
    assert not allowance.take("a")
    allowance.renew("a", Contact.MESSAGE)
    allowance.renew("a", Contact.GONE)
    assert not allowance.take("a")


def test_删除个人资料时留着的回复和选项也删(engine: Any) -> None:
    answers, choices = Answers(engine, "wechat"), LastChoices(engine, "wechat")
    for person in ("a", "b"):
        answers.keep(Piece(person, f"wechat:{person}", 0, {"text": "x", "choices": [], "last": True}))
        choices.shown(person, [{"title": "一", "payload": "一"}])
    with engine.begin() as connection:
        answers.forget(connection, "a")
        choices.forget(connection, "a")
    assert (answers.waiting("a"), choices.picked("a", "1")) == ([], None)
    assert (len(answers.waiting("b")), choices.picked("b", "1")) == (1, "一")


NUMBERS = [("1", "甲"), ("２", "乙"), (" 1。", "甲"), ("1、", "甲"), ("3", None), ("0", None), ("01", "甲"), ("1万", None), ("-1", None), ("①", None), ("", None), ("111", None)]


@pytest.mark.parametrize(("text", "picked"), NUMBERS)
def test_哪些字算选择(engine: Any, text: str, picked: str | None) -> None:
    choices = LastChoices(engine, "wechat")
    choices.shown("a", [{"title": "t", "payload": "甲"}, {"title": "t", "payload": "乙"}])
    assert choices.picked("a", text) == picked
    assert choices.picked("b", text) is None
