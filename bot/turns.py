"""One turn of one person with Rasa: what the post runs, whatever the channel."""

from __future__ import annotations

import time
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Sanic

from bot.clock import today
from bot.mail import Incoming, Messages, Post
from bot.mail.store import Store
from bot.metrics import METRICS
from bot.payloads import admit
from bot.trackers import FoldingTrackerStore, own_store
from bot.wording import say


class WholeTexts(CollectingOutputChannel):
    """Collects replies; unlike Rasa's own it leaves a text with empty lines in one piece."""

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """One message, whatever it looks like."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))

    def replies(self) -> Messages:
        """What was said, without to whom: the post knows, and what it keeps of a goodbye must not say it."""
        return [{name: value for name, value in message.items() if name != "recipient_id"} for message in self.messages]


class Turns:
    """Runs messages with an agent."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent

    async def __call__(self, incoming: Incoming) -> Messages:
        """The replies, possibly none. The day is put into the message here and only here."""
        started = time.perf_counter()
        try:
            return await self._run(incoming)
        finally:
            METRICS.count("zjtx_turns_total", channel=incoming.channel)
            METRICS.observe("zjtx_turn_seconds", time.perf_counter() - started, channel=incoming.channel)

    async def _run(self, incoming: Incoming) -> Messages:
        text, sender = incoming.text, incoming.sender
        if not incoming.trusted:
            admitted = await admit(text, sender, self.agent.tracker_store)
            if admitted is None:
                return [{"text": say("turn.stale")}]
            text = admitted
        output = WholeTexts()
        metadata = {"on": today().isoformat(), "message": incoming.name}
        await self.agent.handle_message(
            UserMessage(text, output, sender, input_channel=incoming.channel, metadata=metadata)
        )
        return output.replies()


async def post_of(app: Sanic) -> Post:
    """The server's post, opened the first time: at the start by `zjtx serve`, with the first message by `rasa run`.

    ``app.ctx.couriers`` has the couriers by channel.
    """
    if not hasattr(app.ctx, "post"):
        agent = app.ctx.agent
        store = own_store(agent.tracker_store) or FoldingTrackerStore()
        app.ctx.post = Post(Store(store.engine), Turns(agent), getattr(app.ctx, "couriers", None))
        await app.ctx.post.start()
    post: Post = app.ctx.post
    return post
