"""What the rules quote from a held text stands there word for word, in the clause and on the page that they name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from policy_db.documents import find_clause, find_document, full_text, quotes
from policy_db.rules import load_rulebook
from policy_db.rules.version import Citation


def cited() -> Iterator[tuple[str, Citation]]:
    rulebook = load_rulebook()
    for program in rulebook.programs:
        for version in rulebook.versions(program):
            for citation in version.citations():
                yield f"{program} {version.version}", citation


CITED = list(dict.fromkeys(cited()))


@pytest.mark.parametrize(("where", "citation"), [case for case in CITED if case[1].rating == "compendium"])
def test_a_quote_stands_in_its_clause(session: Session, where: str, citation: Citation) -> None:
    clause = find_clause(session, citation.doc_no, citation.clause)
    assert clause is not None, f"{where}: {citation.doc_no} has no clause {citation.clause}"
    assert quotes(full_text(clause), citation.quote), f"{where}: {citation.clause} does not say {citation.quote}"
    if citation.page is not None:
        pages = {page for part in (clause, *clause.children) for page in part.pages}
        assert citation.page in pages, f"{where}: {citation.clause} stands on {sorted(pages)}"


@pytest.mark.parametrize(("where", "citation"), CITED)
def test_a_cited_document_is_known(session: Session, where: str, citation: Citation) -> None:
    document = find_document(session, citation.doc_no) or find_document(session, citation.title)
    assert document is not None, f"{where}: {citation.doc_no} {citation.title}"
    # What a truncated print lacks may be cited from elsewhere, with the rating of that.
    assert document.held == (citation.rating == "compendium") or document.printed_state != "complete", where
