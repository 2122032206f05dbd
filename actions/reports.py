"""Saving a decision into the enterprise's file, and showing what was saved."""

from __future__ import annotations

from sqlalchemy import select

from actions.identity import ask_identity
from actions.replies import render
from actions.store import database
from actions.turn import Turn
from actions.verdict import decision_for
from policy_db.enterprises.models import Report
from policy_db.enterprises.store import open_file
from policy_db.programs import PROGRAMS

SHOWN = 5


def save_report(turn: Turn) -> bool:
    """「保存报告」: the decision on the program talked about last, as it stands now, with its date and rules."""
    goal = turn.thread.goal or ([turn.program] if turn.program else [])
    decisions = [decision for program in goal if (decision := decision_for(turn, program, quiet=True)) is not None]
    if not decisions or turn.thread.finding:
        turn.say.utter_message(response="utter_nothing_to_save")
        return True
    with database().session(writing=True) as session:
        enterprise = open_file(session, turn.sender, turn.on, turn.channel)
        reports = [
            Report(enterprise_id=enterprise, program=decision.rules.program, saved_on=turn.on, content=decision.to_json())
            for decision in decisions
        ]
        session.add_all(reports)
        session.flush()
        numbers = [report.id for report in reports]
    turn.thread.interrupted = turn.thread.open
    names = "、".join(PROGRAMS[decision.rules.program].name for decision in decisions)
    turn.say.utter_message(
        response="utter_report_saved", programs=names, numbers="、".join(f"R{number}" for number in numbers))
    ask_identity(turn, "report")
    return True


def show_reports(turn: Turn) -> bool:
    """「看看我的报告」: the reports saved last, one line each."""
    rows: list[Report] = []
    if turn.file.enterprise is not None:
        with database().session() as session:
            rows = list(session.execute(
                select(Report).where(Report.enterprise_id == turn.file.enterprise).order_by(Report.id.desc()).limit(SHOWN)
            ).scalars())
            lines = [
                {
                    "number": report.id,
                    "program": PROGRAMS[report.program].name,
                    "on": report.saved_on,
                    "verdict": report.content["verdict"],
                    "version": report.content["version"],
                }
                for report in rows
                if report.program in PROGRAMS
            ]
    turn.thread.interrupted = turn.thread.open
    if not rows:
        turn.say.utter_message(response="utter_no_reports")
        return True
    turn.say.utter_message(text=render("reports", lines=lines))
    return True
