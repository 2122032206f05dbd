"""What an update means for the assistant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Optional

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.settings import CHANNEL
from bot.mail import Incoming, storable
from bot.wording import say

LONGEST_TEXT = 2000
COMMAND = re.compile(r"/(\w{1,32})(?:@(\w{1,64}))?(?=\s|$)", re.ASCII)
COMMANDS = {"start": "/greet", "help": "/help"}


@dataclass(frozen=True)
class Press:
    """A button was pressed. ``incoming`` lacks its text, which the button's id stands for."""

    query: str
    button: str
    incoming: Incoming


@dataclass(frozen=True)
class Standing:
    """A person has blocked the bot or taken it back."""

    sender: str
    blocked: bool


def meaning(update: Update, username: Optional[str]) -> Optional[Incoming | Press | Standing]:
    """What to do with an update; ``None`` for nothing. ``username`` is the bot's own, if it is known yet."""
    if update.message is not None:
        return _message(update.message, str(update.update_id), username)
    if update.callback_query is not None:
        return _press(update.callback_query, str(update.update_id))
    if update.my_chat_member is not None:
        return _standing(update.my_chat_member)
    return None


def _message(message: Message, key: str, username: Optional[str]) -> Optional[Incoming]:
    if message.chat.type != ChatType.PRIVATE:
        return _group(message)
    if message.from_user is None or message.from_user.is_bot:
        return None
    text = storable(message.text or message.caption or "").strip()
    if text.startswith("/"):
        return _command(text, key, message.chat.id, username)
    if len(text) > LONGEST_TEXT:
        return _incoming(key, message.chat.id, answer=say("telegram.too_long", longest=LONGEST_TEXT))
    if text:
        return _incoming(key, message.chat.id, text)
    # Without an attachment it is news about the chat, such as a pinned message.
    return _incoming(key, message.chat.id, answer=say("telegram.text_only")) if message.effective_attachment else None


def _command(text: str, key: str, chat: int, username: Optional[str]) -> Optional[Incoming]:
    """A command of ours, help for any other, nothing for one to another bot. A typed intent payload is no command."""
    found = COMMAND.match(text)
    name, whose = (found[1].lower(), found[2]) if found else ("", None)
    if whose and username and whose.lower() != username.lower():
        return None
    return _incoming(key, chat, COMMANDS.get(name, COMMANDS["help"]), trusted=True)


def _group(message: Message) -> Optional[Incoming]:
    """One refusal for each group: its key is the group's, whatever is said there."""
    if message.chat.type == ChatType.CHANNEL:
        return None
    return _incoming(f"group:{message.chat.id}", message.chat.id, answer=say("telegram.private_only"))


def _press(query: CallbackQuery, key: str) -> Press:
    # The bot's buttons are in private chats only, where the chat's id is the person's.
    return Press(query.id, storable(query.data or ""), _incoming(key, query.from_user.id))


def _standing(change: ChatMemberUpdated) -> Optional[Standing]:
    if change.chat.type != ChatType.PRIVATE:
        return None
    return Standing(f"{CHANNEL}:{change.chat.id}", change.new_chat_member.status == ChatMemberStatus.BANNED)


def _incoming(key: str, chat: int, text: str = "", *, trusted: bool = False, answer: Optional[str] = None) -> Incoming:
    replies: Optional[list[dict[str, Any]]] = [{"text": answer}] if answer is not None else None
    return Incoming(CHANNEL, key, f"{CHANNEL}:{chat}", text, {"chat": chat}, trusted, replies)
