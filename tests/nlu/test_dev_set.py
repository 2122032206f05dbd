"""The development set, read by the configured pipeline: figures must not drop below the floors.

They are the floors that a new model must reach before it replaces another one (``bot/learning/floors.yml``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.learning.gate import limits
from bot.nlu.score import Score, score
from bot.nlu.trial import Pipeline
from policy_db.programs import find_programs

PROJECT = Path(__file__).parents[2]
DEV: list[dict[str, Any]] = yaml.safe_load((PROJECT / "tests/nlu/dev.yml").read_text(encoding="utf-8"))
FLOORS, CEILINGS = limits()["at_least"], limits()["at_most"]


@pytest.fixture(scope="module")
def figures(pipeline: Pipeline) -> Score:
    result = score([message["intent"] for message in DEV], [pipeline.parse(message["text"]) for message in DEV])
    print(f"\n{len(DEV)} development messages: {result}")
    for (meant, read), count in result.confusions.most_common(15):
        print(f"  {count} × {meant} read as {read}")
    return result


@pytest.mark.parametrize("figure", FLOORS)
def test_figure_stays_above_its_floor(figures: Score, figure: str) -> None:
    assert getattr(figures, figure) >= FLOORS[figure]


@pytest.mark.parametrize("figure", CEILINGS)
def test_figure_stays_below_its_ceiling(figures: Score, figure: str) -> None:
    assert getattr(figures, figure) <= CEILINGS[figure]


def test_programs_of_the_development_set() -> None:
    right = found = wanted = 0
    for message in DEV:
        meant = set(message.get("programs") or [])
        named = {mention.program for mention in find_programs(message["text"])}
        right, found, wanted = right + len(meant & named), found + len(named), wanted + len(meant)
    precision, recall = right / found, right / wanted
    print(f"\nprograms: precision {precision:.3f}  recall {recall:.3f}")
    assert precision >= 0.97
    assert recall >= 0.95
