"""The assessment: decide with what is known, say the verdict as soon as it is certain, else know what to ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Optional

from actions.replies import render, words
from actions.turn import Turn
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import Decision, NoVersion, Result, decide, load_rulebook, wording
from policy_db.rules.gap import Gap, gaps
from policy_db.rules.question import next_fact, questions_left
from policy_db.rules.window import WindowState

# Programs offered where a message names none, in the order of the cultivation ladder.
OFFERED = ("little_giant", "srdi_sme", "innovative_sme", "key_little_giant", "champion_enterprise", "hidden_champion")
MARKS = {"met": "✓", "unmet": "✗", "unknown": "？", "judgement": "◎"}


def open_assessment(turn: Turn) -> bool:
    """Starts or goes on with the program that the message is about; true while questions are left to ask."""
    program = turn.meant_program()
    if program is None:
        offer_programs(turn)
        return False
    turn.program = program
    decision = decision_for(turn, program)
    if decision is None:
        return False
    if pick_question(turn, decision) is None:
        say_decision(turn, decision)
        return False
    return True


def decision_for(turn: Turn, program: str) -> Optional[Decision]:
    """The decision on the turn's day, or ``None`` after saying that no rules govern on it."""
    try:
        return decide(program, turn.file.facts, turn.on, approx=turn.file.approx)
    except NoVersion:
        turn.asked = None
        turn.say.utter_message(
            response="utter_no_version",
            program=PROGRAMS[program].name,
            on=turn.on.isoformat(),
            reason=no_version_reason(program),
        )
        return None


def no_version_reason(program: str) -> str:
    """What the newest version of a program says about its end, if it has ended."""
    last = load_rulebook().versions(program)[-1]
    return render("no_version", last=last)


def pick_question(turn: Turn, decision: Decision) -> Optional[str]:
    """The fact to ask now, kept as the open question; ``None`` when the verdict is certain or only the unknowable is left."""
    turn.asked = (
        None
        if decision.truth is not None
        else next_fact(
            decision.rules,
            decision.situation,
            frozenset(turn.file.unknown),
        )
    )
    return turn.asked


def say_question(turn: Turn, *, first: bool = False, again: bool = False) -> None:
    """Asks the open question, with buttons where a few answers cover it."""
    if turn.asked is None or turn.program is None:
        return
    fact = FACTS[turn.asked]
    buttons = [{"title": title, "payload": title} for title in answers_for(turn.asked)]
    if again:
        turn.say.utter_message(response="utter_continue", question=fact.question, buttons=buttons)
        return
    decision = decide(turn.program, turn.file.facts, turn.on, approx=turn.file.approx)
    left = questions_left(decision.rules, decision.situation, frozenset(turn.file.unknown))
    if first:
        lead = render("lead", program=PROGRAMS[turn.program], version=decision.rules.version)
        turn.say.utter_message(
            response="utter_question_first", lead=lead, question=fact.question, left=left, buttons=buttons
        )
    else:
        turn.say.utter_message(response="utter_question_progress", question=fact.question, left=left, buttons=buttons)


def answers_for(fact_id: str) -> list[str]:
    """Quick replies for a question: yes/no, the values of an enum, and always the way out."""
    fact = FACTS[fact_id]
    unknown = words()["unknown"]
    if fact.type == "bool":
        return [wording.show(fact, True), wording.show(fact, False), unknown]
    if fact.type == "enum":
        return [*fact.values.values(), unknown]
    return [unknown]


def say_decision(turn: Turn, decision: Decision) -> None:
    """The verdict with every condition, as text and as ``custom`` data for rich clients."""
    turn.asked = None
    shown = decision.to_json()
    lines = [_line(result, criterion) for result, criterion in zip(decision.results, shown["criteria"])]
    by_status = {status: [line for line in lines if line["status"] == status] for status in words()["groups"]}
    # Once the answer is no, what was not asked changes nothing: it is named, not listed.
    unasked = [line["label"] for line in by_status["unknown"]] if decision.truth is False else []
    groups = [
        {"title": title, "lines": by_status[status]}
        for status, title in words()["groups"].items()
        if by_status[status] and not (status == "unknown" and unasked)
    ]
    lacking = [lack_of(gap) for gap in gaps(decision)]
    where = [where_of(fact) for fact in decision.missing_facts]
    text = render(
        "decision",
        head=head(decision),
        groups=groups,
        unasked=unasked,
        lacking=lacking,
        where=where,
        window=window_text(decision.window, decision.on),
        warnings=[warning.rstrip("。") for warning in decision.warnings],
        ratings=ratings_in(line["citations"] for group in groups for line in group["lines"]),
    )
    turn.say.utter_message(text=text, buttons=follow_ups(decision))
    name = PROGRAMS[decision.rules.program].name
    shown.update(lacking=lacking, where=where)
    turn.say.utter_message(json_message={"type": "decision", "program_name": name, **shown})


def window_text(found: WindowState, on: date) -> str:
    """Whether applications are open on the day."""
    note, label = (found.window.note, found.window.label) if found.window else ("", "")
    return render("window", window=found.to_json(), on=on, note=note, label=label)


def ratings_in(citations: Iterable[Iterable[Any]]) -> list[str]:
    """The ratings that the shown citations carry, so that their marks can be explained once."""
    found = {cite["rating"] if isinstance(cite, dict) else cite.rating for each in citations for cite in each}
    return [rating for rating in ("A", "B") if rating in found]


def head(decision: Decision) -> str:
    """The first sentence of a decision."""
    return render(
        "head",
        program=PROGRAMS[decision.rules.program],
        rules=decision.rules,
        on=decision.on,
        verdict=decision.verdict,
        judged=any(result.status == "judgement" for result in decision.results),
    )


def lack_of(gap: Gap) -> str:
    """What an unmet condition lacks, how much, and whether the enterprise can do anything about it."""
    changes = [
        {
            "label": FACTS[change.fact].label,
            "now": None if change.now is None else wording.show(FACTS[change.fact], change.now),
            "needed": wording.show(FACTS[change.fact], change.needed),
            "lacking": None if not change.lacking else wording.distance(FACTS[change.fact], change.lacking),
            "met_from": change.met_from,
            "fixed": change.fixed,
            "lapse": change.lapse,
        }
        for change in gap.changes or ()
    ]
    return render("lack", label=gap.label, changes=changes)


def where_of(fact_id: str) -> str:
    """A fact that decides, and where the enterprise finds it."""
    return render("where", fact=FACTS[fact_id])


def follow_ups(decision: Decision) -> list[dict[str, str]]:
    """What people ask after a verdict, as buttons."""
    name = PROGRAMS[decision.rules.program].aliases[0]
    texts = words()["follow_ups"]
    return [
        {"title": text.format(program=name), "payload": text.format(program=name)} for text in texts[decision.verdict]
    ]


def offer_programs(turn: Turn) -> None:
    """Asks which program is meant."""
    question = words()["can_we_apply"]
    buttons = [
        {"title": PROGRAMS[program].name, "payload": question.format(program=PROGRAMS[program].aliases[0])}
        for program in OFFERED
    ]
    turn.say.utter_message(response="utter_which_program", buttons=buttons)


def _line(result: Result, criterion: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": MARKS[result.status],
        "status": result.status,
        "label": criterion["label"],
        "reason": criterion["reason"],
        "note": criterion["note"] if result.status != "met" else "",
        "citations": criterion["citations"],
    }
