"""The enterprise's values in words, and why a question is asked."""

from __future__ import annotations

from actions.assessment import decisions_of
from actions.replies import render
from actions.turn import Turn
from policy_db.facts.catalog import FACTS, Fact
from policy_db.rules import Decision, wording
from policy_db.rules.derive import situation_of
from policy_db.rules.gap import what_if
from policy_db.rules.situation import Value

# Far outside every threshold, for asking what an extreme answer would come to.
EXTREME = 1e7


def values_of(turn: Turn, facts: list[str]) -> list[str]:
    """Facts with their values in words, one each."""
    situation = situation_of(turn.file.facts, turn.file.approx)
    return [wording.values([fact], situation) for fact in facts]


def explain_question(turn: Turn) -> None:
    """Which conditions the open question serves, their clauses, and what its answer can change."""
    asked = turn.thread.asked
    criteria = [
        {
            "label": criterion.label,
            "required": wording.beside(criterion.label, criterion.require),
            "citations": criterion.citations,
        }
        for decision in decisions_of(turn).values()
        for criterion in decision.rules.criteria
        if criterion.require is not None and asked in criterion.facts
    ]
    if asked is None or not criteria:
        turn.say.utter_message(response="utter_no_asked")
        return
    outcomes = {verdict for decision in decisions_of(turn).values() for verdict in verdicts_after(decision, FACTS[asked])}
    turn.say.utter_message(text=render("why", fact=FACTS[asked], criteria=criteria, outcomes=outcomes))


def verdicts_after(decision: Decision, fact: Fact) -> set[str]:
    """The verdicts that answers to one fact can lead to: of every value of a yes/no or enum, of both ends of a number."""
    values: list[Value]
    if fact.type == "bool":
        values = [True, False]
    elif fact.type == "enum":
        values = list(fact.values)
    elif fact.numeric:
        values = [fact.minimum if fact.minimum is not None else -EXTREME, fact.maximum if fact.maximum is not None else EXTREME]
    else:
        return set()
    return {what_if(decision, {fact.id: value}).verdict for value in values}
