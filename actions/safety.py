"""Every action catches its own failure: the person hears one calm sentence, the log gets the cause without personal data."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn

logger = logging.getLogger(__name__)


class SafeAction(Action):
    """An action whose ``respond`` may fail. Subclasses give ``action_name`` and ``respond``."""

    action_name = ""
    after_failure: tuple[EventType, ...] = ()

    def name(self) -> str:
        """The name in the domain."""
        return self.action_name

    def respond(self, turn: Turn) -> list[EventType]:
        """Answers the turn and returns the events to keep."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Rasa's entry point."""
        try:
            return self.respond(Turn.of(tracker, dispatcher))
        except Exception as error:
            # Only where it happened and what kind it was: the message of an exception may carry what the person wrote.
            frames = []
            trace = error.__traceback__
            while trace is not None:
                frames.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
                trace = trace.tb_next
            logger.error(
                "%s failed: %s at %s", self.action_name, type(error).__name__, " < ".join(reversed(frames[-4:]))
            )
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_failed")
            return list(self.after_failure)
