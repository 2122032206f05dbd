"""A post without Rasa: an echo that keeps its dialogue where Rasa keeps its own, and a courier that writes down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

from bot.mail import Courier, Incoming, Limits, Messages, Outgoing, Post, open_database
from bot.mail.store import Store
from bot.mail.unit import Dialogues


class Echo:
    """Remembers what a person said, in order, and says it back with its number."""

    def __init__(self, store: Store) -> None:
        self.dialogues = Dialogues(store.engine)
        self.log: list[str] = []
        self.pause = 0.0
        self.fail: Optional[str] = None

    async def __call__(self, incoming: Incoming) -> Messages:
        self.log.append(f"+{incoming.text}")
        said = json.loads(self.dialogues.read(incoming.sender) or "[]") + [incoming.text]
        self.dialogues.write(incoming.sender, json.dumps(said))
        await asyncio.sleep(self.pause)
        if self.fail == incoming.text:
            raise ValueError(incoming.text)
        self.log.append(f"-{incoming.text}")
        if incoming.text == "删除":
            return [{"text": "已删除", "custom": {"type": "forgotten"}}]
        return [{"text": f"{len(said)} {line}"} for line in incoming.text.split("|")]


class Notes(Courier):
    """Delivers into a list; ``trouble`` says what to raise for a text, once for each entry."""

    def __init__(self) -> None:
        self.delivered: list[tuple[str, str]] = []
        self.attempts: list[str] = []
        self.trouble: dict[str, list[Exception]] = {}
        self.pause = 0.0
        self.busied = 0

    async def deliver(self, outgoing: Outgoing) -> None:
        text = outgoing.body["text"]
        self.attempts.append(text)
        await asyncio.sleep(self.pause)
        if self.trouble.get(text):
            raise self.trouble[text].pop(0)
        self.delivered.append((outgoing.sender, text))

    async def busy(self, sender: str, address: dict[str, Any]) -> None:
        self.busied += 1

    @property
    def texts(self) -> list[str]:
        """What was delivered, in order."""
        return [text for _, text in self.delivered]


class Office:
    """A post with its parts in reach. ``run`` starts it, talks, and stops it."""

    def __init__(self, url: str, **limits: Any) -> None:
        self.store = Store(open_database(url))
        self.echo, self.notes = Echo(self.store), Notes()
        self.post = Post(self.store, self.echo, {"notes": self.notes}, Limits(**{"messages_per_minute": 600.0, **limits}))
        self._keys = 0

    def incoming(self, sender: str, text: str, key: str = "", channel: str = "notes", **more: Any) -> Incoming:
        """A message with a key of its own unless one is given."""
        self._keys += 1
        return Incoming(channel, key or f"k{self._keys}", sender, text, {"to": sender}, **more)

    def run(self, talk: Callable[[], Awaitable[Any]]) -> Any:
        """Runs ``talk`` with the post open."""

        async def whole() -> Any:
            await self.post.start()
            try:
                return await talk()
            finally:
                await self.post.stop()

        return asyncio.run(whole())

    async def quiet(self) -> None:
        """Waits until everything is answered and delivered."""
        for _ in range(2000):
            await asyncio.sleep(0.005)
            if not self.post._open and not self.post.delivery._rounds:
                return
        raise AssertionError("the post is not quiet")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of either kind."""
    return f"sqlite:///{tmp_path / 'dialogues.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_place")


@pytest.fixture
def open_office(place: str) -> Iterator[Callable[..., Office]]:
    """Opens a post on this test's database; a second one finds what the first has left."""
    opened: list[Office] = []

    def open_another(**limits: Any) -> Office:
        opened.append(Office(place, **limits))
        return opened[-1]

    yield open_another
    for office in opened:
        office.store.engine.dispose()
