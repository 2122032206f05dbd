"""Questions about one document: what it is, when it was issued, whether it is in force, what stands in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.document_comparison import asks_for_content, say_documents_named, status_in_words
from actions.replies import render, words
from actions.store import database
from actions.text_answers import answer_policy_question
from actions.turn import Turn
from policy_db.documents import beside_document, find_place, top_parts, what_about
from policy_db.models import Document
from policy_db.programs import PROGRAMS
from policy_db.programs import find_programs as find_mentions
from policy_db.rules import load_rulebook

# Parts beyond this number are listed without a button.
MOST_BUTTONS = 12


def answer_document_question(turn: Turn) -> None:
    """The document that the message names by number, title or nickname; a question about what it says is searched in it."""
    if say_documents_named(turn):
        return
    with database().session() as session:
        found = find_place(session, turn.text)
        if found is not None and found[1] is None and not asks_for_content(beside_document(found[0], turn.text)):
            say_document(turn, found[0])
            return
    answer_policy_question(turn)


def say_document(turn: Turn, document: Document) -> None:
    """Title, number, issuer, date, status, what it is about, its parts (each a button) and its programs."""
    asks = words()["full_text"]["asks"]
    parts = [{"title": f"{part.label}、{part.heading}" if part.heading else part.label, "label": part.label,
              "inside": [child.heading for child in part.children if child.heading]} for part in top_parts(document)]
    buttons = [{"title": part["title"], "payload": asks.format(document=document.number, clause=part["label"])}
               for part in parts[:MOST_BUTTONS]]
    turn.thread.place = None
    turn.say.utter_message(
        text=render(
            "document",
            document=document,
            successor=document.successor,
            status=status_in_words(document, turn.on),
            rating=words()["ratings"].get(document.rating or "", ""),
            about=what_about(document),
            parts=parts,
            programs=programs_of(document, turn.on),
            named=programs_named(document),
        ),
        buttons=buttons,
    )


def programs_of(document: Document, on: date) -> list[dict[str, Any]]:
    """The programs whose rules cite the document: name, version, and whether that version is in force on the day."""
    numbers = {document.key, document.doc_no, *document.aliases}
    book = load_rulebook()
    found: list[dict[str, Any]] = []
    for program in PROGRAMS.values():
        citing = [rules for rules in book.versions(program.id) if any(cite.doc_no in numbers for cite in rules.citations())]
        if citing:
            last = citing[-1]
            found.append({"name": program.name, "version": last.version, "in_force": last.governs(on), "end": last.end})
    return found



def programs_named(document: Document) -> list[str]:
    """The programs that the title names."""
    return [PROGRAMS[id_].name for id_ in dict.fromkeys(mention.program for mention in find_mentions(document.title))]
