"""「我们能报哪些」: a few questions that split the programs best, then the list."""

from __future__ import annotations

from actions.assessment import begin
from actions.turn import Turn
from policy_db.programs import PROGRAMS


def find_programs(turn: Turn) -> None:
    """Starts looking for what fits; the conversation asks on, and shows the list when a few answers are in."""
    turn.thread.last = "find_programs"
    begin(turn, PROGRAMS, finding=True)
