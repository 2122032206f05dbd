"""What is on record about the enterprise, and why a question is asked."""

from __future__ import annotations

from actions.replies import render
from actions.turn import Turn
from policy_db.facts.catalog import FACTS
from policy_db.rules import NoVersion, load_rulebook, wording
from policy_db.rules.derive import situation_of


def values_of(turn: Turn, facts: list[str]) -> list[str]:
    """Facts with their values in words, one each."""
    situation = situation_of(turn.file.facts, turn.file.approx)
    return [wording.values([fact], situation) for fact in facts]


def show_profile(turn: Turn) -> None:
    """Everything that is remembered, as it was understood."""
    known = list(turn.file.known())
    if not known and not turn.file.unknown:
        turn.say.utter_message(response="utter_profile_empty")
        return
    turn.say.utter_message(
        text=render("profile", lines=values_of(turn, known), unknown=wording.labels(turn.file.unknown))
    )


def explain_question(turn: Turn) -> None:
    """Which conditions the open question serves, and their clauses."""
    if turn.asked is None or turn.program is None:
        turn.say.utter_message(response="utter_no_asked")
        return
    try:
        rules = load_rulebook().version(turn.program, turn.on)
    except NoVersion:
        turn.say.utter_message(response="utter_no_asked")
        return
    criteria = [
        {
            "label": criterion.label,
            "required": wording.beside(criterion.label, criterion.require),
            "citations": criterion.citations,
        }
        for criterion in rules.criteria
        if criterion.require is not None and turn.asked in criterion.facts
    ]
    turn.say.utter_message(text=render("why", fact=FACTS[turn.asked], criteria=criteria))
