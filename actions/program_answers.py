"""Questions about a program, answered from the rule version in force on the day, each statement with its source."""

from __future__ import annotations

from typing import Any, Optional

from actions.replies import render, words
from actions.store import database
from actions.text_answers import answer_policy_question
from actions.turn import Turn
from actions.verdict import no_version_reason, offer_programs, ratings_in, window_text
from policy_db.documents import find_document
from policy_db.programs import PROGRAMS
from policy_db.rules import NoVersion, RuleVersion, load_rulebook, wording
from policy_db.rules.window import window_state


def answer_program_question(turn: Turn) -> None:
    """Answers ``ask_*`` for the program that the message names, or else the one talked about; a named document from its text."""
    program = turn.meant_program()
    if names_document(turn.text):
        answer_policy_question(turn)
        return
    if program is None:
        offer_programs(turn)
        return
    turn.program = program
    rules = rules_of(turn, program)
    if rules is None:
        return
    if turn.intent == "ask_conditions":
        say_conditions(turn, rules)
    elif turn.intent == "ask_window":
        say_window(turn, rules)
    elif turn.intent == "ask_contact":
        say_contacts(turn, rules)
    else:
        say_section(turn, rules)


def names_document(text: str) -> bool:
    """Whether a question asks about one document: then its text answers, not the rules in force."""
    with database().session() as session:
        return find_document(session, text) is not None


def rules_of(turn: Turn, program: str) -> Optional[RuleVersion]:
    """The version in force on the day; says so where there is none."""
    try:
        return load_rulebook().version(program, turn.on)
    except NoVersion:
        turn.say.utter_message(
            response="utter_no_version",
            program=PROGRAMS[program].name,
            on=turn.on.isoformat(),
            reason=no_version_reason(program),
        )
        return None


def say_conditions(turn: Turn, rules: RuleVersion) -> None:
    """Every condition with its threshold and clause."""
    conditions = [
        {
            "label": criterion.label,
            "required": wording.beside(criterion.label, criterion.require),
            "official": criterion.require is None,
            "citations": criterion.citations,
        }
        for criterion in rules.criteria
    ]
    title = words()["can_we_apply"].format(program=PROGRAMS[rules.program].aliases[0])
    turn.say.utter_message(
        text=render(
            "conditions",
            program=PROGRAMS[rules.program],
            rules=rules,
            conditions=conditions,
            ratings=ratings_in(criterion.citations for criterion in rules.criteria),
        ),
        buttons=[{"title": title, "payload": title}],
    )


def say_window(turn: Turn, rules: RuleVersion) -> None:
    """Whether applications are open on the day, with every period that a source states."""
    now = window_text(window_state(rules.windows, turn.on), turn.on)
    marks = ratings_in(window.citations for window in rules.windows)
    turn.say.utter_message(text=render("windows", program=PROGRAMS[rules.program], rules=rules, now=now, ratings=marks))


def say_contacts(turn: Turn, rules: RuleVersion) -> None:
    """The offices that the source prints; where it prints none, that is said."""
    marks = ratings_in(contact.citations for contact in rules.contacts)
    turn.say.utter_message(text=render("contacts", program=PROGRAMS[rules.program], rules=rules, ratings=marks))


def say_section(turn: Turn, rules: RuleVersion) -> None:
    """Benefits, materials, procedure, quotas or validity; where the version does not state them, the last one that did."""
    section = words()["sections"][turn.intent]
    name = section["section"]
    others = [other for other in reversed(load_rulebook().versions(rules.program)) if other.start < rules.start]
    earlier = next((other for other in others if getattr(other, name)), None)
    entries = getattr(rules, name)
    shown = entries or (getattr(earlier, name) if earlier else ())
    turn.say.utter_message(
        text=render(
            "section",
            program=PROGRAMS[rules.program],
            rules=rules,
            title=section["title"],
            entries=entries,
            earlier=earlier,
            earlier_entries=shown,
            ratings=ratings_in(entry.citations for entry in shown),
        )
    )


def compare_programs(turn: Turn) -> None:
    """Two programs by what differs: the same fact with another line, and what only one of them asks."""
    named = list(turn.topic.named)
    if turn.program and turn.program not in named:
        named.append(turn.program)
    if len(named) < 2:
        offer_programs(turn)
        return
    versions = [rules for program in named[:2] if (rules := rules_of(turn, program)) is not None]
    if len(versions) == 2:
        turn.say.utter_message(text=render("compare", **comparison(*versions), levels=words()["levels"]))


def comparison(one: RuleVersion, other: RuleVersion) -> dict[str, Any]:
    """The differing conditions of two versions, matched by the facts that they read."""
    sides = [
        {criterion.facts: criterion for criterion in rules.criteria if criterion.require is not None}
        for rules in (one, other)
    ]
    shared = [facts for facts in sides[0] if facts in sides[1]]
    differing = []
    for facts in shared:
        lines = [wording.required(condition) for side in sides if (condition := side[facts].require) is not None]
        if lines[0] != lines[1]:
            differing.append({"label": sides[0][facts].label, "one": lines[0], "other": lines[1]})
    only = [
        [
            {"label": criterion.label, "required": wording.beside(criterion.label, criterion.require)}
            for facts, criterion in side.items()
            if facts not in shared
        ]
        for side in sides
    ]
    return {
        "programs": [PROGRAMS[one.program], PROGRAMS[other.program]],
        "rules": [one, other],
        "differing": differing,
        "only": only,
        "same": len(shared) - len(differing),
    }
