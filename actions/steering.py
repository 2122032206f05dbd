"""The commands that steer a conversation: skip, back, how many left, pause, go on, both together, the result now."""

from __future__ import annotations

from collections.abc import Callable

from actions.assessment import begin, conclude, left
from actions.linking import offer_code, unlink
from actions.reports import save_report, show_reports
from actions.text_answers import say_full_text
from actions.turn import Turn
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import wording

# A command answers true when it has dealt with the message; else the message is read like any other.
Command = Callable[[Turn], bool]
# 「查看全文」 alone; a longer wish for a full text may name a document that another answer knows.
LONGEST_BARE = 6


def skip(turn: Turn) -> bool:
    """「跳过」: the open question waits; it comes back at the end if it still matters."""
    asked = turn.thread.asked
    if asked is None:
        return False
    turn.put_off([asked])
    turn.thread.held = False
    turn.say.utter_message(response="utter_noted_unknown", labels=wording.labels([asked]))
    return True


def back(turn: Turn) -> bool:
    """「返回上一题」: what was answered last is taken back and asked again."""
    thread = turn.thread
    earlier = [fact for fact in thread.trail if fact != thread.asked]
    if not earlier:
        turn.say.utter_message(response="utter_no_earlier")
        thread.interrupted = True
        return True
    fact = earlier[-1]
    told = turn.file.told.get(fact)
    value = wording.show_stated(FACTS[fact], told.value) if told is not None and told.value is not None else ""
    turn.file.withdraw([fact])
    thread.trail = thread.trail[: _last(thread.trail, fact)] + [fact]
    thread.asked, thread.held, thread.misses, thread.concluded = fact, True, 0, []
    turn.say.utter_message(response="utter_back_from" if value else "utter_back", value=value)
    return True


def how_many_left(turn: Turn) -> bool:
    """「还剩几个问题」."""
    if not turn.thread.open:
        turn.say.utter_message(response="utter_nothing_open")
        return True
    turn.thread.interrupted = True
    turn.say.utter_message(response="utter_left", left=left(turn))
    return True


def pause(turn: Turn) -> bool:
    """「先到这里」: nothing more is asked; everything said is kept for next time."""
    turn.thread.open = False
    turn.say.utter_message(response="utter_paused", count=len(turn.file.known()))
    return True


def resume(turn: Turn) -> bool:
    """「继续」: the assessment that was left goes on; where none was, it says how to begin."""
    thread = turn.thread
    if thread.open:
        thread.interrupted = True
        return True
    if not thread.goal:
        return False
    if thread.asked is None:
        begin(turn, thread.goal, finding=thread.finding)
        thread.fresh, thread.interrupted = False, True
        return True
    thread.open = thread.interrupted = True
    return True


def both(turn: Turn) -> bool:
    """「两个一起测」: the programs named, or the two talked about last, are assessed together, each question once."""
    programs = list(turn.topic.named)
    for program in reversed(turn.thread.mentioned):
        if len(programs) < 2 and program not in programs:
            programs.append(program)
    if len(programs) < 2:
        return False
    turn.say.utter_message(response="utter_both", programs="、".join(PROGRAMS[program].name for program in programs))
    begin(turn, programs)
    return True


def result_now(turn: Turn) -> bool:
    """「直接给结果」: where things stand, without further questions."""
    conclude(turn)
    return True


def result(turn: Turn) -> bool:
    """「看结果」 when nothing is asked any more: the verdicts of the last assessment once more."""
    if not turn.thread.goal:
        turn.say.utter_message(response="utter_nothing_open")
        return True
    turn.thread.concluded = []
    conclude(turn)
    return True


def full_text(turn: Turn) -> bool:
    """「查看全文」: the whole clause that the message names, or the one quoted last; that there is none is said."""
    said = say_full_text(turn)
    if not said and len(turn.text) <= LONGEST_BARE:
        turn.say.utter_message(response="utter_no_full_text")
        said = True
    turn.thread.interrupted = turn.thread.interrupted or (said and turn.thread.open)
    return said


def _last(trail: list[str], fact: str) -> int:
    return len(trail) - 1 - trail[::-1].index(fact)


COMMANDS: dict[str, Command] = {
    "skip": skip,
    "back": back,
    "left": how_many_left,
    "pause": pause,
    "resume": resume,
    "both": both,
    "conclude": result_now,
    "result": result,
    "save_report": save_report,
    "show_report": show_reports,
    "full_text": full_text,
    "link_code": offer_code,
    "unlink": unlink,
}


