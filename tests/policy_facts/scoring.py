"""Scores a reading against a case of the development set (tests/facts) or of a lesson: right, missed, wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.learning.fact_corrections import FOLDER
from bot.learning.facts import judge

DEVELOPMENT_SET = Path(__file__).parents[1] / "facts"
LESSONS = FOLDER


def cases(name: str, folder: Path = DEVELOPMENT_SET) -> list[dict[str, Any]]:
    """The cases of one file of the development set, or of the lessons."""
    return list(yaml.load((folder / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def score(case: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """The ids of the facts read right, missed, and read wrongly (a wrong value, or one that was not stated)."""
    judged = judge(case)
    right, missed, wrong = ([item.fact for item in judged if item.kind == kind] for kind in ("right", "missed", "wrong"))
    return right, missed, wrong
