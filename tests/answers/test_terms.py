"""The words that owners ask about are in the glossary, and what no source explains is not explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_db.terms import TERMS, find_term
from policy_db.yamlfile import read
from tests.answers.asking import ask

ASKED = [(text, id_) for id_, texts in read(Path(__file__).with_name("terms.yml")).items() for text in texts]


@pytest.mark.parametrize(("text", "id_"), ASKED, ids=[text for text, _ in ASKED])
def test_word_is_explained_with_its_source(text: str, id_: str) -> None:
    term = find_term(text)
    assert (term.id if term else "none") == id_
    reply = ask("explain_term", text)
    if term is None:
        assert "出处：" not in reply.text
    else:
        assert TERMS[id_].text in reply.text and f"出处：{term.document}" in reply.text
