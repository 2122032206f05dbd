"""What a plain yes or no answers, when the last message asked for one: deletion, notices, the enterprise's name."""

from __future__ import annotations

from collections.abc import Callable

from actions.commands import says_no, says_yes, topics_in
from actions.identity import IDENTITY, take_identity
from actions.notices import grant
from actions.profile import forget
from actions.turn import Turn

# True: the message has been dealt with. False: it was about something else, and what was to be confirmed is dropped.
Confirmation = Callable[[Turn], bool]
DELETE, TOPICS = "delete", "topics"


def confirm_deletion(turn: Turn) -> bool:
    """After 「确定删除吗」: only a plain yes deletes."""
    if says_yes(turn.text):
        forget(turn)
        return True
    if says_no(turn.text):
        turn.say.utter_message(response="utter_kept")
        turn.thread.interrupted = turn.thread.open
        return True
    return False


def confirm_topics(turn: Turn) -> bool:
    """After 「要提醒哪些」: the topics named, all of them on a plain yes, none on a no."""
    if says_no(turn.text):
        turn.say.utter_message(response="utter_no_notices")
        return True
    topics = topics_in(turn.text) or (["window", "change"] if says_yes(turn.text) else [])
    if not topics or len(turn.text) > 20:
        return False
    grant(turn, topics)
    return True


def confirm_identity(turn: Turn) -> bool:
    """After asking for the enterprise's name or code: both are kept; a no is fine."""
    if says_no(turn.text) or turn.intent in ("deny", "dont_know"):
        turn.say.utter_message(response="utter_identity_not_needed")
        return True
    return take_identity(turn, asked=True)


CONFIRMATIONS: dict[str, Confirmation] = {
    DELETE: confirm_deletion,
    TOPICS: confirm_topics,
    IDENTITY: confirm_identity,
}
