"""Questions about a program, answered from the rule version in force on the day, each statement with its source.

A program without a version in force is answered from its last one, and that it has ended is said first. What a version does
not state is said to be not stated, with the last version that did state it and the office to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from actions.conditions import asked_about, shown_conditions
from actions.replies import render, words
from actions.store import database
from actions.text_answers import add_clause, answer_policy_question, differing_text, full_text_buttons, refuse_plainly
from actions.turn import Turn
from actions.verdict import OFFERED, ratings_in, window_text
from policy_db.caveats import bundled_caveats
from policy_db.documents import find_document
from policy_db.programs import PROGRAMS
from policy_db.programs.fold import fold
from policy_db.rules import NoVersion, RuleVersion, load_rulebook, wording
from policy_db.rules.version import Citation
from policy_db.rules.window import window_state
from policy_db.search.query import question_words, read_question

# So many clauses of an answer can be opened with a button, and so many conditions of only one program are compared.
MOST_BUTTONS = 3
MOST_ALONE = 8


@dataclass(frozen=True)
class Basis:
    """What an answer rests on: ``rules`` in force, or where ``ended`` the last ones; ``older`` are those before, newest first."""

    rules: RuleVersion
    ended: bool
    older: tuple[RuleVersion, ...]

    @classmethod
    def of(cls, program: str, on: date) -> Basis:
        """The basis for a program on a day. A day before its first version has that one, as if it had ended."""
        versions = load_rulebook().versions(program)
        try:
            rules, ended = load_rulebook().version(program, on), False
        except NoVersion:
            rules, ended = next((one for one in reversed(versions) if one.start <= on), versions[0]), True
        return cls(rules, ended, tuple(one for one in reversed(versions) if one.start < rules.start))

    def earlier(self, section: str) -> Optional[RuleVersion]:
        """The last version before that states a section."""
        return next((one for one in self.older if getattr(one, section)), None)


def answer_program_question(turn: Turn) -> None:
    """Answers ``ask_*`` for the program that the message names, or else the one talked about; a named document from its text."""
    program = turn.meant_program()
    groups = bundled_caveats().differing_in(turn.text)
    if names_document(turn.text):
        answer_policy_question(turn)
        return
    # 「台州市级奖励多少钱」 is no question about the program that was talked about before.
    if not turn.topic.named and (program is None or read_question(turn.text).places) and refuse_plainly(turn):
        return
    if program is None:
        ask_which(turn)
        return
    turn.program = program
    # 「浙江要培育多少家」 asks for a target, which stands in the texts, not for a quota.
    if turn.intent == "ask_quota" and not groups and any(word in turn.text for word in words()["target"]):
        answer_policy_question(turn)
        return
    say_elsewhere(turn)
    if groups and turn.intent == "ask_quota":
        turn.say.utter_message(text=differing_text(groups))
        return
    basis = basis_asked(turn, program)
    if turn.intent == "ask_conditions":
        say_conditions(turn, basis)
    elif turn.intent == "ask_window":
        say_window(turn, basis)
    elif turn.intent == "ask_contact":
        say_contacts(turn, basis)
    else:
        say_section(turn, basis)
    if groups:
        turn.say.utter_message(text=differing_text(groups))


def basis_asked(turn: Turn, program: str) -> Basis:
    """The basis of an answer: the rules in force, or those of the year whose rules the question wants (2016年的隐形冠军)."""
    basis = Basis.of(program, turn.on)
    # The period of a year is looked for among all periods.
    year = None if turn.intent in ("ask_window", "ask_contact") else year_of_rules(turn.text)
    if year is None or year >= turn.on.year:
        return basis
    then = Basis.of(program, date(year, 12, 31))
    if then.ended or then.rules is basis.rules:
        return basis
    turn.say.utter_message(text=words()["earlier_year"].format(
        year=year, version=then.rules.version, current=basis.rules.version))
    return then


def year_of_rules(text: str) -> Optional[int]:
    """The year that a question gives to the rules themselves; none for a year of the enterprise (2020年成立)."""
    names = "|".join(re.escape(alias) for program in PROGRAMS.values() for alias in program.aliases)
    found = re.search(rf"((?:19|20)\d\d)\s*(?:年版|版|年度?)的?\s*(?:那版|老|旧|{words()['of_rules']}|{names})", fold(text))
    return int(found.group(1)) if found else None


def say_elsewhere(turn: Turn) -> None:
    """That no document has rules of the place which a question names, so that what follows is not taken for them."""
    question = read_question(turn.text)
    higher = any(word in question.cleaned for word in question_words()["higher"])
    silent = () if higher else question_words()["silent_places"]
    places = dict.fromkeys([*question.places, *(place for place in silent if place in question.cleaned)])
    if places:
        turn.say.utter_message(text=words()["elsewhere"].format(places="、".join(places)))


def names_document(text: str) -> bool:
    """Whether a question asks about one document: then its text answers, not the rules in force."""
    with database().session() as session:
        return find_document(session, text) is not None


def ask_which(turn: Turn) -> None:
    """Asks which program is meant; a button asks the same of one."""
    asks = words()["unsure"][turn.intent]["asks"]
    turn.say.utter_message(response="utter_which_program", buttons=[
        {"title": PROGRAMS[program].name, "payload": asks.format(program=PROGRAMS[program].aliases[0])} for program in OFFERED])


def say_conditions(turn: Turn, basis: Basis) -> None:
    """Every condition with its threshold and clause, or those that the question is about."""
    rules = basis.rules
    some = asked_about(rules, turn.text)
    criteria = some or rules.criteria
    name = PROGRAMS[rules.program].aliases[0]
    buttons = [words()["can_we_apply"].format(program=name)] if not basis.ended else []
    if some:
        buttons.insert(0, words()["unsure"]["ask_conditions"]["asks"].format(program=name))
    _say(turn, basis, "conditions", criteria, buttons,
         shown=shown_conditions(criteria, rules), count=len(rules.criteria), some=bool(some))


def say_window(turn: Turn, basis: Basis) -> None:
    """Whether applications are open on the day, with every period that a source states."""
    now = window_text(window_state(basis.rules.windows, turn.on), turn.on)
    told = {day.year for rules in (basis.rules, *basis.older) for one in rules.windows for day in (one.opens, one.closes) if day}
    years = [year for year in read_question(turn.text).years if int(year) not in told]
    if years:
        turn.say.utter_message(text=words()["other_years"].format(years="、".join(years)))
    earlier = None if basis.rules.windows else basis.earlier("windows")
    windows = basis.rules.windows or (earlier.windows if earlier else ())
    _say(turn, basis, "windows", windows, now=now, earlier=earlier, windows=windows)


def say_contacts(turn: Turn, basis: Basis) -> None:
    """The offices that the source prints, with its date; where it prints none, that is said."""
    earlier = None if basis.rules.contacts else basis.earlier("contacts")
    office = words()["offices"][basis.rules.program]
    contacts = basis.rules.contacts or (earlier.contacts if earlier else ())
    printed = [] if contacts else [
        contact for contact in load_rulebook().versions(office["printed"])[-1].contacts if office["desk"] in contact.office
    ] if "printed" in office else []
    _say(turn, basis, "contacts", [*contacts, *printed], earlier=earlier, contacts=contacts, printed=printed,
         dates=_dates(cite for contact in (*contacts, *printed) for cite in contact.citations))


def say_section(turn: Turn, basis: Basis) -> None:
    """Benefits, materials, procedure, quotas or validity; where the version does not state them, the last one that did."""
    section = words()["sections"][turn.intent]
    entries = getattr(basis.rules, section["section"])
    earlier = None if entries else basis.earlier(section["section"])
    shown = entries or (getattr(earlier, section["section"]) if earlier else ())
    _say(turn, basis, "section", shown, title=section["title"], entries=entries, earlier=earlier, shown=shown)
    if not entries:
        add_clause(turn, {f"{cite.doc_no} {cite.clause}" for one in shown for cite in one.citations})


def _say(turn: Turn, basis: Basis, template: str, cited: Iterable[Any], asks: Iterable[str] = (), **values: Any) -> None:
    """One answer with what belongs to every answer: that the rules have ended, their warnings, the office, the marks' legend."""
    cited = list(cited)
    rules = basis.rules
    places = [(cite.doc_no, cite.clause) for one in cited for cite in one.citations if cite.verbatim]
    buttons = [{"title": text, "payload": text} for text in asks]
    if template != "conditions":
        buttons += full_text_buttons(list(dict.fromkeys(places))[:MOST_BUTTONS])
    turn.thread.place = " ".join(places[0]) if places else None
    turn.say.utter_message(
        text=render(
            template, program=PROGRAMS[rules.program], rules=rules, ended=basis.ended,
            office=words()["offices"][rules.program]["office"], ratings=ratings_in(one.citations for one in cited), **values),
        buttons=buttons + _successor(turn, basis))


