"""A small program written for the tests of the engine itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policy_db.rules import Rulebook

HEAD = """program: sample
version: "2026"
from: 2026-04-01
to: null
source: 某办法
rating: A
documents: {law: {doc_no: 某办法, title: 某办法, held: false}}
"""
CITE = "{document: law, clause: 第一条, page: null, quote: 要点, rating: A}"


@pytest.fixture
def write_rules(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a rule file of the program ``sample`` from the text that follows its head."""

    def write(body: str, head: str = HEAD, name: str = "2026") -> Path:
        folder = tmp_path / "rules" / "sample"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.yml"
        path.write_text(head + body.replace("CITE", CITE), encoding="utf-8")
        return path

    return write


@pytest.fixture
def rulebook_of(write_rules: Callable[[str], Path]) -> Callable[[str], Rulebook]:
    """A rulebook with one criterion, whose condition is the given flow mapping."""

    def build(condition: str, extra: str = "") -> Rulebook:
        path = write_rules(f"{extra}criteria:\n  - {{id: one, label: 条件, require: {condition}, cite: CITE}}\n")
        return Rulebook(path.parent.parent)

    return build
