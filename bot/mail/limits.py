"""How much is taken in, from one person and altogether."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def _per_minute() -> float:
    return float(os.environ.get("ZJTX_MESSAGES_PER_MINUTE") or 120)


@dataclass(frozen=True)
class Limits:
    """Bounds of the post; times in seconds."""

    waiting_per_person: int = 20
    waiting: int = 2000
    turns_at_once: int = 16
    turn_seconds: float = 60.0
    messages_per_minute: float = field(default_factory=_per_minute)
    attempts: int = 12
    longest_backoff: float = 300.0


class Pace:
    """A bucket of messages for each person, refilled steadily, and whether they were told to slow down."""

    def __init__(self, per_minute: float, told_for: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self.told_for, self.clock = per_minute, told_for, clock
        self._taken: dict[str, tuple[float, float]] = {}
        self._told: dict[str, float] = {}

    def take(self, sender: str) -> bool:
        """Counts one message; false when the person has none left at the moment."""
        now = self.clock()
        taken, at = self._taken.get(sender, (0.0, now))
        taken = max(0.0, taken - (now - at) * self.per_minute / 60)
        if taken + 1 > self.per_minute:
            return False
        self._taken[sender] = taken + 1, now
        return True

    def tell(self, sender: str) -> bool:
        """Whether the person is to be told now; true once in a while."""
        now = self.clock()
        if now - self._told.get(sender, float("-inf")) < self.told_for:
            return False
        self._told[sender] = now
        return True

    def tidy(self) -> None:
        """Drops whoever would start afresh anyway."""
        now = self.clock()
        self._taken = {who: entry for who, entry in self._taken.items() if now - entry[1] < 60}
        self._told = {who: at for who, at in self._told.items() if now - at < self.told_for}
