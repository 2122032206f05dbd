"""Which texts may run as an intent payload: those of a button that this person was shown, and nothing typed."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered

# What Rasa would execute: /intent, /intent{"entity": …}, /intent@0.9
PAYLOAD = re.compile(r"/+\w+\s*([{@].*)?$", re.ASCII | re.DOTALL)


async def admit(text: str, sender: str, trackers: TrackerStore) -> Optional[str]:
    """The text to hand to Rasa, or ``None`` for a payload that no button of this dialogue carries (any more)."""
    plain = visible(text)
    if not plain.startswith("/"):
        return plain
    tracker = await trackers.retrieve(sender)
    if tracker is not None and any(
        button.get("payload") == plain
        for event in tracker.events
        if isinstance(event, BotUttered)
        for button in event.data.get("buttons") or ()
    ):
        return plain
    if PAYLOAD.match(plain):
        return None
    return visible(plain.lstrip("/")).lstrip("/ ") or None


def visible(text: str) -> str:
    """The text without invisible characters before its first real one, with a leading full-width slash made plain.

    A later normalisation would otherwise turn ``／restart`` or a zero-width space before ``/restart`` into a payload.
    """
    first = next((index for index, char in enumerate(text) if _shows(char)), len(text))
    rest = text[first:].rstrip()
    return "/" + rest[1:] if rest[:1] == "／" else rest


def _shows(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc", "Mn")
