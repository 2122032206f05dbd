"""Every kind of question about every program has its answer: what is stated with its source, or that it is not stated."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.program_answers import Basis
from actions.replies import words
from policy_db.programs import PROGRAMS
from policy_db.rules import load_rulebook, wording
from policy_db.yamlfile import read
from tests.answers.asking import TODAY, ask

ASKS = ("ask_conditions", "ask_benefits", "ask_window", "ask_validity", "ask_materials", "ask_procedure", "ask_contact", "ask_quota")
EVERY = [pytest.param(intent, program, id=f"{intent}-{program}") for intent in ASKS for program in PROGRAMS]
EXACT: list[dict[str, Any]] = list(read(Path(__file__).with_name("programs.yml")))
DAYS = (date(2016, 10, 1), date(2021, 7, 22), date(2023, 1, 1), date(2026, 3, 31), TODAY)


def question(intent: str, program: str) -> str:
    """How a button asks it."""
    return str(words()["unsure"][intent]["asks"]).format(program=PROGRAMS[program].aliases[0])


@pytest.mark.parametrize(("intent", "program"), EVERY)
def test_answer_says_all_that_is_stated_or_that_it_is_not(intent: str, program: str) -> None:
    reply = ask(intent, question(intent, program), [program])
    basis = Basis.of(program, TODAY)
    rules = basis.rules
    assert PROGRAMS[program].name in reply.text
    assert rules.source in reply.text or f"{rules.version}版" in reply.text
    for part in wanted(intent, basis):
        assert part in reply.text
    if intent != "ask_contact":
        assert all(warning in reply.text for warning in rules.warnings)
    if not stated(intent, basis):
        assert "没有写明" in reply.text and words()["offices"][program]["office"] in reply.text
    if basis.ended:
        assert "现在没有有效的申报规则" in reply.text and ("已经失效" in reply.text) == stated(intent, basis)
    assert "None" not in reply.text and "{" not in reply.text
    assert not any(line != line.rstrip() for line in reply.text.splitlines())


@pytest.mark.parametrize("case", EXACT, ids=lambda case: f"{case['ask']}-{case['program']}")
def test_short_answers_word_for_word(case: dict[str, Any]) -> None:
    assert ask(case["ask"], question(case["ask"], case["program"]), [case["program"]]).text == case["says"].rstrip("\n")


@pytest.mark.parametrize(("intent", "program"), EVERY)
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_day_has_an_answer(intent: str, program: str, on: date) -> None:
    reply = ask(intent, question(intent, program), [program], on=on)
    assert Basis.of(program, on).rules.version in reply.text


@pytest.mark.parametrize(("intent", "program"), EVERY)
def test_program_of_the_conversation_is_meant(intent: str, program: str) -> None:
    about_it = "那它呢"
    assert ask(intent, about_it, program=program).text == ask(intent, about_it, [program]).text


@pytest.mark.parametrize("intent", ASKS)
def test_without_a_program_it_asks_which_and_keeps_the_kind_of_question(intent: str) -> None:
    reply = ask(intent, "那个怎么样")
    assert reply.buttons and all(payload == question(intent, _named(title)) for title, payload in reply.buttons.items())


@pytest.mark.parametrize("one", PROGRAMS)
@pytest.mark.parametrize("other", PROGRAMS)
def test_any_two_programs_are_compared_line_by_line(one: str, other: str) -> None:
    if one == other:
        return
    reply = ask("compare_programs", "有什么区别", [one, other])
    assert PROGRAMS[one].name in reply.text and PROGRAMS[other].name in reply.text
    for program in (one, other):
        assert (Basis.of(program, TODAY).ended) == (f"{PROGRAMS[program].name}】" in reply.text and "已停用" in next(
            line for line in reply.text.splitlines() if f"【{PROGRAMS[program].name}】" in line))
    assert all(line == line.strip() for line in reply.text.splitlines())


def test_question_about_one_condition_gets_that_condition_and_the_way_to_all() -> None:
    reply = ask("ask_conditions", "小巨人研发费用要多少", ["little_giant"])
    assert "1200万元" in reply.text and "资产负债率" not in reply.text and "共 21 项" in reply.text
    assert "小巨人要什么条件" in reply.buttons


@pytest.mark.parametrize(("text", "program", "labels"), [
    ("小巨人要几个专利", "little_giant", ["Ⅰ类知识产权4项"]), ("隐形冠军负债率要求", "hidden_champion", ["资产负债率"]),
    ("单项冠军市场占有率要全球第几", "champion_enterprise", ["全球市场占有率"]), ("小巨人的老本行收入要占多少", "little_giant", ["主营业务收入占"]),
])
def test_conditions_are_cut_to_the_question(text: str, program: str, labels: list[str]) -> None:
    said = ask("ask_conditions", text, [program]).text
    assert all(label in said for label in labels) and said.count("\n") < 12


@pytest.mark.parametrize("text", ["小巨人要什么条件", "申报小巨人需要具备哪些资格", "小巨人的认定标准是什么", "怎样才能评上国家级小巨人企业"])
def test_general_question_gets_all_conditions(text: str) -> None:
    assert "共 21 项，都要满足" in ask("ask_conditions", text, ["little_giant"]).text


def _named(name: str) -> str:
    return next(id_ for id_, program in PROGRAMS.items() if program.name == name)


SECTIONS = {"ask_benefits": "benefits", "ask_window": "windows", "ask_validity": "validity", "ask_materials": "materials",
            "ask_procedure": "procedure", "ask_contact": "contacts", "ask_quota": "quotas"}


def stated(intent: str, basis: Basis) -> bool:
    """Whether the version that answers states what is asked for."""
    return intent == "ask_conditions" or bool(getattr(basis.rules, SECTIONS[intent]))


def wanted(intent: str, basis: Basis) -> list[str]:
    """What the answer must contain, from the rules themselves."""
    if intent == "ask_conditions":
        return [part for one in basis.rules.criteria for part in (one.label, wording.beside(one.label, one.require))]
    section = SECTIONS[intent]
    source = next((rules for rules in (basis.rules, *basis.older) if getattr(rules, section)), None)
    entries = getattr(source, section) if source else ()
    said = [cite.doc_no for entry in entries for cite in entry.citations]
    if source is not None and source is not basis.rules:
        said += [f"较早的{source.version}版", "已被替代"]
    for entry in entries:
        if intent == "ask_window":
            said += [entry.label]
        elif intent == "ask_contact":
            said += [entry.office, entry.phone]
        else:
            said += [entry.text]
    return said


def test_every_program_has_an_office_and_every_kind_its_words() -> None:
    assert set(words()["offices"]) == set(PROGRAMS) == set(load_rulebook().programs)
    assert set(ASKS) <= set(words()["unsure"])
