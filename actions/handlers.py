"""Which answer belongs to which intent. The same handlers serve a question in the middle of an assessment."""

from __future__ import annotations

import os
from collections.abc import Callable

from actions.document_answers import answer_document_question
from actions.file_answers import explain_question, show_profile
from actions.program_answers import answer_program_question, compare_programs, find_programs
from actions.text_answers import answer_policy_question, explain_term
from actions.turn import Turn

Handler = Callable[[Turn], None]


def respond_with(response: str) -> Handler:
    """A handler that says one of the domain's responses."""

    def say(turn: Turn) -> None:
        turn.say.utter_message(response=response)

    return say


def talk_to_specialist(turn: Turn) -> None:
    """How to reach a person: as the bureau has set ``ZJTX_SPECIALIST_CONTACT``, or the offices that documents name."""
    contact = os.environ.get("ZJTX_SPECIALIST_CONTACT", "").strip()
    if contact:
        turn.say.utter_message(response="utter_specialist", contact=contact)
    else:
        turn.say.utter_message(response="utter_specialist_none")


HANDLERS: dict[str, Handler] = {
    "ask_conditions": answer_program_question,
    "ask_benefits": answer_program_question,
    "ask_window": answer_program_question,
    "ask_validity": answer_program_question,
    "ask_materials": answer_program_question,
    "ask_procedure": answer_program_question,
    "ask_contact": answer_program_question,
    "ask_quota": answer_program_question,
    "compare_programs": compare_programs,
    "find_programs": find_programs,
    "ask_policy": answer_policy_question,
    "ask_document": answer_document_question,
    "explain_term": explain_term,
    "ask_why": explain_question,
    "show_profile": show_profile,
    "subscribe": respond_with("utter_subscribe_unavailable"),
    "unsubscribe": respond_with("utter_unsubscribe_unavailable"),
    "talk_to_specialist": talk_to_specialist,
    "feedback_wrong": respond_with("utter_feedback_wrong"),
    "help": respond_with("utter_help"),
    "greet": respond_with("utter_greet"),
    "goodbye": respond_with("utter_goodbye"),
    "thanks": respond_with("utter_thanks"),
    "bot_challenge": respond_with("utter_bot_challenge"),
    "out_of_scope": respond_with("utter_out_of_scope"),
}

# Intents that state something; in a message with one of these, the open question may be what is answered.
STATEMENTS = frozenset({"inform", "affirm", "deny", "dont_know", "nlu_fallback", "out_of_scope"})
