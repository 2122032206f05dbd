"""The open question in words: its lead, why it is asked again, how many are left, and buttons where a few answers cover it."""

from __future__ import annotations

from actions.assessment import decisions_of, left
from actions.replies import render, words
from actions.turn import Turn
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import wording


def say_question(turn: Turn) -> None:
    """Asks the open question: with its reason where it was asked before, with buttons where a few answers cover it."""
    thread = turn.thread
    if thread.asked is None:
        return
    fact = FACTS[thread.asked]
    buttons = [{"title": title, "payload": title} for title in answers_for(thread.asked)]
    lead = _lead(turn)
    text = render("question", lead=lead, interrupted=thread.interrupted, why=_why_again(turn), question=fact.question,
                  left=left(turn), times=thread.times)
    turn.say.utter_message(text=text, buttons=buttons)


def _lead(turn: Turn) -> str:
    """What is being assessed, said with the first question of an assessment."""
    if not turn.thread.fresh:
        return ""
    if turn.thread.finding:
        return render("lead_finding")
    rules = [
        decision.rules for program, decision in decisions_of(turn).items() if program not in turn.thread.concluded
    ]
    return render("lead", programs=[PROGRAMS[each.program].name for each in rules], versions=[each.version for each in rules])


def _why_again(turn: Turn) -> str:
    """Why a fact is asked of which something was said: last year's value, or a range across a threshold."""
    asked, file = turn.thread.asked, turn.file
    if asked is None:
        return ""
    if asked in file.approx:
        lines = {
            wording.required(result.criterion.require): None
            for decision in decisions_of(turn).values()
            for result in decision.results
            if result.criterion.require is not None and result.truth is None and result.criterion.facts == (asked,)
        }
        return render("straddles", fact=FACTS[asked], range=wording.show_range(FACTS[asked], file.approx[asked]), lines=list(lines))
    if asked in file.stale:
        told = file.stale[asked]
        return render("stale", value=wording.show_stated(FACTS[asked], told.value), on=told.on) if told.value is not None else ""
    if asked in turn.thread.returned:
        return render("returned")
    return ""


def answers_for(fact_id: str) -> list[str]:
    """Quick replies for a question: yes/no, the values of an enum, ranges of a number, and always the way out."""
    fact = FACTS[fact_id]
    unknown = words()["unknown"]
    if fact.type == "bool":
        return [wording.show(fact, True), wording.show(fact, False), unknown]
    if fact.type == "enum":
        return [*fact.values.values(), unknown]
    return [*fact.choices, unknown]
