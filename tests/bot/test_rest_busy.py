"""The REST channel when too many ask at once, and when an answer takes too long: calm words, when to come again, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels import rest
from bot.mail import Incoming, Limits, Messages, Post, open_database
from bot.mail.store import Store
from tests.serving import app_of, serving


class Desk:
    """A REST server whose assistant answers nobody before ``open`` is set."""

    def __init__(self) -> None:
        self.open, self.begun = asyncio.Event(), asyncio.Event()
        self.heard: list[str] = []
        self.client: httpx.AsyncClient

    async def answer(self, incoming: Incoming) -> Messages:
        self.heard.append(incoming.text)
        self.begun.set()
        await self.open.wait()
        return [{"text": f"答{incoming.text}"}]

    async def ask(self, sender: str, text: str) -> httpx.Response:
        """One message, whose id is its text."""
        return await self.client.post("/rest/webhook", json={"sender": sender, "message": text, "message_id": text})


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., None]:
    """``desk(talk, **limits)`` opens the server, runs ``talk(desk)``, and closes it."""

    def run(talk: Callable[[Desk], Awaitable[None]], **limits: Any) -> None:
        async def whole() -> None:
            here, app = Desk(), app_of(rest.RestChannel().blueprint(no_other_way), "/rest")
            app.ctx.post = Post(Store(open_database(f"sqlite:///{tmp_path / 'dialogues.db'}")), here.answer, limits=Limits(**limits))
            async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as here.client:
                await app.ctx.post.start()
                try:
                    await talk(here)
                finally:
                    here.open.set()
                    await app.ctx.post.stop()

        asyncio.run(whole())

    return run


async def no_other_way(message: Any) -> None:
    raise AssertionError("a message has gone past the post")


def refused(response: httpx.Response, status: int) -> str:
    """The sentence of a refusal that says when to come again."""
    assert response.status_code == status, response.text
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["Content-Type"].startswith("application/json")
    body = response.json()
    assert body["ok"] is False
    return str(body["error"])


def test_满员时请稍后再来_再来就有回答(desk: Any) -> None:
    async def talk(here: Desk) -> None:
        first = asyncio.create_task(here.ask("a", "一"))
        await here.begun.wait()
        assert "人太多" in refused(await here.ask("b", "二"), 503)
        # A message that has been taken is known also to a full house.
        again = asyncio.create_task(here.ask("a", "一"))
        here.open.set()
        assert [(await each).json()[0]["text"] for each in (first, again)] == ["答一"] * 2
        assert (await here.ask("b", "二")).json() == [{"recipient_id": "b", "text": "答二"}]
        assert here.heard == ["一", "二"]

    desk(talk, waiting=1)


def test_一人连发五十条_排满就请他慢一点_再发就有回答_别人照常(desk: Any) -> None:
    texts = [f"第{number}条" for number in range(50)]

    async def talk(here: Desk) -> None:
        flood = {text: asyncio.create_task(here.ask("a", text)) for text in texts}
        other = asyncio.create_task(here.ask("b", "别人"))
        # The assistant answers nobody yet: twenty messages wait, the others are refused.
        while sum(task.done() for task in flood.values()) < 30:
            await asyncio.sleep(0.01)
        early = [text for text, task in flood.items() if task.done()]
        assert {refused(flood[text].result(), 429) for text in early} == {"您发得有点快，请等上一条回复之后再发。"}
        here.open.set()
        answers = {text: (await flood[text]).json()[0]["text"] for text in texts if text not in early}
        assert answers == {text: f"答{text}" for text in texts if text not in early}
        assert len(answers) == 20
        assert (await other).json()[0]["text"] == "答别人"
        # What was refused was not taken: it runs when it comes again.
        assert (await here.ask("a", early[0])).json()[0]["text"] == f"答{early[0]}"
        assert sorted(here.heard) == sorted([*answers, early[0], "别人"])

    desk(talk)


def test_答复太久时请稍后来取_来取就是那一份(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "PATIENCE", 0.05)

    async def talk(here: Desk) -> None:
        assert "还在处理" in refused(await here.ask("a", "一"), 504)
        assert "还在处理" in refused(await here.ask("a", "一"), 504)
        monkeypatch.setattr(rest, "PATIENCE", 60)
        again = asyncio.create_task(here.ask("a", "一"))
        here.open.set()
        assert (await again).json() == [{"recipient_id": "a", "text": "答一"}]
        assert here.heard == ["一"]

    desk(talk)


def test_等不及走开的人_不影响别人也不重办(desk: Any) -> None:
    async def talk(here: Desk) -> None:
        with pytest.raises(httpx.ReadTimeout):
            await here.client.post("/rest/webhook", json={"sender": "a", "message": "一", "message_id": "一"}, timeout=0.2)
        await here.begun.wait()
        here.open.set()
        assert (await here.ask("a", "一")).json()[0]["text"] == "答一"
        assert (await here.ask("b", "二")).json()[0]["text"] == "答二"
        assert here.heard == ["一", "二"]

    desk(talk)
