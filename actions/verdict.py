"""A decision in words: the verdict, every condition with value, threshold and clause, what is lacking, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Optional

from actions.replies import render, words
from actions.turn import Turn
from policy_db.facts.catalog import FACTS
from policy_db.programs import PROGRAMS
from policy_db.rules import Decision, NoVersion, Result, decide, load_rulebook, wording
from policy_db.rules.gap import Gap, gaps
from policy_db.rules.ladder import nearest
from policy_db.rules.window import WindowState

# Programs offered where a message names none, in the order of the cultivation ladder.
OFFERED = ("little_giant", "srdi_sme", "innovative_sme", "key_little_giant", "champion_enterprise", "hidden_champion")
MARKS = {"met": "✓", "unmet": "✗", "unknown": "？", "judgement": "◎"}


def decision_for(turn: Turn, program: str, *, quiet: bool = False) -> Optional[Decision]:
    """The decision on the turn's day, or ``None`` after saying (unless ``quiet``) that no rules govern on it."""
    known = (program, tuple(turn.file.facts.items()), tuple(turn.file.approx.items()))
    try:
        if known not in turn.decided:
            turn.decided[known] = decide(program, turn.file.facts, turn.on, approx=turn.file.approx)
        return turn.decided[known]
    except NoVersion:
        if not quiet:
            turn.say.utter_message(
                response="utter_no_version",
                program=PROGRAMS[program].name,
                on=turn.on.isoformat(),
                reason=no_version_reason(program),
            )
        return None


def no_version_reason(program: str) -> str:
    """What the newest version of a program says about its end, if it has ended."""
    last = load_rulebook().versions(program)[-1]
    return render("no_version", last=last)


def say_decision(turn: Turn, decision: Decision) -> None:
    """The verdict with every condition, as text and as ``custom`` data for rich clients."""
    shown = decision.to_json()
    lines = [_line(result, criterion) for result, criterion in zip(decision.results, shown["criteria"])]
    by_status = {status: [line for line in lines if line["status"] == status] for status in words()["groups"]}
    # Once the answer is no, what was not asked changes nothing: it is named, not listed.
    unasked = [line["label"] for line in by_status["unknown"]] if decision.truth is False else []
    groups = [
        {"title": title, "lines": by_status[status]}
        for status, title in words()["groups"].items()
        if by_status[status] and not (status == "unknown" and unasked)
    ]
    lacking = [lack_of(gap) for gap in gaps(decision)]
    where = [where_of(fact) for fact in decision.missing_facts]
    below = step_below(turn, decision) if decision.truth is False else None
    text = render(
        "decision",
        head=head(decision),
        groups=groups,
        unasked=unasked,
        lacking=lacking,
        where=where,
        window=window_text(decision.window, decision.on),
        warnings=[warning.rstrip("。") for warning in decision.warnings],
        ratings=ratings_in(line["citations"] for group in groups for line in group["lines"]),
        nearest=below,
        disclaimer=not turn.thread.disclaimed,
    )
    turn.thread.disclaimed = True
    turn.say.utter_message(text=text, buttons=follow_ups(decision, below))
    name = PROGRAMS[decision.rules.program].name
    shown.update(lacking=lacking, where=where, nearest=below)
    turn.say.utter_message(json_message={"type": "decision", "program_name": name, **shown})


def step_below(turn: Turn, decision: Decision) -> Optional[dict[str, Any]]:
    """The nearest program that the enterprise can reach instead, with its verdict."""
    below = nearest(decision.rules.program, turn.file.facts, turn.on, approx=turn.file.approx)
    if below is None:
        return None
    program = PROGRAMS[below.rules.program]
    return {"name": program.name, "alias": program.aliases[0], "verdict": below.verdict}


def window_text(found: WindowState, on: date) -> str:
    """Whether applications are open on the day."""
    note, label = (found.window.note, found.window.label) if found.window else ("", "")
    return render("window", window=found.to_json(), on=on, note=note, label=label)


def ratings_in(citations: Iterable[Iterable[Any]]) -> list[str]:
    """The ratings that the shown citations carry, so that their marks can be explained once."""
    found = {cite["rating"] if isinstance(cite, dict) else cite.rating for each in citations for cite in each}
    return [rating for rating in ("A", "B") if rating in found]


def head(decision: Decision) -> str:
    """The first sentence of a decision."""
    return render(
        "head",
        program=PROGRAMS[decision.rules.program],
        rules=decision.rules,
        on=decision.on,
        verdict=decision.verdict,
        judged=any(result.status == "judgement" for result in decision.results),
    )


def lack_of(gap: Gap) -> str:
    """What an unmet condition lacks, how much, and whether the enterprise can do anything about it."""
    changes = [
        {
            "label": FACTS[change.fact].label,
            "now": None if change.now is None else wording.show(FACTS[change.fact], change.now),
            "needed": wording.show(FACTS[change.fact], change.needed),
            "lacking": None if not change.lacking else wording.distance(FACTS[change.fact], change.lacking),
            "met_from": change.met_from,
            "fixed": change.fixed,
            "lapse": change.lapse,
        }
        for change in gap.changes or ()
    ]
    return render("lack", label=gap.label, changes=changes)


def where_of(fact_id: str) -> str:
    """A fact that decides, and where the enterprise finds it."""
    return render("where", fact=FACTS[fact_id])


def follow_ups(decision: Decision, below: Optional[dict[str, Any]] = None) -> list[dict[str, str]]:
    """What people ask after a verdict, as buttons: the step below first where there is one."""
    name = PROGRAMS[decision.rules.program].aliases[0]
    texts = [text.format(program=name) for text in words()["follow_ups"][decision.verdict]]
    if below is not None:
        texts.insert(0, words()["can_we_apply"].format(program=below["alias"]))
    return [{"title": text, "payload": text} for text in texts]


def unchanged_choices(decisions: Mapping[str, Decision]) -> list[dict[str, str]]:
    """Where a verdict has not changed: to see it in full, or what else fits."""
    texts = [text.format(program=PROGRAMS[program].aliases[0]) for program in decisions for text in words()["unchanged"]]
    return [{"title": text, "payload": text} for text in dict.fromkeys(texts)]


def offer_programs(turn: Turn) -> None:
    """Asks which program is meant."""
    question = words()["can_we_apply"]
    buttons = [
        {"title": PROGRAMS[program].name, "payload": question.format(program=PROGRAMS[program].aliases[0])}
        for program in OFFERED
    ]
    turn.say.utter_message(response="utter_which_program", buttons=buttons)


def _line(result: Result, criterion: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": MARKS[result.status],
        "status": result.status,
        "label": criterion["label"],
        "reason": criterion["reason"],
        "note": criterion["note"] if result.status != "met" else "",
        "citations": criterion["citations"],
    }
