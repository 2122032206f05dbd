"""A bot of ours and Telegram played by a peer, over real HTTP; the assistant is an echo, so that Rasa is not needed."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import httpx
import pytest

from bot.channels.telegram.courier import TelegramCourier
from bot.channels.telegram.settings import Settings
from bot.channels.telegram.webhook import webhook_of
from bot.mail import Incoming, Limits, Messages, Post, open_database
from bot.mail.store import Store
from bot.mail.unit import Dialogues
from tests.peers.install import peers
from tests.serving import app_of, serving

TOKEN = "4242:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Seconds after which a test gives up; nothing is measured by them.
PATIENCE = 60.0
SECRET = "a-secret-of-the-tests"


class Assistant:
    """Answers 「N 文字」, N counting the person's messages; some texts have answers of their own."""

    def __init__(self, store: Store) -> None:
        self.dialogues = Dialogues(store.engine)
        self.answers: dict[str, Messages] = {}
        self.heard: list[str] = []
        self.pause = 0.0
        self.held: dict[str, asyncio.Event] = {}

    async def __call__(self, incoming: Incoming) -> Messages:
        if held := self.held.get(incoming.text):
            await held.wait()
        await asyncio.sleep(self.pause)
        said = json.loads(self.dialogues.read(incoming.sender) or "[]") + [incoming.text]
        self.dialogues.write(incoming.sender, json.dumps(said))
        self.heard.append(incoming.text)
        return self.answers.get(incoming.text) or [{"text": f"{len(said)} {incoming.text}"}]


class World:
    """Telegram, the people in it, and our bot."""

    def __init__(self, peer: str, store: Store, http: httpx.AsyncClient) -> None:
        self.peer, self.store, self.http = peer, store, http
        self.assistant = Assistant(store)
        self.post: Post
        self.courier: TelegramCourier
        self.url = ""

    async def control(self, action: str, **given: Any) -> Any:
        """Something happens at Telegram."""
        response = await self.http.post(f"{self.peer}/control/{action}", content=json.dumps(given))
        assert response.status_code == 200, response.text
        return response.json()

    async def says(self, person: int, text: str, **more: Any) -> dict[str, Any]:
        """A person types; the update."""
        method = "simulateUserCommand" if text.startswith("/") else "simulateUserMessage"
        return dict(await self.control("simulate", method=method, person=person, arguments=[text], **more))

    async def presses(self, person: int, data: str) -> dict[str, Any]:
        """A person presses a button that carries ``data``."""
        return dict(await self.control("simulate", method="simulateCallbackQuery", person=person, arguments=[data]))

    async def state(self) -> dict[str, Any]:
        """What the bot has called, and what else the peer knows."""
        return dict(await self.control("state"))

    async def sent(self, chat: Optional[int] = None, method: str = "sendMessage") -> list[dict[str, Any]]:
        """The bot's calls of a method, in order."""
        calls = (await self.state())["calls"]
        return [
            call["payload"] for call in calls
            if call["method"] == method and (chat is None or call["payload"].get("chat_id") == chat)
        ]

    async def texts(self, chat: int, count: int, seconds: float = PATIENCE) -> list[str]:
        """The bot's first ``count`` messages to a chat, as soon as they are there."""
        found = await self.until(lambda: self.sent(chat), lambda sent: len(sent) >= count, seconds)
        return [each["text"] for each in found]

    async def until(
        self, look: Callable[[], Awaitable[Any]], enough: Callable[[Any], bool], seconds: float = PATIENCE
    ) -> Any:
        """What ``look`` sees once it is enough."""
        end = time.monotonic() + seconds
        while not enough(found := await look()):
            assert time.monotonic() < end, found
            await asyncio.sleep(0.03)
        return found

    async def quiet(self) -> None:
        """Waits until everything is answered and delivered, and the peer has nothing more."""
        lasting = 0 if self.courier.settings.webhook else 1

        async def pending() -> bool:
            """Asked of the peer first: what it has delivered meanwhile is seen in the post."""
            pending = (await self.state())["pending"]
            return bool(pending or self.post.unanswered or self.post.delivery._rounds or len(self.courier._tasks) > lasting)

        await self.until(pending, lambda busy: not busy)


@pytest.fixture
def peer(shared_peer: str) -> str:
    """The peer's address; nobody has talked to it yet."""
    httpx.post(f"{shared_peer}/control/reset", trust_env=False, timeout=30).raise_for_status()
    return shared_peer


@pytest.fixture(scope="session")
def shared_peer() -> Iterator[str]:
    with subprocess.Popen(["node", str(peers() / "telegram.mjs")], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://")
        yield address
        process.kill()


@pytest.fixture
def world(peer: str, tmp_path: Path) -> Callable[..., Any]:
    """``world(talk, mode="webhook", …)`` opens everything, runs ``talk(world)``, and closes it."""

    def run(talk: Callable[[World], Awaitable[Any]], mode: str = "webhook", **limits: Any) -> Any:
        async def whole() -> Any:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            url = f"http://127.0.0.1:{port}/webhooks/telegram/webhook"
            settings = Settings(TOKEN, peer, url, SECRET) if mode == "webhook" else Settings(TOKEN, peer)
            async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
                here = World(peer, Store(open_database(f"sqlite:///{tmp_path / 'dialogues.db'}")), http)
                here.courier, here.url = TelegramCourier(settings), url
                here.courier.pace.per_chat = 0.0
                here.post = Post(here.store, here.assistant, {"telegram": here.courier}, Limits(**limits))
                async with serving(app_of(webhook_of(here.courier), "/webhooks/telegram"), port):
                    await here.post.start()
                    await here.until(lambda: here.sent(method="setMyCommands"), bool)
                    try:
                        return await talk(here)
                    finally:
                        await here.post.stop(1.0)

        return asyncio.run(whole())

    return run
