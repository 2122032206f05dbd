"""Decisions, answers and readings as text for the terminal; the words and marks stand in ``wording.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.wording import section
from policy_db.facts.catalog import FACTS
from policy_db.programs.catalog import PROGRAMS
from policy_db.rules.wording import show, show_range


def decision_text(decision: Mapping[str, Any]) -> str:
    """The verdict, every condition with mark, own value, threshold and source, then window and warnings."""
    words = section("decision")
    name = PROGRAMS[decision["program"]].name
    lines = [words["title"].format(name=name, **decision), words["verdicts"][decision["verdict"]], ""]
    for criterion in decision["criteria"]:
        lines += _criterion(criterion, words)
    if decision["missing_facts"]:
        labels = words["join"].join(FACTS[fact].label for fact in decision["missing_facts"])
        lines += ["", words["missing"].format(labels=labels)]
    window = {key: value or words["open_end"] for key, value in decision["window"].items()}
    lines += ["", words["windows"][window["state"]].format(**window)]
    lines += [words["warning"].format(text=warning) for warning in decision["warnings"]]
    return "\n".join([*lines, words["disclaimer"]])


def _criterion(criterion: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    mark_decisive = words["decisive"] if criterion["decisive"] and criterion["status"] == "unmet" else ""
    mark = words["marks"][criterion["status"]]
    lines = [words["criterion"].format(mark=mark, mark_decisive=mark_decisive, **criterion)]
    if criterion["status"] != "judgement":
        lines.append(words["required"].format(**criterion))
    citation = criterion["citation"]
    page = words["page"].format(page=citation["page"]) if citation.get("page") else ""
    lines.append(words["source"].format(page_text=page, **citation))
    return lines


def answer_text(answer: Mapping[str, Any]) -> str:
    """The clauses that answer, or the sentence that none does."""
    words = section("answer")
    if not answer["answerable"] or not answer["results"]:
        return str(words["none"])
    blocks = []
    for number, result in enumerate(answer["results"], 1):
        pages = words["join"].join(str(page) for page in result["pages"])
        status = words["statuses"][result["status"]]
        blocks.append(words["result"].format(number=number, pages_text=pages, status_text=status, **result))
    return "\n".join(blocks)


def reading_text(reading: Mapping[str, Any]) -> str:
    """What was understood, one fact a line."""
    words = section("reading")
    lines = [
        words["fact"].format(label=FACTS[fact].label, id=fact, value=show(FACTS[fact], value))
        for fact, value in reading["facts"].items()
    ]
    for fact, (low, high) in reading["approx"].items():
        value = show_range(FACTS[fact], (low, high))
        lines.append(words["approx"].format(label=FACTS[fact].label, id=fact, value=value))
    lines += [words["unknown"].format(label=FACTS[fact].label, id=fact) for fact in reading["unknown"]]
    lines += [words["rejected"].format(**rejected) for rejected in reading["rejected"]]
    return "\n".join(lines) or str(words["none"])
