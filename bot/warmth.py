"""Everything that is slow only once, done before the assistant says that it is ready."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.clock import today
from bot.garbage import resume_collection
from bot.policies import find_clauses
from bot.programs import listed
from bot.trackers import forget
from bot.wording import section

SENDER = "zjtx-warm-up"


async def warm_up(agent: Agent) -> None:
    """One dialogue in a place of its own, one search, all rules; nothing of it is kept."""
    try:
        await _rehearse(agent)
    finally:
        resume_collection()


async def _rehearse(agent: Agent) -> None:
    listed()
    sentences = section("warm_up")
    find_clauses(sentences["search"], 1, today())
    for text in sentences["turns"]:
        metadata = {"on": today().isoformat()}
        await agent.handle_message(UserMessage(text, CollectingOutputChannel(), SENDER, metadata=metadata))
    await forget(agent.tracker_store, SENDER)
