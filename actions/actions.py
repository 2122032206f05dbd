"""The actions of the domain: a message is one turn of a conversation, answered as a whole; Rasa's form keeps the question open."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType, Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.commands import command_of
from actions.conversation import converse
from actions.questions import say_question
from actions.repetition import vary
from actions.safety import SafeAction
from actions.thread import Thread
from actions.turn import Turn, message_of

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

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Rasa's entry point. It validates once more when a form opens or goes on after another action of the same message."""
        if Thread.of(tracker.get_slot("thread")).taken == message_of(tracker):
            return []
        return await super().run(dispatcher, tracker, domain)

    def respond(self, turn: Turn) -> list[EventType]:
        events = _one_turn(turn)
        return [*events, SlotSet("answer", None), *([] if turn.thread.open else [FORM_DONE])]


class ActionAskAnswer(Action):
    """Where Rasa's form would ask. The turn has asked already, so that a message is read, decided and answered once."""

    def name(self) -> str:
        """The name that the form looks for."""
        return "action_ask_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Nothing is left to say."""
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
    """Answers the message and asks the open question, the one that is expected to settle the verdict soonest.

    After a yes-or-no of ours it waits.
    """
    turn.thread.taken = turn.message
    converse(turn)
    vary(turn)
    if turn.thread.open and turn.thread.confirm is None:
        say_question(turn)
    return [AllSlotsReset(), *turn.keep()] if turn.forgotten else turn.keep()
