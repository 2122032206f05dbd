"""What a message tells us while a question is open, and what is said back about it."""

from __future__ import annotations

from actions.file_answers import values_of
from actions.handlers import HANDLERS, STATEMENTS
from actions.turn import Turn
from policy_db.facts.reader import read_facts
from policy_db.rules import wording

# After so many answers in a row that could not be read, the way out is explained.
PATIENCE = 2


def listen(turn: Turn) -> list[str]:
    """Takes the facts of a message into the file and says what was understood; returns the facts that got a value.

    A question is read without the open one in mind: the number of a document is no answer to 「多少人」.
    """
    asked = turn.asked if turn.intent in STATEMENTS else None
    reading = read_facts(turn.text, asked=asked, on=turn.on)
    told = turn.file.take(reading)
    if told:
        turn.say.utter_message(response="utter_noted", values=wording.words()["plus"].join(values_of(turn, told)))
    for rejected in reading.rejected:
        turn.say.utter_message(response="utter_rejected", message=rejected.message)
    put_off = list(reading.unknown)
    if turn.intent == "dont_know" and not told and turn.asked and turn.asked not in put_off:
        turn.file.put_off(turn.asked)
        put_off.append(turn.asked)
    if put_off:
        turn.say.utter_message(response="utter_noted_unknown", labels=wording.labels(put_off))
    if told or put_off:
        turn.misses = 0
    elif not reading.rejected:
        answer_or_reask(turn)
    return told


def answer_or_reask(turn: Turn) -> None:
    """A message without facts: a question gets its answer, anything else is asked again with a hint."""
    handler = HANDLERS.get(turn.intent)
    if handler is not None and not (turn.asked and turn.intent == "out_of_scope"):
        handler(turn)
        return
    turn.misses += 1
    turn.say.utter_message(response="utter_reask" if turn.misses < PATIENCE else "utter_reask_help")
