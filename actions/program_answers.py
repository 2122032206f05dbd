"""Questions about a program, answered from the rule version in force on the day, each statement with its source."""

from __future__ import annotations

from typing import Any, Optional

from actions.assessment import no_version_reason, offer_programs
from actions.replies import render, words
from actions.turn import Turn
from policy_db.programs import PROGRAMS
from policy_db.rules import NoVersion, RuleVersion, decide, load_rulebook, wording
from policy_db.rules.window import window_state


def answer_program_question(turn: Turn) -> None:
    """Answers ``ask_*`` for the program that the message names, or else the one talked about."""
    program = turn.meant_program()
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
            "required": wording.required(criterion.require) if criterion.require else "",
            "note": criterion.note,
            "citations": criterion.citations,
        }
        for criterion in rules.criteria
    ]
    name = PROGRAMS[rules.program].aliases[0]
    title = words()["can_we_apply"].format(program=name)
    turn.say.utter_message(
        text=render("conditions", program=PROGRAMS[rules.program], rules=rules, conditions=conditions),
        buttons=[{"title": title, "payload": title}],
    )


def say_window(turn: Turn, rules: RuleVersion) -> None:
    """Whether applications are open on the day, with every period that a source states."""
    found = window_state(rules.windows, turn.on)
    now = render(
        "window",
        window=found.to_json(),
        on=turn.on,
        note=found.window.note if found.window else "",
        label=found.window.label if found.window else "",
    )
    turn.say.utter_message(text=render("windows", program=PROGRAMS[rules.program], rules=rules, now=now))


def say_contacts(turn: Turn, rules: RuleVersion) -> None:
    """The offices that the source prints; where it prints none, that is said."""
    turn.say.utter_message(text=render("contacts", program=PROGRAMS[rules.program], rules=rules))


def say_section(turn: Turn, rules: RuleVersion) -> None:
    """Benefits, materials, procedure, quotas or validity, or that the sources do not state them."""
    section = words()["sections"][turn.intent]
    turn.say.utter_message(
        text=render(
            "section",
            program=PROGRAMS[rules.program],
            rules=rules,
            title=section["title"],
            entries=getattr(rules, section["section"]),
        )
    )


def compare_programs(turn: Turn) -> None:
    """Two programs side by side: level, source, and each condition."""
    named = list(turn.topic.named)
    if turn.program and turn.program not in named:
        named.append(turn.program)
    if len(named) < 2:
        offer_programs(turn)
        return
    versions = [rules for program in named[:2] if (rules := rules_of(turn, program)) is not None]
    if len(versions) == 2:
        turn.say.utter_message(
            text=render(
                "compare",
                programs=PROGRAMS,
                levels=words()["levels"],
                sides=[{"rules": rules, "conditions": _conditions(rules)} for rules in versions],
            )
        )


def find_programs(turn: Turn) -> None:
    """Every program that has rules on the day, with its verdict on what is known so far."""
    rows: dict[str, list[dict[str, Any]]] = {"eligible": [], "undetermined": [], "ineligible": []}
    for program in PROGRAMS:
        try:
            decision = decide(program, turn.file.facts, turn.on, approx=turn.file.approx)
        except NoVersion:
            continue
        failed = [result.criterion.label for result in decision.results if result.truth is False]
        rows[decision.verdict].append(
            {"name": PROGRAMS[program].name, "open": len(decision.missing_facts), "failed": failed}
        )
    rows["undetermined"].sort(key=lambda row: int(row["open"]))
    buttons = [
        words()["can_we_apply"].format(program=PROGRAMS[program].aliases[0])
        for program in ("srdi_sme", "little_giant", "hidden_champion")
    ]
    turn.say.utter_message(
        text=render("programs", rows=rows, known=len(turn.file.facts) + len(turn.file.approx), on=turn.on),
        buttons=[{"title": title, "payload": title} for title in buttons],
    )


def _conditions(rules: RuleVersion) -> list[dict[str, str]]:
    return [
        {"label": criterion.label, "required": wording.required(criterion.require)}
        for criterion in rules.criteria
        if criterion.require is not None
    ]
