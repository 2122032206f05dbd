"""Questions that the text of a document answers: clauses, documents, terms. Without a basis it says so."""

from __future__ import annotations

from actions.replies import render, words
from actions.store import database
from actions.turn import Turn
from policy_db.search import Answer, search
from policy_db.terms import find_term

# A chat reply shows the best clause, and a second one only when it answers nearly as well; the rest stands in ``custom``.
SHOWN = 2
NEARLY = 0.9


def answer_policy_question(turn: Turn) -> None:
    """The clauses that answer, word for word with their source; else that there is no basis, and whom to ask."""
    answer = search(database(), turn.text)
    if answer.answerable:
        say_clauses(turn, answer)
    else:
        say_no_basis(turn, answer.reason)


def answer_from_texts(turn: Turn) -> bool:
    """Answers a message of unclear intent where the search is sure: a clause answers, or a reason is known why none does."""
    answer = search(database(), turn.text)
    if answer.answerable:
        say_clauses(turn, answer)
    elif answer.reason:
        say_no_basis(turn, answer.reason)
    return answer.answerable or bool(answer.reason)


def say_clauses(turn: Turn, answer: Answer) -> None:
    """The best clause, and the next one where it answers nearly as well."""
    best = [result for result in answer.results[:SHOWN] if result.score >= NEARLY * answer.results[0].score]
    turn.say.utter_message(text=render("clauses", results=best, statuses=words()["statuses"]))
    turn.say.utter_message(json_message={"type": "answer", **answer.to_json()})


def say_no_basis(turn: Turn, reason: str) -> None:
    """That no clause answers and why, with the offer of a person."""
    turn.say.utter_message(
        text=render("no_basis", reason=reason),
        buttons=[{"title": title, "payload": title} for title in words()["after_answer"]],
    )


def explain_term(turn: Turn) -> None:
    """What a term means, with the source of the definition; a term that the glossary lacks is looked up in the clauses."""
    term = find_term(turn.text)
    if term is None:
        answer_policy_question(turn)
        return
    turn.say.utter_message(text=render("term", term=term))
