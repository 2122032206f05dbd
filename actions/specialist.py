"""The service specialist: how to reach one, and what is put on their list."""

from __future__ import annotations

import os

from sqlalchemy import select

from actions.identity import ask_identity
from actions.store import database
from actions.turn import Turn
from policy_db.enterprises.models import Ticket
from policy_db.enterprises.store import meet


def raise_ticket(turn: Turn, kind: str) -> None:
    """Puts the message on the specialist's list; the same message never twice."""
    with database().session(writing=True) as session:
        meet(session, turn.sender, turn.on, turn.channel)
        held = session.execute(
            select(Ticket.id).where(Ticket.person_id == turn.sender, Ticket.message == turn.message)).first()
        if held is None:
            session.add(Ticket(person_id=turn.sender, kind=kind, message=turn.message, words=turn.text[:2000], raised_on=turn.on))


def talk_to_specialist(turn: Turn) -> None:
    """How to reach a person: as the bureau has set ``ZJTX_SPECIALIST_CONTACT``, or the offices that documents name."""
    raise_ticket(turn, "wants_person")
    contact = os.environ.get("ZJTX_SPECIALIST_CONTACT", "").strip()
    if contact:
        turn.say.utter_message(response="utter_specialist", contact=contact)
    else:
        turn.say.utter_message(response="utter_specialist_none")
    ask_identity(turn, "specialist")


def take_complaint(turn: Turn) -> None:
    """「你答得不对」: an apology, and the complaint goes on the specialist's list."""
    raise_ticket(turn, "wrong_answer")
    turn.say.utter_message(response="utter_feedback_wrong")
