"""Mentions of programs: exact cases, precision and recall, and spans that lie in the original text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policy_db.programs import PROGRAMS, find_programs
from policy_db.programs.fold import fold

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("programs.yaml").read_text(encoding="utf-8"))


def _wanted(case: dict[str, Any]) -> list[str]:
    return [] if case["programs"] == "none" else case["programs"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_named_programs(case: dict[str, Any]) -> None:
    mentions = find_programs(case["text"])
    assert [mention.program for mention in mentions] == _wanted(case)
    assert any(not mention.exact for mention in mentions) == case.get("typo", False)


def test_precision_and_recall() -> None:
    right = found = wanted = 0
    for case in CASES:
        named = {mention.program for mention in find_programs(case["text"])}
        right, found, wanted = right + len(named & set(_wanted(case))), found + len(named), wanted + len(_wanted(case))
    print(f"\nprograms: precision {right / found:.3f}  recall {right / wanted:.3f}")
    assert right == found
    assert right == wanted


def test_every_name_and_alias_finds_its_own_program() -> None:
    for program in PROGRAMS.values():
        for alias in (program.name, *program.aliases):
            assert [mention.program for mention in find_programs(alias)] == [program.id], alias


def test_a_clean_text_has_no_typos() -> None:
    compendium = Path(__file__).parents[2] / "policy_db/corpus/compendium_2021/source.txt"
    text = "".join(compendium.read_text(encoding="utf-8").split())
    wrong = [
        mention.text
        for start in range(0, len(text), 2000)
        for mention in find_programs(text[start : start + 2000])
        if not mention.exact
    ]
    assert wrong == []


def test_quotation_marks_that_enclose_a_name_belong_to_it() -> None:
    (mention,) = find_programs("请问“小巨人”怎么报")
    assert mention.text == "“小巨人”"


@given(
    st.text(
        alphabet=st.sampled_from("小巨具人专精特新心單单項项冠軍军隐形型培育库产品重点国省“” 　ａxjr，的"), max_size=40
    )
)
def test_spans_lie_in_the_original(text: str) -> None:
    end = 0
    for mention in find_programs(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


@given(st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