def _successor(turn: Turn, basis: Basis) -> list[dict[str, str]]:
    """The same question about the program that took the place of an ended one."""
    successor = words()["successors"].get(basis.rules.program)
    if not basis.ended or successor is None:
        return []
    text = words()["unsure"][turn.intent]["asks"].format(program=PROGRAMS[successor].aliases[0])
    return [{"title": text, "payload": text}]


def _dates(cites: Iterable[Citation]) -> dict[str, date]:
    """When the cited documents were issued, where that is known."""
    with database().session() as session:
        found = {cite.doc_no: find_document(session, cite.doc_no) for cite in cites}
        return {number: document.issued for number, document in found.items() if document is not None and document.issued}


def compare_programs(turn: Turn) -> None:
    """Two programs by what differs: the same fact with another line, and what only one of them asks."""
    named = list(turn.topic.named)
    if len(named) < 2 and names_document(turn.text):
        answer_policy_question(turn)
        return
    if turn.program and turn.program not in named:
        named.append(turn.program)
    if len(named) < 2:
        ask_other(turn, named)
        return
    bases = [Basis.of(program, turn.on) for program in named[:2]]
    asks = words()["unsure"]["ask_conditions"]["asks"]
    buttons = [asks.format(program=PROGRAMS[program].aliases[0]) for program in named[:2]]
    turn.say.utter_message(
        text=render("compare", **comparison(bases[0].rules, bases[1].rules), levels=words()["levels"],
                    ended=[basis.ended for basis in bases], most=MOST_ALONE),
        buttons=[{"title": title, "payload": title} for title in buttons])


