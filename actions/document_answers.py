"""Questions about one document: what it is, when it was issued, whether it is in force."""

from __future__ import annotations

from actions.replies import render, words
from actions.store import database
from actions.text_answers import answer_policy_question
from actions.turn import Turn
from policy_db.documents import find_document, parts_of


def answer_document_question(turn: Turn) -> None:
    """The document that the message names by number, title or nickname; where none is found, the clauses are searched."""
    with database().session() as session:
        document = find_document(session, turn.text)
        if document is not None:
            text = render(
                "document",
                document=document,
                status=words()["document_statuses"][document.status],
                parts=parts_of(session, document),
            )
    if document is None:
        answer_policy_question(turn)
    else:
        turn.say.utter_message(text=text)
