"""The actions of the domain: any message is one turn of a conversation; Rasa's form asks what is open after it."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, Restarted, SlotSet

from actions.commands import command_of
from actions.conversation import converse
from actions.questions import say_question
from actions.repetition import vary
from actions.safety import SafeAction
from actions.turn import Turn

# Rasa ends a form whose validation sets this slot to nothing.
FORM_DONE = SlotSet("requested_slot", None)


class ActionReply(SafeAction):
    """A message while no assessment is open; it may open one."""

    action_name = "action_reply"
    after_failure = (SlotSet("assessing", False),)

    def respond(self, turn: Turn) -> list[EventType]:
        return _one_turn(turn)


class ValidateAssessForm(SafeAction):
    """A message while an assessment is open. Any message may come: an answer, other facts, a question, a stop."""

    action_name = "validate_assess_form"
    after_failure = (SlotSet("answer", None),)

    def respond(self, turn: Turn) -> list[EventType]:
        if turn.thread.taken == turn.message:
            # Rasa validates once more when a form opens or goes on after another action of the same message.
            return []
        events = _one_turn(turn)
        return [*events, SlotSet("answer", None), *([] if turn.thread.open else [FORM_DONE])]


class ActionAskAnswer(SafeAction):
    """Asks the open question, the one that is expected to settle the verdict soonest; after a yes-or-no of ours it waits."""

    action_name = "action_ask_answer"

    def respond(self, turn: Turn) -> list[EventType]:
        if turn.thread.confirm is None:
            say_question(turn)
        return []


class ActionRestart(SafeAction):
    """「重新开始」: what was said is withdrawn (the file keeps that it was), and the conversation begins anew.

    Rasa itself leads the intent ``restart`` here, also in the middle of a form. A command that sounds like it (「返回上一题」,
    「先到这里」) is taken as what it says; an open form then asks on.
    """

    action_name = "action_restart"

    def respond(self, turn: Turn) -> list[EventType]:
        if command_of(turn.text, asking=turn.thread.open) is not None:
            events = _one_turn(turn)
            return events if turn.thread.open else [*events, ActiveLoop(None)]
        turn.file.withdraw([*turn.file.told, *turn.file.stale])
        turn.keep()
        turn.say.utter_message(response="utter_restarted")
        return [Restarted()]


def _one_turn(turn: Turn) -> list[EventType]:
    turn.thread.taken = turn.message
    converse(turn)
    vary(turn)
    return [AllSlotsReset(), *turn.keep()] if turn.forgotten else turn.keep()
