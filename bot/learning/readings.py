"""What a model file makes of messages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Reading = dict[str, Any]


def readings(model: Path, texts: Sequence[str]) -> list[Reading]:
    """Each text with ``intent``, ``intent_ranking`` and ``entities``, as the dialogue would get them."""
    from bot.quiet import prepare_logging

    prepare_logging()
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))

    async def parse() -> list[Reading]:
        return [await agent.parse_message(text) for text in texts]

    return asyncio.run(parse())
