"""Chinese numerals, labels and the joining of printed lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_db.ingest.corrections import Correction, edits_of, place, render
from policy_db.ingest.numbering import OUTLINE, STATUTE, chinese, number_of
from policy_db.ingest.printed import read_printed, squeeze


@given(st.integers(1, 999))
def test_a_number_reads_back_as_written(value: int) -> None:
    assert number_of(chinese(value)) == value
    for level in (*OUTLINE, *STATUTE):
        assert level.read(level.label_of(value)) == value


@pytest.mark.parametrize("text", ["一十八十", "十十", "零", "", "甲", "二一"])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


@given(st.text(alphabet="专精特新 \nAb19，。、()", min_size=1))
def test_rendering_takes_out_layout_and_nothing_else(raw: str) -> None:
    printed = read_printed(Path("文件.txt"), raw)
    assert squeeze(render(printed, 0, len(printed.chars))) == squeeze(raw)


@given(st.text(alphabet="甲乙丙丁", max_size=6), st.text(alphabet="戊己庚", min_size=1, max_size=5),
       st.text(alphabet="戊己庚辛，", max_size=5), st.text(alphabet="甲乙丙丁", max_size=6))
def test_a_correction_changes_its_words_only(before: str, wrong: str, right: str, after: str) -> None:
    printed = read_printed(Path("文件.txt"), f"第1页\n壬{before}{wrong}{after}癸\n")
    placed = place(printed, Correction(1, f"{before}{wrong}{after}癸", f"{before}{right}{after}癸", True))
    assert placed is not None
    assert render(printed, 0, len(printed.chars), edits_of([placed])) == f"壬{before}{right}{after}癸"


@pytest.mark.parametrize(("raw", "text"), [
    ("中小企 业", "中小企业"),
    ("的 70%以上", "的70%以上"),
    ("2021 年 6 月", "2021年6月"),
    ("2021-08-20 08:30:00", "2021-08-20 08:30:00"),
    ("APEC 中小企业", "APEC中小企业"),
    ("IPv6 TFT", "IPv6 TFT"),
    ("坚持企业主体、\n市场导向。\n每年", "坚持企业主体、市场导向。\n每年"),
])
def test_how_lines_and_spaces_are_joined(raw: str, text: str) -> None:
    printed = read_printed(Path("文件.txt"), raw)
    assert render(printed, 0, len(printed.chars)) == text
