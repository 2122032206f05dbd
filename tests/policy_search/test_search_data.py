"""The data of the search: every key stands for a clause, every official word stands in one, every quote is verbatim."""

from __future__ import annotations

from collections import Counter

import pytest

from policy_db.database import Database
from policy_db.documents import find_clause, iter_clauses, quotes
from policy_db.models import Document
from policy_db.search.asked import read_questions, read_unanswered
from policy_db.search.grams import clean
from policy_db.search.query import question_words
from policy_db.search.thesaurus import thesaurus
from policy_db.terms import TERMS, find_term
from policy_db.terms.terms import own_sources
from tests.policy_search.measure import read_own


@pytest.fixture(scope="module")
def clauses(database: Database):
    with database.session() as session:
        return {(clause.document, clause.label): clause for clause in iter_clauses(session)}


def test_every_reviewed_question_belongs_to_a_clause(clauses) -> None:
    asked = {(document, label) for document, labels in read_questions().items() for label in labels}
    assert asked - set(clauses) == set()


def test_every_item_has_reviewed_questions(clauses) -> None:
    asked = read_questions()
    bare = [key for key, clause in clauses.items() if clause.kind in ("item", "article") and not asked.get(key[0], {}).get(key[1])]
    assert bare == []


def test_no_question_is_listed_twice_or_belongs_to_two_sides() -> None:
    questions = [question for labels in read_questions().values() for asked in labels.values() for question in asked]
    unanswered = read_unanswered().questions
    assert [question for question, count in Counter([*questions, *unanswered]).items() if count > 1] == []


def test_questions_to_learn_on_are_no_reviewed_questions() -> None:
    reviewed = {question for labels in read_questions().values() for asked in labels.values() for question in asked}
    reviewed.update(read_unanswered().questions)
    assert sorted({case.question for case in read_own()} & reviewed) == []


def test_every_official_word_stands_in_a_clause(clauses) -> None:
    text = "\n".join(clean(f"{clause.title} {' '.join(clause.path)} {clause.text}") for clause in clauses.values())
    assert [concept.name for concept in thesaurus().concepts if not any(word in text for word in concept.official)] == []


def test_thesaurus_holds_several_hundred_pairs_without_repetition() -> None:
    for concept in thesaurus().concepts:
        words = concept.official + concept.spoken
        assert len(words) == len(set(words)), concept.name
        assert all(len(word) >= 2 for word in words), concept.name
    assert sum(len(concept.spoken) for concept in thesaurus().concepts) >= 500


def test_no_place_without_provisions_is_named_by_a_document(clauses) -> None:
    text = "\n".join(clean(clause.text) for clause in clauses.values())
    assert [place for place in question_words()["places"] if clean(place).strip() in text] == []


def test_the_glossary_is_large_enough() -> None:
    assert len(TERMS) >= 60


@pytest.mark.parametrize("term", TERMS.values(), ids=list(TERMS))
def test_term_has_its_source(database: Database, term) -> None:
    with database.session() as session:
        if term.rating == "compendium":
            clause = find_clause(session, term.document, term.clause)
            assert clause is not None and quotes(clause.text, term.quote)
            assert list(term.pages) == clause.pages
        else:
            assert term.rating in ("A", "B") and term.point and not term.quote
            registered = session.query(Document).filter_by(key=term.document).one_or_none()
            assert registered is not None or term.document in own_sources()


@pytest.mark.parametrize(("text", "id_"), [
    ("什么是小升规", "small_to_above"),
    ("Ⅰ类知识产权是什么", "class1_ip"),
    ("一类知识产权指的是什么", "class1_ip"),
    ("主营业务收入占比怎么算", "main_business_ratio"),
    ("「六基」是啥意思", "six_bases"),
    ("四基", "four_bases"),
    ("划型是什么", "size_classes"),
    ("以上、以下包含本数吗", "above_below"),
    ("什麼是隱形冠軍", "hidden_champion"),
])
def test_term_is_found_by_name_and_synonym(text: str, id_: str) -> None:
    term = find_term(text)
    assert term is not None and term.id == id_


@pytest.mark.parametrize("text", ["", "今天天气怎么样", "？？", "a" * 5000])
def test_a_text_without_a_term_finds_none(text: str) -> None:
    assert find_term(text) is None
