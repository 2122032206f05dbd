"""One broken rule file per possible mistake: the message names the line and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policy_db.rules import Rulebook
from policy_db.yamlfile import FileError, read

CASES = read(Path(__file__).parent / "broken" / "cases.yaml")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_broken_file(case: dict[str, Any], write_rules: Callable[..., Path]) -> None:
    path = write_rules(case["body"])
    with pytest.raises(FileError) as caught:
        Rulebook(path.parent.parent).versions("sample")
    assert case["message"] in caught.value.message
    assert caught.value.line == case["line"]
    assert str(caught.value).startswith("2026.yml:")


SOUND = "criteria:\n  - {id: a, label: 甲, require: {fact: is_champion, is: true}, cite: CITE}\n"


def test_overlapping_versions(write_rules: Callable[..., Path]) -> None:
    from tests.policy_rules.conftest import HEAD

    write_rules(SOUND)
    path = write_rules(SOUND, head=HEAD.replace('"2026"', '"2027"').replace("2026-04-01", "2027-01-01"), name="2027")
    with pytest.raises(FileError, match="重叠"):
        Rulebook(path.parent.parent).versions("sample")


def test_program_and_place_must_agree(write_rules: Callable[..., Path]) -> None:
    path = write_rules(SOUND, name="2030")
    with pytest.raises(FileError, match="sample/2030"):
        Rulebook(path.parent.parent).versions("sample")
