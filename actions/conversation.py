"""Any message at any time: what it does to the conversation, and what is said to it.

In this order: an answer to a confirmation, a command (「跳过」「继续」), a wish to be assessed, and while an assessment is open
whatever can be read from it; otherwise the handler of its intent. Afterwards an open assessment says what has become
certain and picks its next question; Rasa's form then asks it.
"""

from __future__ import annotations

from actions.assessment import begin, decisions_of, proceed
from actions.commands import asks, command_of, follows_up, link_code_in, switches
from actions.confirmations import CONFIRMATIONS
from actions.handlers import HANDLERS
from actions.identity import take_identity
from actions.linking import join
from actions.listening import answer, listen, note
from actions.notices import say_pending
from actions.steering import COMMANDS
from actions.turn import Turn
from actions.unsure import unsure
from actions.verdict import offer_programs, unchanged_choices
from policy_db.programs import PROGRAMS
from policy_db.rules import Decision

WISHES = frozenset({"check_eligibility", "ask_gap"})
# Intents whose question can be asked of another program by its name alone: 「那隐形冠军呢」.
ABOUT_PROGRAMS = frozenset({
    "check_eligibility", "ask_gap", "ask_conditions", "ask_benefits", "ask_window", "ask_validity", "ask_materials",
    "ask_procedure", "ask_contact", "ask_quota",
})  # fmt: skip


def converse(turn: Turn) -> None:
    """Takes one message and answers it; leaves the thread open while there is a question to ask."""
    turn.thread.interrupted = turn.thread.fresh = False
    asked, misses = turn.thread.asked if turn.thread.open else None, turn.thread.misses
    confirm, turn.thread.confirm = turn.thread.confirm, None
    if not (confirm and CONFIRMATIONS[confirm](turn)):
        _respond(turn)
    if turn.intent != "nlu_fallback":
        turn.thread.fallbacks = 0
    if turn.thread.open:
        proceed(turn)
        turn.thread.times = turn.thread.times + 1 if turn.thread.asked == asked else 0
        # The same question comes again, neither answered nor said to be unread: the message was about something else.
        if turn.thread.asked == asked and asked not in turn.file.changes and turn.thread.misses <= misses:
            turn.thread.interrupted = True
    say_pending(turn)


def _respond(turn: Turn) -> None:
    code = link_code_in(turn.text)
    if code is not None and join(turn, code):
        return
    command = command_of(turn.text, asking=turn.thread.open)
    if command is not None and COMMANDS[command](turn):
        return
    if take_identity(turn):
        return
    _follow_up(turn)
    if turn.topic.named:
        turn.thread.mention(list(turn.topic.named))
    if turn.intent in WISHES:
        assess(turn)
    elif turn.thread.open:
        listen(turn)
    elif turn.intent == "nlu_fallback":
        unsure(turn)
    elif turn.intent in HANDLERS:
        told = note(turn, turn.read()) if turn.intent != "out_of_scope" else []
        if turn.intent in ABOUT_PROGRAMS:
            turn.thread.last = turn.intent
        if asks(turn.text) or not told:
            answer(turn)
    else:
        inform(turn)


def _follow_up(turn: Turn) -> None:
    """「那隐形冠军呢」「换成隐形冠军」: the last kind of question, or the open assessment, moves to the program named."""
    if switches(turn.text, turn.topic.spans):
        turn.intent, turn.confidence = "check_eligibility", 1.0
    elif follows_up(turn.text, turn.topic.spans):
        turn.intent = "check_eligibility" if turn.thread.open else turn.thread.last or turn.intent
        turn.confidence = 1.0


def assess(turn: Turn) -> None:
    """「我能申报…吗」「还差什么」: takes what the message states, and starts with the programs that it asks about."""
    turn.thread.last = "check_eligibility"
    note(turn, turn.read())
    programs = list(turn.topic.asked or turn.topic.named)
    if not programs:
        current = turn.thread.goal if turn.thread.open and not turn.thread.finding else [turn.program] if turn.program else []
        programs = list(current)
    if not programs:
        offer_programs(turn)
        return
    begin(turn, programs)


def inform(turn: Turn) -> None:
    """Facts told outside an assessment: kept; where they change what was decided on the program on the table, it is said anew."""
    goal = turn.thread.goal or ([turn.program] if turn.program else [])
    before = {program: _outcome(decision) for program, decision in decisions_of(turn, goal).items()}
    told = note(turn, turn.read())
    if not told:
        turn.say.utter_message(response="utter_nothing_noted")
        return
    after = decisions_of(turn, goal)
    matters = {fact for decision in after.values() for fact in decision.rules.facts()} & set(told)
    if not matters:
        turn.say.utter_message(response="utter_offer_assess")
    elif before == {program: _outcome(decision) for program, decision in after.items()} and not turn.thread.finding:
        names = "、".join(PROGRAMS[program].name for program in after)
        turn.say.utter_message(response="utter_unchanged", programs=names, buttons=unchanged_choices(after))
    else:
        begin(turn, goal, finding=turn.thread.finding)
        turn.thread.fresh = False


def _outcome(decision: Decision) -> tuple[str, tuple[str, ...]]:
    """What of a decision the person would want to hear again if it changed; an open verdict always goes on."""
    if decision.truth is None:
        return decision.verdict, tuple(decision.missing_facts)
    return decision.verdict, tuple(decision.failing_facts)
