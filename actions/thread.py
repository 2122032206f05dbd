"""The thread of a conversation: what is being assessed, what was asked, and what has been said already."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Optional

# How many programs and answers are remembered: enough for 「两个一起测」 and for not repeating oneself.
REMEMBERED = 8


@dataclass
class Thread:
    """Kept in the slot ``thread``. It holds no facts: those are in the enterprise's file.

    ``goal``: the programs under assessment; ``open`` while questions are being asked; ``finding``: the goal is 「我们能报哪些」.
    ``asked``: the open question's fact, put again ``times`` times; ``held``: it is to stay open whatever else would be
    asked (「返回上一题」).
    ``trail``: facts asked so far, oldest first. ``returned``: put-off facts that came back once already.
    ``concluded``: programs whose verdict has been said. ``confirm``: what a yes would confirm. ``recent``: facts that the
    last message told. ``misses``: replies in a row that were not read; ``fallbacks``: messages in a row not understood.
    ``mentioned``: programs talked about, newest last. ``last``: the kind of the last question. ``said``: marks of the last
    answers. ``repeats``: how often the last one had come before, without another in between. ``disclaimed``: that the
    authority decides has been said. ``interrupted``: something else was answered since the open question was put.
    ``fresh``: this very message began the assessment.
    ``taken``: the message that was answered last. ``place``: the clause quoted last (document and label), for 「查看全文」.
    """

    goal: list[str] = field(default_factory=list)
    open: bool = False
    finding: bool = False
    asked: Optional[str] = None
    times: int = 0
    held: bool = False
    trail: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    concluded: list[str] = field(default_factory=list)
    confirm: Optional[str] = None
    recent: list[str] = field(default_factory=list)
    misses: int = 0
    fallbacks: int = 0
    mentioned: list[str] = field(default_factory=list)
    last: Optional[str] = None
    said: list[str] = field(default_factory=list)
    repeats: int = 0
    disclaimed: bool = False
    interrupted: bool = False
    fresh: bool = False
    taken: Optional[str] = None
    place: Optional[str] = None

    @classmethod
    def of(cls, slot: Optional[dict[str, Any]]) -> Thread:
        """The thread as kept in the tracker; what an earlier release kept and this one does not know is left out."""
        known = {entry.name for entry in fields(cls)}
        return cls(**{name: value for name, value in (slot or {}).items() if name in known})

    def to_slot(self) -> dict[str, Any]:
        """What differs from a fresh thread, as plain JSON."""
        return {name: value for name, value in vars(self).items() if value != _FRESH[name]}

    def begin(self, goal: list[str], *, finding: bool = False) -> None:
        """Starts an assessment of these programs."""
        self.goal, self.open, self.finding = list(goal), True, finding
        self.asked, self.held, self.misses, self.fresh = None, False, 0, True
        self.trail, self.returned, self.concluded = [], [], []

    def close(self) -> None:
        """Ends the questions; the goal stays, for 「继续」 and corrections."""
        self.open, self.asked, self.held, self.misses = False, None, False, 0

    def mention(self, programs: list[str]) -> None:
        """Remembers programs as the last ones talked about."""
        kept = [program for program in self.mentioned if program not in programs]
        self.mentioned = [*kept, *programs][-REMEMBERED:]


_FRESH = vars(Thread())
