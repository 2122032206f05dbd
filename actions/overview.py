"""「我们能报哪些」: every program that has rules on the day, with its verdict on what is known."""

from __future__ import annotations

from typing import Any

from actions.replies import render, words
from actions.turn import Turn
from policy_db.programs import PROGRAMS
from policy_db.rules import NoVersion, decide

SHOWN = 3


def say_programs(turn: Turn) -> None:
    """The list as text, with the most promising programs as buttons, and as ``custom`` data of type ``programs``."""
    rows: dict[str, list[dict[str, Any]]] = {"eligible": [], "undetermined": [], "ineligible": []}
    for program, entry in PROGRAMS.items():
        try:
            decision = decide(program, turn.file.facts, turn.on, approx=turn.file.approx)
        except NoVersion:
            continue
        held = bool(entry.title) and turn.file.facts.get(entry.title) is True
        failed = [result.criterion.label for result in decision.results if result.truth is False]
        rows[decision.verdict].append(
            {
                "program": program,
                "name": entry.name,
                "alias": entry.aliases[0],
                "verdict": decision.verdict,
                "missing": decision.missing_facts,
                "open": len(decision.missing_facts),
                "failing": decision.failing_facts,
                "failed": failed,
                "held": held,
                "window": decision.window.to_json()["state"],
            }
        )
    rows["undetermined"].sort(key=lambda row: int(row["open"]))
    promising = [row for verdict in ("eligible", "undetermined") for row in rows[verdict] if not row["held"]][:SHOWN]
    buttons = [words()["can_we_apply"].format(program=row["alias"]) for row in promising]
    turn.say.utter_message(
        text=render("programs", rows=rows, known=len(turn.file.facts) + len(turn.file.approx), on=turn.on),
        buttons=[{"title": title, "payload": title} for title in buttons],
    )
    listed = [row for group in rows.values() for row in group]
    turn.say.utter_message(json_message={"type": "programs", "on": turn.on.isoformat(), "programs": listed})
