"""A message that was not understood: what the texts surely answer is said; else readings to choose from, then a person."""

from __future__ import annotations

from actions.listening import note
from actions.replies import words
from actions.specialist import raise_ticket
from actions.text_answers import answer_from_texts
from actions.turn import Turn
from policy_db.programs import PROGRAMS

OPTIONS = 3


def unsure(turn: Turn) -> None:
    """First two or three readings as buttons; then a specialist, on whose list the message goes; then what I can do."""
    if note(turn, turn.read()):
        turn.say.utter_message(response="utter_offer_assess")
        return
    if answer_from_texts(turn):
        turn.thread.fallbacks = 0
        return
    turn.thread.fallbacks += 1
    if turn.thread.fallbacks == 1:
        turn.say.utter_message(response="utter_unsure", buttons=options(turn))
        return
    raise_ticket(turn, "not_understood")
    turn.say.utter_message(response="utter_unsure_again" if turn.thread.fallbacks == 2 else "utter_unsure_still")


def options(turn: Turn) -> list[dict[str, str]]:
    """The likeliest intents as questions that the person may have meant."""
    program = turn.meant_program() or "little_giant"
    buttons: list[dict[str, str]] = []
    for guess in turn.ranking:
        option = words()["unsure"].get(guess.get("name"))
        if option and len(buttons) < OPTIONS:
            payload = option["asks"].format(program=PROGRAMS[program].aliases[0])
            buttons.append({"title": option["title"], "payload": payload})
    return buttons
