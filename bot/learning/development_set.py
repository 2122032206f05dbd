"""The messages and replies that the reading is judged by; they are never trained on.

They lie in the project's ``tests``; ``ZJTX_DEV_SETS`` names another folder with the same two parts, ``nlu/dev.yml`` and
``facts/*.yml``. Where there is none, nothing is judged.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Failed
from bot.home import PROJECT
from bot.wording import say

SETTING = "ZJTX_DEV_SETS"


@dataclass(frozen=True)
class Message:
    """A message, the intent that is meant, and the ids of the programs that it names."""

    text: str
    intent: str
    programs: frozenset[str]


def messages_path() -> Path:
    """Where the messages are, or would be."""
    return _folder() / "nlu/dev.yml"


def messages(path: Path | None = None) -> list[Message]:
    """The messages with their intents, of ``path`` or of the development set; raises ``Failed`` for a file that is none."""
    path = path or messages_path()
    try:
        return [
            Message(str(item["text"]), str(item["intent"]), frozenset(item.get("programs") or ()))
            for item in _read(path)
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise Failed(say("nlu.no_set", path=path, reason=" ".join(str(error).split()))) from error


def fact_cases() -> list[dict[str, Any]]:
    """Replies and messages with the facts that they state, in the form described at the top of each file."""
    return [case for path in sorted((_folder() / "facts").glob("*.yml")) for case in _read(path)]


def _folder() -> Path:
    return Path(os.environ.get(SETTING) or PROJECT / "tests").expanduser()


def _read(path: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return items