def ask_other(turn: Turn, named: list[str]) -> None:
    """Asks with what a program is to be compared; the buttons are the other ones."""
    first = named[0] if named else OFFERED[0]
    asks = words()["compare"]
    turn.say.utter_message(response="utter_which_program", buttons=[
        {"title": PROGRAMS[other].name,
         "payload": asks.format(one=PROGRAMS[first].aliases[0], other=PROGRAMS[other].aliases[0])}
        for other in OFFERED if other != first])


def comparison(one: RuleVersion, other: RuleVersion) -> dict[str, Any]:
    """The differing conditions of two versions, matched by the facts that they read."""
    sides = [
        {criterion.facts: criterion for criterion in rules.criteria if criterion.require is not None}
        for rules in (one, other)
    ]
    shared = [facts for facts in sides[0] if facts in sides[1]]
    differing = []
    for facts in shared:
        lines = [wording.required(condition) for side in sides if (condition := side[facts].require) is not None]
        if lines[0] != lines[1]:
            differing.append({"label": sides[0][facts].label, "one": lines[0], "other": lines[1]})
    only = [
        [
            {"label": criterion.label, "required": wording.beside(criterion.label, criterion.require)}
            for facts, criterion in side.items()
            if facts not in shared
        ]
        for side in sides
    ]
    return {
        "programs": [PROGRAMS[one.program], PROGRAMS[other.program]],
        "rules": [one, other],
        "differing": differing,
        "only": only,
        "same": len(shared) - len(differing),
    }
