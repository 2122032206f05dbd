"""Questions that the text of a document answers: clauses, documents, terms. Without a basis it says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.caveats import caveats_of
from actions.document_comparison import say_documents_named, status_in_words
from actions.replies import render, words
from actions.store import database
from actions.turn import Turn
from policy_db.caveats import Differing, bundled_caveats
from policy_db.counterparts import bundled_counterparts
from policy_db.documents import find_clause, find_document, find_place, full_text
from policy_db.models import Clause
from policy_db.programs import PROGRAMS
from policy_db.search import Answer, Result, clause_at, search
from policy_db.search.excerpt import excerpt
from policy_db.terms import asked_word, find_term

# A chat reply shows the best clause, and a second one only when it is the measure of the other level (国家, 省) on the same
# matter, or answers nearly as well; the rest stands in ``custom``.
SHOWN = 2
# Of the test questions 28 of 77 second clauses that come so near answer too; at 0.85 it is 38 of 152.
NEARLY = 0.92
# A reading at least so likely is not doubted.
SURELY = 0.7
# From here on a clause answers beyond doubt.
SURE = 0.95
# Titles, prefaces and signatures have no number; they stand beside no answer.
_NUMBERED = re.compile(r"[一二三四五六七八九十（\d第]")
# A longer text is said in several messages.
LONGEST_MESSAGE = 1500


def searched(turn: Turn) -> Answer:
    """What the clauses say to the message: one search a turn, however many ways of answering look at it."""
    if turn.searched is None:
        turn.searched = search(database(), turn.text, on=turn.on)
    return turn.searched


def answer_policy_question(turn: Turn) -> None:
    """The clauses that answer, word for word with their source; else that there is no basis, and whom to ask."""
    if say_clause_named(turn) or say_documents_named(turn):
        return
    answer = searched(turn)
    # A score of 0: what refuses is plain, such as a place of which no document speaks.
    differing = bool(answer.results and answer.results[0].score > 0 and bundled_caveats().differing_in(turn.text))
    if answer.answerable or differing:
        say_clauses(turn, answer)
    else:
        say_no_basis(turn, answer.reason + known_of_unheld(turn))


def known_of_unheld(turn: Turn) -> str:
    """What is known of a document that a question names and whose text is not here: its status and why."""
    with database().session() as session:
        document = find_document(session, turn.text)
        if document is None or document.held or not document.status_reason:
            return ""
        return str(words()["known_of_unheld"]).format(
            title=document.title, status=status_in_words(document, turn.on), reason=document.status_reason.rstrip("。"))


def answer_from_texts(turn: Turn) -> bool:
    """Answers a message of unclear intent where the search is sure: a clause answers, or a reason is known why none does."""
    if say_clause_named(turn) or say_documents_named(turn):
        return True
    answer = searched(turn)
    if answer.answerable:
        say_clauses(turn, answer)
    elif answer.reason:
        say_no_basis(turn, answer.reason)
    return answer.answerable or bool(answer.reason)


def add_clause(turn: Turn, cited: Collection[str]) -> None:
    """Adds what a clause says to a question of which the rules in force say nothing, unless it was cited (document and label)."""
    answer = searched(turn)
    best = answer.results[0] if answer.answerable else None
    if best is not None and best.score >= SURE and best.status != "draft" and f"{best.doc_no} {best.clause}" not in cited:
        say_clauses(turn, answer)


def answer_if_doubted(turn: Turn) -> bool:
    """Answers a message that was read as something else, but not surely, where it may be a question and a clause answers it."""
    second = turn.ranking[1].get("name") if len(turn.ranking) > 1 else None
    if turn.confidence >= SURELY or second != "ask_policy":
        return False
    answer = searched(turn)
    if answer.answerable:
        say_clauses(turn, answer)
    return answer.answerable


def refuse_plainly(turn: Turn) -> bool:
    """Says that there is no basis where that is plain whatever program is meant: a place or a year of which no text speaks."""
    answer = searched(turn)
    plain = not answer.answerable and bool(answer.reason) and bool(answer.results) and answer.results[0].score == 0
    if plain:
        say_no_basis(turn, answer.reason)
    return plain


def say_clauses(turn: Turn, answer: Answer) -> None:
    """The clauses that answer together, cut to what is asked, what must be said beside them, and the way to the full text.

    Where documents state different numbers for what is asked, all of them with document and year instead.
    """
    groups = bundled_caveats().differing_in(turn.text)
    shown = together(answer.results, turn.text, turn.on)
    parts = [excerpt(result.text, turn.text) for result in shown]
    text = render("clauses", results=shown, parts=parts, statuses=words()["statuses"])
    cut = [result for result, part in zip(shown, parts) if part != result.text]
    buttons = full_text_buttons((result.doc_no, result.clause) for result in cut)
    if groups:
        text, buttons, shown = differing_text(groups), [], []
    turn.thread.place = f"{answer.results[0].doc_no} {answer.results[0].clause}"
    lines = caveats_of(shown, turn.on)
    turn.say.utter_message(text=text, buttons=[] if lines else buttons)
    turn.say.utter_message(json_message={"type": "answer", **answer.to_json()})
    # After the card, which rich clients show in place of the text before it.
    if lines:
        turn.say.utter_message(text=render("caveats", lines=lines), buttons=buttons)


def together(results: Sequence[Result], question: str, on: date) -> list[Result]:
    """The best result and the one that answers with it, the more specific first.

    That is the other level's measure on the same matter where one is known, else a result that answers nearly as well. More
    specific is what names the program that the question names, then what the province says of what the nation says.
    """
    best = results[0]
    others = counterparts(results, question, on) or [
        one for one in results[1:] if _NUMBERED.match(one.clause) and one.score >= NEARLY * best.score]
    named = [alias for program in PROGRAMS.values() for alias in program.aliases if alias in question]
    return sorted([best, *others[: SHOWN - 1]], key=lambda one: (
        not any(name in one.text for name in named), level_of(one) != "province", -one.score))


def counterparts(results: Sequence[Result], question: str, on: date) -> list[Result]:
    """What the other level says on the matter of the best result: those that the search has found first."""
    best = results[0]
    places = bundled_counterparts().of((best.document, best.clause), question)
    if not places:
        return []
    found = {(one.document, one.clause): one for one in results}
    with database().session() as session:
        if find_document(session, question) is not None:
            return []
        known = [found[place] for place in places if place in found]
        return known or [one for place in places if (one := clause_at(session, place, on)) is not None]


def level_of(result: Result) -> str:
    """Whether a document is the nation's or the province's, as the program catalogue calls the levels."""
    return "province" if "浙" in result.issuer + result.doc_no else "nation"


def differing_text(groups: Iterable[Differing]) -> str:
    """What several documents state differently, each number with its document, year, clause and page."""
    statuses = words()["statuses"]
    with database().session() as session:
        shown = [{"says": group.says, "values": [
            {"year": one.year, "quote": one.quote, "clause": one.clause, "doc_no": clause.document.number,
             "pages": clause.pages, "status": statuses[clause.document.status]}
            for one in group.values if (clause := find_clause(session, one.document, one.clause)) is not None
        ]} for group in groups]
    return render("differing", groups=shown)


def full_text_buttons(places: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """「查看全文」 for clauses (document number, label); the payload is what a person could type."""
    listed = list(dict.fromkeys(places))
    titles = words()["full_text"]
    return [{"title": titles["title"] if len(listed) == 1 else titles["titled"].format(clause=clause),
             "payload": titles["asks"].format(document=document, clause=clause)} for document, clause in listed]


def say_clause_named(turn: Turn) -> bool:
    """The full text of the clause that a message names (「170号第十八条」); false where it names none."""
    with database().session() as session:
        return _say_full_text(turn, session, turn.text)


def say_full_text(turn: Turn) -> bool:
    """「查看全文」: of the clause that the message names, or else of the one quoted last; false where there is none."""
    if say_clause_named(turn):
        return True
    if turn.thread.place is None:
        return False
    with database().session() as session:
        return _say_full_text(turn, session, turn.thread.place)


def _say_full_text(turn: Turn, session: Session, place: str) -> bool:
    document, clause = find_place(session, place) or (None, None)
    if document is None or clause is None:
        return False
    stands = clause_at(session, (document.key, clause.label), turn.on)
    if stands is None:
        return False
    turn.thread.place = f"{document.number} {clause.label}"
    result = replace(stands, text=full_text(clause))
    text = render("clauses", results=[result], parts=[result.text], statuses=words()["statuses"])
    lines = caveats_of([result], turn.on)
    for message in _messages(text):
        turn.say.utter_message(text=message)
    if lines:
        turn.say.utter_message(text=render("caveats", lines=lines))
    return True


def _messages(text: str) -> list[str]:
    messages = [""]
    for line in text.split("\n"):
        if messages[-1] and len(messages[-1]) + len(line) > LONGEST_MESSAGE:
            messages.append("")
        messages[-1] += ("\n" if messages[-1] else "") + line
    return messages


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
        word = asked_word(turn.text)
        if word and not _stands_anywhere(word):
            say_no_basis(turn, words()["no_such_word"].format(word=word))
        else:
            answer_policy_question(turn)
        return
    buttons: list[dict[str, Any]] = full_text_buttons([(term.document, term.clause)]) if term.quote else []
    turn.say.utter_message(text=render("term", term=term), buttons=buttons)


def _stands_anywhere(word: str) -> bool:
    with database().session() as session:
        return session.execute(select(Clause.id).where(Clause.text.ilike(f"%{word}%"))).first() is not None
