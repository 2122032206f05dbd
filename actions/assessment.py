"""The assessment: decide with what is known, say a verdict as soon as it is certain, else know what to ask.

One program, two together, or all of them (「我们能报哪些」): the same evaluator, the same questions, one thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from actions.overview import say_programs
from actions.turn import Turn
from actions.verdict import decision_for, say_decision
from policy_db.rules import Decision
from policy_db.rules.question import next_fact, next_shared, questions_left

# 「我们能报哪些」 asks this many questions at most before it shows the list.
FINDING_QUESTIONS = 5


def begin(turn: Turn, programs: Iterable[str], *, finding: bool = False) -> None:
    """Starts assessing programs; those without rules on the day are said to have none and left out."""
    ruled = [program for program in programs if decision_for(turn, program, quiet=finding) is not None]
    turn.file.withdraw(turn.file.unknown.copy())
    turn.thread.begin(ruled, finding=finding)
    if ruled and not finding:
        turn.program = ruled[-1]
        turn.thread.mention(ruled)
    if not ruled:
        turn.thread.close()


def proceed(turn: Turn) -> None:
    """After every message of an assessment: says the verdicts that have become certain, and picks the next question.

    The assessment ends when nothing is left that could be asked.
    """
    thread = turn.thread
    if thread.finding:
        _proceed_finding(turn)
        return
    decisions = decisions_of(turn)
    for program, decision in decisions.items():
        if decision.truth is not None and program not in thread.concluded:
            say_decision(turn, decision)
            thread.concluded.append(program)
    open_ = [decision for program, decision in decisions.items() if program not in thread.concluded]
    if thread.held and any(thread.asked in decision.missing_facts for decision in open_):
        return
    pick_question(turn, open_)
    if thread.asked is None:
        for decision in open_:
            say_decision(turn, decision)
        thread.concluded += [decision.rules.program for decision in open_]
        thread.close()


def conclude(turn: Turn) -> None:
    """Says where things stand now, without asking further: 「直接给结果」."""
    if turn.thread.finding:
        turn.thread.close()
        say_programs(turn)
        return
    for program, decision in decisions_of(turn).items():
        if program not in turn.thread.concluded:
            say_decision(turn, decision)
            turn.thread.concluded.append(program)
    turn.thread.close()


def _proceed_finding(turn: Turn) -> None:
    thread = turn.thread
    if not thread.held:
        open_ = [decision for decision in decisions_of(turn).values() if decision.truth is None]
        enough = len(set(thread.trail)) >= FINDING_QUESTIONS
        _ask(turn, None if enough else _best(open_, frozenset(turn.file.unknown)))
    if thread.asked is None:
        thread.close()
        say_programs(turn)


def decisions_of(turn: Turn, programs: Optional[Iterable[str]] = None) -> dict[str, Decision]:
    """The decision for each program (of the goal, unless others are given) that has rules on the day."""
    goal = turn.thread.goal if programs is None else programs
    found = {program: decision_for(turn, program, quiet=True) for program in goal}
    return {program: decision for program, decision in found.items() if decision is not None}


def pick_question(turn: Turn, open_: list[Decision]) -> None:
    """Keeps as the open question the fact that settles most.

    What was put off comes back at the end if it still matters, one by one, until the person again does not know.
    """
    thread, unknown = turn.thread, frozenset(turn.file.unknown)
    thread.held = False
    fact = _best(open_, unknown)
    if fact is None and not unknown & frozenset(thread.returned):
        fact = _best(open_, frozenset())
        if fact is not None:
            thread.returned.append(fact)
            thread.held = True
    _ask(turn, fact)


def _ask(turn: Turn, fact: Optional[str]) -> None:
    if fact != turn.thread.asked:
        turn.thread.misses = 0
    turn.thread.asked = fact
    if fact is not None and turn.thread.trail[-1:] != [fact]:
        turn.thread.trail.append(fact)


def _best(open_: list[Decision], unknowable: frozenset[str]) -> Optional[str]:
    if len(open_) == 1:
        return next_fact(open_[0].rules, open_[0].situation, unknowable)
    return next_shared([(decision.rules, decision.situation) for decision in open_], unknowable)


def left(turn: Turn) -> int:
    """About how many questions are still ahead."""
    open_ = [decision for decision in decisions_of(turn).values() if decision.truth is None]
    unknown = frozenset(turn.file.unknown)
    counts = [questions_left(decision.rules, decision.situation, unknown) for decision in open_]
    if turn.thread.finding:
        return max(1, min(FINDING_QUESTIONS + 1 - len(set(turn.thread.trail)), sum(counts)))
    if not counts:
        return 0
    missing = [set(decision.missing_facts) for decision in open_]
    shared = len(set().union(*missing)) / max(1, sum(map(len, missing)))
    return max(1, round(sum(counts) * shared))
