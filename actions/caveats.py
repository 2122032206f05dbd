"""What is said beside the clauses of an answer: what they are worth today, for whom they count, what newer rules say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.replies import render, words
from policy_db.caveats import bundled_caveats, years_past
from policy_db.programs import PROGRAMS
from policy_db.rules.newer import newer_than
from policy_db.search import Result


def caveats_of(results: Sequence[Result], on: date) -> list[str]:
    """One line for each caveat, each once; where several clauses are shown, the line names its clause."""
    lines: list[str] = []
    for result in results:
        where = f"{result.doc_no} {result.clause}" if len(results) > 1 else ""
        lines += [f"{where}：{line}" if where else line for line in _of_clause(result, on)]
        lines += _of_document(result)
    return list(dict.fromkeys(lines))


def _of_document(result: Result) -> list[str]:
    lines = [f"{result.doc_no}：{result.status_reason}"] if words()["statuses"][result.status] and result.status_reason else []
    cut = words()["printed_states"].get(result.printed_state)
    return [*lines, f"{result.doc_no}：{cut}"] if cut else lines


def _of_clause(result: Result, on: date) -> list[str]:
    lines = []
    meant = bundled_caveats().meant_by(result.document, result.clause)
    if meant:
        lines.append(meant)
    years = years_past(result.text, on)
    if years and result.status == "in_force":
        lines.append(words()["years_past"].format(years="、".join(map(str, years))))
    lines += [render("newer", newer=newer, program=PROGRAMS[newer.program])
              for newer in newer_than(result.doc_no, result.clause, on)]
    return lines
