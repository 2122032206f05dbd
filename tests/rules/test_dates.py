"""On the first day of each quarter every program has exactly one rule version, or is listed as not existing then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policy_db.programs import PROGRAMS
from policy_db.rules import load_rulebook
from policy_db.yamlfile import read

QUARTERS = [date(year, month, 1) for year in range(2016, 2028) for month in (1, 4, 7, 10)]
ABSENT = read(Path(__file__).with_name("absent.yaml"))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("on", QUARTERS, ids=str)
def test_one_version_a_day(program: str, on: date) -> None:
    governing = [version.version for version in load_rulebook().versions(program) if version.governs(on)]
    spans = ABSENT.get(program, [])
    absent = any((span.get("from") or date.min) <= on <= (span.get("to") or date.max) for span in spans)
    assert len(governing) == (0 if absent else 1), governing


def test_dates_are_those_of_the_program_list() -> None:
    wanted = read(Path(__file__).with_name("versions.yaml"))
    book = load_rulebook()
    found = {
        program: {version.version: [version.start, version.end] for version in book.versions(program)} for program in PROGRAMS
    }
    assert found == wanted


def test_everything_is_cited() -> None:
    for program in load_rulebook().programs:
        for version in load_rulebook().versions(program):
            for citation in version.citations():
                assert citation.doc_no, (program, version.version)
                assert citation.clause, (program, version.version)
                assert citation.quote, (program, version.version)
                assert citation.rating in ("compendium", "A", "B"), (program, version.version)
                assert citation.verbatim == (citation.rating == "compendium"), (program, version.version)
