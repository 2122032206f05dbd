"""Messages written by someone who saw neither the training data nor the development set.

``a``: what went wrong was looked at, and the training data were made better where they were thin. ``b``: only the totals
were looked at, once, when the work was done. Both hold the targets of the pipeline as floors.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.learning.development_set import Message, messages
from bot.nlu.score import Score, score
from bot.nlu.trial import Pipeline
from policy_db.programs import find_programs

SETS = {name: messages(Path(__file__).parent / f"unseen_{name}.yml") for name in ("a", "b")}
AT_LEAST = {"accuracy": 0.93, "macro_f1": 0.92, "oos_recall": 0.85}
AT_MOST = {"refused": 0.03}


def figures(pipeline: Pipeline, asked: list[Message]) -> Score:
    return score([message.intent for message in asked], [pipeline.parse(message.text) for message in asked])


@pytest.mark.parametrize("name", SETS)
def test_unseen_messages_are_understood(pipeline: Pipeline, name: str) -> None:
    result = figures(pipeline, SETS[name])
    print(f"\n{len(SETS[name])} unseen messages, set {name}: {result}")
    for figure, floor in AT_LEAST.items():
        assert getattr(result, figure) >= floor, figure
    for figure, ceiling in AT_MOST.items():
        assert getattr(result, figure) <= ceiling, figure


@pytest.mark.parametrize("name", SETS)
def test_programs_of_unseen_messages(name: str) -> None:
    right = found = wanted = 0
    for message in SETS[name]:
        named = {mention.program for mention in find_programs(message.text)}
        right, found = right + len(message.programs & named), found + len(named)
        wanted += len(message.programs)
    print(f"\nprograms, set {name}: precision {right / found:.3f}  recall {right / wanted:.3f}")
    assert right / found >= 0.97
    assert right / wanted >= 0.95
