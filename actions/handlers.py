"""Which answer belongs to which intent. The same handlers serve a question in the middle of an assessment."""

from __future__ import annotations

from collections.abc import Callable

from actions.document_answers import answer_document_question
from actions.file_answers import explain_question
from actions.finding import find_programs
from actions.notices import offer_topics, stop
from actions.profile import ask_deletion, show_profile
from actions.program_answers import answer_program_question, compare_programs
from actions.specialist import take_complaint, talk_to_specialist
from actions.text_answers import answer_if_doubted, answer_policy_question, explain_term
from actions.turn import Turn

Handler = Callable[[Turn], None]


def respond_with(response: str) -> Handler:
    """A handler that says one of the domain's responses."""

    def say(turn: Turn) -> None:
        turn.say.utter_message(response=response)

    return say


def unless_doubted(handler: Handler) -> Handler:
    """The handler, unless the reading is in doubt and a clause answers the message (「拖着货款不给怎么办」)."""

    def say(turn: Turn) -> None:
        if not answer_if_doubted(turn):
            handler(turn)

    return say


def say_goodbye(turn: Turn) -> None:
    """「再见」 also pauses an assessment: what was said is kept for next time."""
    paused, turn.thread.open = turn.thread.open, False
    turn.say.utter_message(response="utter_goodbye_paused" if paused else "utter_goodbye")


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
    "delete_profile": ask_deletion,
    "subscribe": offer_topics,
    "unsubscribe": stop,
    "talk_to_specialist": unless_doubted(talk_to_specialist),
    "feedback_wrong": take_complaint,
    "help": respond_with("utter_help"),
    "greet": respond_with("utter_greet"),
    "goodbye": say_goodbye,
    "thanks": respond_with("utter_thanks"),
    "bot_challenge": respond_with("utter_bot_challenge"),
    "out_of_scope": unless_doubted(respond_with("utter_out_of_scope")),
}

# Intents that state something; in a message with one of these, the open question may be what is answered.
STATEMENTS = frozenset({"inform", "affirm", "deny", "dont_know", "nlu_fallback", "out_of_scope"})
