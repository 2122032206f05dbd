"""Whether applications are open on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Optional

from policy_db.rules.version import Window


@dataclass(frozen=True)
class WindowState:
    """``open``, ``closed``, ``upcoming`` or ``unknown``, with the period that it was read from, if any."""

    state: str
    window: Optional[Window]

    def to_json(self) -> dict[str, Optional[str]]:
        """``{"state", "opens", "closes"}`` with ISO dates or null."""
        opens = self.window.opens if self.window else None
        closes = self.window.closes if self.window else None
        return {
            "state": self.state,
            "opens": opens.isoformat() if opens else None,
            "closes": closes.isoformat() if closes else None,
        }


def window_state(windows: Sequence[Window], on: date) -> WindowState:
    """The state on ``on``: an open period first, then the next one to open, then the last one that closed."""
    for window in windows:
        if (window.opens is None or window.opens <= on) and (window.closes is not None and on <= window.closes):
            return WindowState("open", window)
    upcoming = [window for window in windows if window.opens is not None and window.opens > on]
    if upcoming:
        return WindowState("upcoming", min(upcoming, key=lambda window: window.opens or date.max))
    past = [window for window in windows if window.closes is not None and window.closes < on]
    if past:
        return WindowState("closed", max(past, key=lambda window: window.closes or date.min))
    return WindowState("unknown", None)
