"""The actions of the domain. Each is a few lines: read the turn, call the module that knows, keep what changed."""

from __future__ import annotations

from rasa_sdk.events import AllSlotsReset, EventType, Restarted, SlotSet

from actions.assessment import decision_for, open_assessment, pick_question, say_decision, say_question
from actions.handlers import HANDLERS
from actions.listening import listen
from actions.replies import words
from actions.safety import SafeAction
from actions.text_answers import answer_from_texts
from actions.turn import Turn
from policy_db.facts.reader import read_facts
from policy_db.programs import PROGRAMS

# Rasa ends a form whose validation sets this slot to nothing.
FORM_DONE = SlotSet("requested_slot", None)


class ActionAssess(SafeAction):
    """「我能申报…吗」「还差什么」: takes what the message states and decides, or opens the form."""

    action_name = "action_assess"
    after_failure = (SlotSet("assessing", False),)

    def respond(self, turn: Turn) -> list[EventType]:
        turn.misses = 0
        turn.file.take(read_facts(turn.text, on=turn.on))
        turn.file.unknown.clear()
        return turn.events(assessing=open_assessment(turn))


class ActionInform(SafeAction):
    """Facts told outside an assessment: kept, and where a program is on the table it is decided again."""

    action_name = "action_inform"
    after_failure = (SlotSet("assessing", False),)

    def respond(self, turn: Turn) -> list[EventType]:
        told = turn.file.take(read_facts(turn.text, on=turn.on))
        if not told:
            turn.say.utter_message(response="utter_nothing_noted")
            return turn.events(assessing=False)
        if turn.meant_program() is None:
            turn.say.utter_message(response="utter_offer_assess")
            return turn.events(assessing=False)
        return turn.events(assessing=open_assessment(turn))


class ValidateAssessForm(SafeAction):
    """One answer inside the form. Any message may come: an answer, other facts, a question, another program, a stop."""

    action_name = "validate_assess_form"
    after_failure = (SlotSet("answer", None),)

    def respond(self, turn: Turn) -> list[EventType]:
        if not turn.in_form or turn.program is None:
            return turn.events()
        if turn.intent == "delete_profile":
            return forget(turn) + [FORM_DONE]
        if turn.intent in ("check_eligibility", "ask_gap"):
            turn.program = turn.meant_program()
            turn.file.take(read_facts(turn.text, on=turn.on))
        else:
            asked_program = turn.program
            listen(turn)
            turn.program = asked_program
        decision = decision_for(turn, turn.program) if turn.program else None
        if decision is None or pick_question(turn, decision) is None:
            if decision is not None:
                say_decision(turn, decision)
            return turn.events(assessing=False, answer=None) + [FORM_DONE]
        return turn.events() + [SlotSet("answer", None)]


class ActionAskAnswer(SafeAction):
    """Asks the form's open question: the one that is expected to settle the verdict soonest."""

    action_name = "action_ask_answer"

    def respond(self, turn: Turn) -> list[EventType]:
        opening = turn.intent in ("check_eligibility", "ask_gap")
        interrupted = turn.intent in HANDLERS and turn.intent != "out_of_scope"
        say_question(turn, first=opening, again=interrupted)
        return []


class ActionAnswer(SafeAction):
    """Answers a question outside an assessment."""

    action_name = "action_answer"

    def respond(self, turn: Turn) -> list[EventType]:
        turn.misses = 0
        HANDLERS[turn.intent](turn)
        return turn.events()


class ActionUnsure(SafeAction):
    """Not understood: what the texts surely answer or surely lack is said; else two or three readings, then a person."""

    action_name = "action_unsure"

    def respond(self, turn: Turn) -> list[EventType]:
        told = turn.file.take(read_facts(turn.text, on=turn.on))
        if told:
            turn.say.utter_message(response="utter_offer_assess")
            return turn.events()
        if answer_from_texts(turn):
            turn.misses = 0
            return turn.events()
        turn.misses += 1
        if turn.misses > 1:
            turn.say.utter_message(response="utter_unsure_again")
            return turn.events()
        program = turn.meant_program() or "little_giant"
        buttons: list[dict[str, str]] = []
        for guess in turn.ranking:
            option = words()["unsure"].get(guess.get("name"))
            if option and len(buttons) < 3:
                payload = option["asks"].format(program=PROGRAMS[program].aliases[0])
                buttons.append({"title": option["title"], "payload": payload})
        turn.say.utter_message(response="utter_unsure", buttons=buttons)
        return turn.events()


class ActionRestart(SafeAction):
    """「重新开始」: forgets the conversation's state. Rasa itself leads the intent ``restart`` to the action of this name."""

    action_name = "action_restart"

    def respond(self, turn: Turn) -> list[EventType]:
        turn.say.utter_message(response="utter_restarted")
        return [Restarted()]


class ActionForget(SafeAction):
    """「把我的信息删掉」: forgets what was told and says how much that was."""

    action_name = "action_forget"

    def respond(self, turn: Turn) -> list[EventType]:
        return forget(turn)


def forget(turn: Turn) -> list[EventType]:
    """Says how many facts are forgotten; ``custom`` tells the channel to drop the stored history as well."""
    turn.say.utter_message(response="utter_forgotten", count=len(turn.file))
    turn.say.utter_message(json_message={"type": "forgotten"})
    return [AllSlotsReset()]
