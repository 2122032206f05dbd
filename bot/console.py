"""``zjtx chat``: the same assistant in the terminal, with buttons as numbered choices."""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from typing import Any, Optional

from bot.quiet import prepare_logging

prepare_logging()

from bot.agent import load_agent  # noqa: E402 - the log level must be settled first
from bot.failures import log_failure  # noqa: E402
from bot.mail import Incoming, Messages  # noqa: E402
from bot.mail.post import FORGOTTEN  # noqa: E402
from bot.policies import database  # noqa: E402
from bot.trackers import forget  # noqa: E402
from bot.training import ready_model  # noqa: E402
from bot.turns import Turns  # noqa: E402
from bot.warmth import warm_up  # noqa: E402
from bot.wording import say, section  # noqa: E402

logger = logging.getLogger(__name__)

CHANNEL = "terminal"


def chat() -> None:
    """Talks on standard input and output until 再见, the end of the input, or Ctrl-C."""
    try:
        asyncio.run(_chat())
    except KeyboardInterrupt:
        print("\n" + say("chat.goodbye"))


async def _chat() -> None:
    model = ready_model()
    print(say("chat.loading"), file=sys.stderr, flush=True)
    database()
    agent = load_agent(model)
    await warm_up(agent)
    print(say("chat.welcome"), flush=True)
    # A new dialogue each time, forgotten at the end: whoever sits down here next is not the same person.
    sender, turns = f"{CHANNEL}-{uuid.uuid4().hex}", Turns(agent)
    buttons: list[dict[str, Any]] = []
    try:
        while (text := _line()) is not None:
            if not text:
                continue
            if text.strip("。！!~ ").lower() in section("chat")["exits"]:
                break
            incoming = Incoming(CHANNEL, uuid.uuid4().hex, sender, choice(text, buttons))
            buttons = show(await _answer(turns, incoming))
    finally:
        await forget(agent.tracker_store, sender)
    print(say("chat.goodbye"))


async def _answer(turns: Turns, incoming: Incoming) -> Messages:
    """One turn without the post: there is one person, who sees at once whether it went well."""
    try:
        replies = await turns(incoming)
    except Exception as error:
        log_failure(logger, "turn", error)
        replies = []
    if any((reply.get("custom") or {}).get("type") == FORGOTTEN for reply in replies):
        await forget(turns.agent.tracker_store, incoming.sender)
    return replies or [{"text": say("turn.failed")}]


def _line() -> Optional[str]:
    """The next line, or ``None`` at the end. Piped input is echoed, so that what is printed reads as a dialogue."""
    try:
        text = input(say("chat.prompt")).strip()
    except EOFError:
        print()
        return None
    if not sys.stdin.isatty():
        print(text)
    return text


def choice(text: str, buttons: list[dict[str, Any]]) -> str:
    """What a typed line means: a number picks from the last choices, everything else is itself."""
    number = text.strip("。.、）) ")
    if number.isdecimal() and 1 <= int(number) <= len(buttons):
        return str(buttons[int(number) - 1]["payload"])
    return text


def show(messages: Messages) -> list[dict[str, Any]]:
    """Prints the replies and returns the choices of the last one that has any. ``custom`` is for richer clients."""
    buttons: list[dict[str, Any]] = []
    for message in messages:
        for number, line in enumerate(str(message.get("text") or "").splitlines()):
            print(say("chat.more" if number else "chat.bot", text=line))
        buttons = message.get("buttons") or buttons
    for number, button in enumerate(buttons, 1):
        print(say("chat.button", number=number, title=button["title"]))
    sys.stdout.flush()
    return buttons
