"""What a delivered message means for the assistant, the same for WeChat and for a WeCom application."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import yaml

from bot.channels.wechat.parsing import Malformed
from bot.errors import Failed
from bot.wording import say

MENU = Path(__file__).with_name("menu.yml")
LONGEST_TEXT = 2000
LONGEST_ID = 64


class Contact(Enum):
    """What the platform takes a delivery for; it decides how many messages may be sent afterwards."""

    MESSAGE = "message"
    EVENT = "event"
    GONE = "gone"
    """The person has unsubscribed: nothing may be sent any more."""
    NONE = "none"


@dataclass(frozen=True)
class Delivery:
    """One message or event of one person.

    ``key`` is the same for every delivery of it. ``text`` is what to run as the person's words; without it ``sentence`` names
    the sentence of ``wording.yml`` to answer with, and without either there is nothing to answer.
    """

    key: str
    person: str
    account: str
    contact: Contact
    text: Optional[str] = None
    sentence: Optional[str] = None

    @property
    def identity(self) -> tuple[str, str, Optional[str]]:
        """Equal for two deliveries of one message, different for another message."""
        return self.key, self.person, self.text


def delivery(fields: Mapping[str, str]) -> Delivery:
    """Reads the fields of a message; raises ``Malformed`` when those that every message has are missing or wrong."""
    person, account, kind = (fields.get(name, "").strip() for name in ("FromUserName", "ToUserName", "MsgType"))
    created = fields.get("CreateTime", "").strip()
    if not is_id(person) or not is_id(account) or not kind or not _number(created):
        raise Malformed("sender, account, kind or time")
    if kind.lower() == "event":
        event, key = fields.get("Event", "").strip(), fields.get("EventKey", "").strip()
        if not event:
            raise Malformed("event without a name")
        return _event(f"{person}:{created}:{event}:{key}"[:255], person, account, event.lower(), key)
    number = fields.get("MsgId", "").strip()
    if number and not _number(number):
        raise Malformed("message id")
    return _message(number or f"{person}:{created}", person, account, kind.lower(), fields)


def _message(key: str, person: str, account: str, kind: str, fields: Mapping[str, str]) -> Delivery:
    text = fields.get("Content" if kind == "text" else "Recognition", "").strip() if kind in ("text", "voice") else ""
    if len(text) > LONGEST_TEXT:
        return Delivery(key, person, account, Contact.MESSAGE, sentence="wechat.too_long")
    if text:
        return Delivery(key, person, account, Contact.MESSAGE, text=text)
    sentence = "wechat.empty" if kind == "text" else "wechat.text_only"
    return Delivery(key, person, account, Contact.MESSAGE, sentence=sentence)


def _event(key: str, person: str, account: str, event: str, pressed: str) -> Delivery:
    if event == "unsubscribe":
        return Delivery(key, person, account, Contact.GONE)
    if event in ("subscribe", "scan", "enter_agent"):
        return Delivery(key, person, account, Contact.EVENT, text=menu()["greeting"] if event != "enter_agent" else None)
    if event == "click":
        text = menu()["keys"].get(pressed)
        return Delivery(key, person, account, Contact.EVENT, text=text, sentence=None if text else "wechat.unknown_menu")
    return Delivery(key, person, account, Contact.NONE)


@lru_cache(maxsize=1)
def menu() -> dict[str, Any]:
    """The file named by ``WECHAT_MENU``, else ``menu.yml``: ``greeting``, a text, and ``keys``, a text for each key.

    Raises ``Failed`` for a file that is not like that.
    """
    file = Path(os.environ.get("WECHAT_MENU") or MENU)
    try:
        found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        texts = [found["greeting"], *found["keys"].keys(), *found["keys"].values()]
    except (OSError, ValueError, yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise Failed(say("settings.menu", file=file)) from error
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise Failed(say("settings.menu", file=file))
    return dict(found)


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 20


def is_id(text: Any) -> bool:
    """Whether this can be the platform's id of a person, an account or a message."""
    return (
        isinstance(text, str) and 0 < len(text) <= LONGEST_ID and text.isprintable() and not any(map(str.isspace, text))
    )
