"""「换到微信上接着用」: a code joins another channel to the same file."""

from __future__ import annotations

from actions.store import database
from actions.turn import Turn
from policy_db.enterprises.linking import leave, new_code, use_code
from policy_db.enterprises.store import load, save


def offer_code(turn: Turn) -> bool:
    """Gives a code that is valid for ten minutes and once."""
    with database().session(writing=True) as session:
        save(session, turn.sender, turn.file, turn.on, turn.channel)
        code = new_code(session, turn.sender, turn.on, turn.at, turn.channel)
    turn.thread.interrupted = turn.thread.open
    turn.say.utter_message(response="utter_link_code", code=f"{code[:4]}-{code[4:]}".upper())
    return True


def join(turn: Turn, code: str) -> bool:
    """Uses a code that a message consists of. A code that is none, used up or too old is told so."""
    with database().session(writing=True) as session:
        save(session, turn.sender, turn.file, turn.on, turn.channel)
        count = use_code(session, turn.sender, code, turn.on, turn.at, turn.channel)
        if count is not None:
            turn.file = load(session, turn.sender, turn.on)
    turn.thread.interrupted = turn.thread.open
    if count is None:
        turn.say.utter_message(response="utter_link_failed")
    else:
        turn.say.utter_message(response="utter_linked", count=count)
    return True


def unlink(turn: Turn) -> bool:
    """「解除绑定」: this channel no longer reads the shared file; the others keep it."""
    with database().session(writing=True) as session:
        left = leave(session, turn.sender)
        if left:
            turn.file = load(session, turn.sender, turn.on)
    turn.say.utter_message(response="utter_unlinked" if left else "utter_not_linked")
    return True
