"""Two or more documents named by number in one question: what each is, side by side."""

from __future__ import annotations

import re
from datetime import date

from actions.replies import render, words
from actions.store import database
from actions.turn import Turn
from policy_db.documents import beside_document, find_document, status_on, what_about
from policy_db.models import Document
from policy_db.search.query import read_question, strip_fillers

# So many characters beside the numbers that are no words about documents ask about their content.
CONTENT = 4


def say_documents_named(turn: Turn) -> bool:
    """Title, number, issuer, date, status and aim of each; false where fewer are named or their content is asked about."""
    numbers = read_question(turn.text).document_numbers
    if len(numbers) < 2:
        return False
    with database().session() as session:
        found = [find_document(session, f"〔{year}〕{number}号" if year else f"{number}号文") for year, number in numbers]
        documents = list({document.key: document for document in found if document is not None}.values())
        if len(documents) < 2 or asks_for_content(beside_document(documents[0], turn.text)):
            return False
        shown = [{"document": document, "status": status_in_words(document, turn.on), "about": what_about(document)}
                 for document in documents]
        turn.say.utter_message(text=render("documents", shown=shown), buttons=[
            {"title": document.number, "payload": document.number} for document in documents])
    return True


def status_in_words(document: Document, on: date) -> str:
    """What the status of a document on a day is called; the stored one where it was not issued yet."""
    return str(words()["document_statuses"][status_on(document, on) or document.status])


def asks_for_content(rest: str) -> bool:
    """Whether what stands beside the names of documents asks about something in them, and not about the documents themselves."""
    about = "|".join(words()["about_documents"] + words()["between_documents"])
    return len(re.sub(about, "", strip_fillers(rest)).replace(" ", "")) >= CONTENT
