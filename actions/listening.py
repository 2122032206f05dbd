"""What a message tells us while a question is open, and what is said back about it."""

from __future__ import annotations

from actions.commands import asks
from actions.file_answers import values_of
from actions.handlers import HANDLERS, STATEMENTS
from actions.turn import Turn
from policy_db.facts.reader import Reading
from policy_db.rules import wording

# After so many answers in a row that could not be read, the way out is explained; one more, and the question waits.
PATIENCE = 2
# A message that is surely about something else, or surely small talk, is taken for that and not for a garbled answer.
SURELY = 0.7
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "bot_challenge"})


def note(turn: Turn, reading: Reading) -> list[str]:
    """Takes what a message states into the file and says in one line what was understood; returns the facts told."""
    told = turn.take(reading)
    if told:
        turn.say.utter_message(response="utter_noted", values=wording.words()["plus"].join(values_of(turn, told)))
    for rejected in reading.rejected:
        turn.say.utter_message(response="utter_rejected", message=rejected.message)
    return told


def listen(turn: Turn) -> None:
    """Reads a message of an assessment: an answer, other facts, a question, or nothing that can be read.

    A question is read without the open one in mind: the number of a document is no answer to 「多少人」.
    """
    thread = turn.thread
    asked = thread.asked
    reading = turn.read(asked=asked if turn.intent in STATEMENTS or not asks(turn.text) else None)
    told = note(turn, reading)
    put_off = list(reading.unknown)
    if turn.intent == "dont_know" and not told and asked and asked not in put_off:
        put_off.append(asked)
    turn.put_off(put_off)
    if put_off:
        turn.say.utter_message(response="utter_noted_unknown", labels=wording.labels(put_off))
    if asked in told or asked in put_off:
        thread.held = False
    if told or put_off:
        thread.misses = 0
        if asks(turn.text) and turn.intent in HANDLERS and turn.intent not in STATEMENTS:
            answer(turn)
    elif not reading.rejected:
        answer_or_ask_again(turn)


def answer_or_ask_again(turn: Turn) -> None:
    """A message without facts: a question gets its answer; anything else is asked again with a hint, and at last put off."""
    unsure = turn.intent == "out_of_scope" and not (turn.confidence >= SURELY and asks(turn.text))
    unsure = unsure or (turn.intent in SMALL_TALK and turn.confidence < SURELY)
    if turn.intent in HANDLERS and not unsure:
        answer(turn)
        return
    turn.thread.misses += 1
    if turn.thread.misses > PATIENCE and turn.thread.asked is not None:
        turn.put_off([turn.thread.asked])
        turn.thread.misses, turn.thread.held = 0, False
        turn.say.utter_message(response="utter_put_off")
        return
    turn.say.utter_message(response="utter_reask" if turn.thread.misses < PATIENCE else "utter_reask_help")


def answer(turn: Turn) -> None:
    """Answers a question; if an assessment is open, its question comes again afterwards."""
    turn.thread.misses = 0
    turn.thread.interrupted = turn.thread.open
    HANDLERS[turn.intent](turn)
