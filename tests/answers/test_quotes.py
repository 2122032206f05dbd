"""No word is put into a document's mouth: every quote of every answer stands in its clause, and the full text is one press away."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from actions.steering import full_text as full_text_command
from actions.text_answers import say_full_text
from policy_db.caveats import bundled_caveats
from policy_db.database import Database
from policy_db.documents import find_clause, find_place, full_text, iter_clauses, normalise_quote, quotes
from policy_db.models import Clause, Document
from policy_db.programs import PROGRAMS
from policy_db.rules import decide, load_rulebook
from policy_db.search.excerpt import GAP, PART, WHOLE, excerpt
from policy_db.terms import TERMS
from tests.answers.asking import ask, reply_of, turn
from tests.answers.test_program_answers import EVERY, question
from tests.policy_search.measure import Case, read_independent, read_own, read_unseen

# The line under a quote: document, title, clause and page.
CITED = re.compile(r"^——(?P<document>[^《\n]*)《(?P<title>[^\n]+)》 (?P<clause>[^，〔\n]+)(?:，第(?P<pages>[\d、]+)页)?", re.MULTILINE)
CASES = [*read_own(), *read_independent(), *read_unseen()]


@pytest.mark.parametrize("start", range(0, len(CASES), 40))
def test_every_quote_stands_in_its_clause(database: Database, start: int) -> None:
    for case in CASES[start:start + 40]:
        check_quotes(database, case)


def check_quotes(database: Database, case: Case) -> None:
    text = ask("ask_policy", case.question).text
    body = text.split("\n\n提示")[0]
    at = 0
    for cited in CITED.finditer(body):
        said = body[at:cited.start()].strip()
        at = body.index("\n", cited.end()) if "\n" in body[cited.end():] else len(body)
        with database.session() as session:
            clause = find_clause(session, cited["document"] or cited["title"], cited["clause"])
            assert clause is not None, case.question
            assert cited["pages"] is None or cited["pages"].split("、") == list(map(str, clause.pages))
            shown = said.strip(GAP)
            assert shown and normalise_quote(shown) in normalise_quote(clause.text), case.question
            assert GAP in (said[0], said[-1]) or normalise_quote(said) == normalise_quote(clause.text), case.question


def test_excerpts_of_every_clause_are_verbatim_and_short(database: Database) -> None:
    with database.session() as session:
        for clause in iter_clauses(session):
            for asked in ("要多少钱", clause.heading or "有什么支持", "企业", ""):
                shown = excerpt(clause.text, asked)
                assert shown.strip(GAP) in clause.text
                assert shown == clause.text or (len(clause.text) > WHOLE and len(shown) <= max(WHOLE, PART + 100))


def test_every_differing_number_and_caveat_belongs_to_its_clause(database: Database) -> None:
    caveats = bundled_caveats()
    with database.session() as session:
        for group in caveats.differing:
            assert len(group.values) > 1
            for one in group.values:
                clause = find_clause(session, one.document, one.clause)
                assert clause is not None and clause.label == one.clause and quotes(clause.text, one.quote)
        for document, clauses in caveats.meant.items():
            for label in clauses:
                clause = find_clause(session, document, label)
                assert clause is not None and (clause.document.key, clause.label) == (document, label)


def test_every_verbatim_citation_of_rules_and_decisions_stands_in_its_clause(database: Database) -> None:
    with database.session() as session:
        for program in PROGRAMS:
            for rules in load_rulebook().versions(program):
                for cite in rules.citations():
                    if cite.verbatim:
                        check_citation(session, cite.doc_no, cite.clause, cite.quote)
                decision = decide(program, {}, rules.start).to_json()
                for criterion in decision["criteria"]:
                    for cited in criterion["citations"]:
                        if cited["verbatim"]:
                            check_citation(session, cited["doc_no"], cited["clause"], cited["quote"])


def check_citation(session, doc_no: str, label: str, quote: str) -> None:
    clause = find_clause(session, doc_no, label)
    assert clause is not None and quotes(full_text(clause), quote), (doc_no, label, quote)


def test_every_quote_of_the_glossary_stands_in_its_clause(database: Database) -> None:
    with database.session() as session:
        for term in TERMS.values():
            if term.quote:
                check_citation(session, term.document, term.clause, term.quote)


@pytest.mark.parametrize(("intent", "program"), EVERY)
def test_every_button_for_a_full_text_shows_it(database: Database, intent: str, program: str) -> None:
    for title, payload in ask(intent, question(intent, program), [program]).buttons.items():
        if "全文" in title:
            opened = turn("nlu_fallback", payload)
            assert full_text_command(opened)
            with database.session() as session:
                place = find_place(session, payload)
                assert place is not None and place[1] is not None
                assert normalise_quote(full_text(place[1])) in normalise_quote(reply_of(opened).text)


def test_full_text_of_every_clause_can_be_asked_for(database: Database) -> None:
    with database.session() as session:
        for document in session.execute(select(Document).where(Document.held)).scalars():
            for clause in document.clauses:
                place = find_place(session, f"{document.number} {clause.label} 全文")
                assert place is not None and place[1] is not None and place[1].id == clause.id, (document.key, clause.label)


def test_long_clause_is_cut_and_opened_by_a_press_or_by_the_bare_words(database: Database) -> None:
    reply = ask("ask_policy", "每个行业协会一年能推几家隐形冠军")
    assert GAP in reply.text and "不超过2家" in reply.text
    [payload] = [payload for title, payload in reply.buttons.items() if title.startswith("查看全文")]
    bare = turn("out_of_scope", "查看全文")
    bare.thread = reply.thread
    pressed = turn("out_of_scope", payload)
    assert say_full_text(bare) and say_full_text(pressed)
    assert reply_of(bare).text == reply_of(pressed).text
    with database.session() as session:
        clause = find_clause(session, "浙经信企创〔2016〕234号", "四（一）")
        assert isinstance(clause, Clause) and clause.text in reply_of(pressed).text
    assert not say_full_text(turn("out_of_scope", "查看全文"))


