"""A message that was not understood: what the texts surely answer is said; else readings to choose from, then a person."""

from __future__ import annotations

from actions.listening import note
from actions.replies import words
from actions.specialist import raise_ticket
from actions.text_answers import answer_from_texts
from actions.turn import Turn
from policy_db.programs import PROGRAMS
from policy_db.terms import find_term

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
    """The likeliest intents as questions that the person may have meant; a term is asked about only where the message has one."""
    term = find_term(turn.text)
    values = {"program": PROGRAMS[turn.meant_program() or "little_giant"].aliases[0], "term": term.name if term else ""}
    known = words()["unsure"]
    likely = [known[guess["name"]] for guess in turn.ranking if guess.get("name") in known]
    meant = [option for option in likely if term or "{term}" not in option["asks"]]
    return [
        {"title": option["title"].format(**values), "payload": option["asks"].format(**values)} for option in meant[:OPTIONS]
    ]
