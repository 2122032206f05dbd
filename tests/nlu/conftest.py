"""The configured pipeline, trained once on all training data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.trial import Pipeline, train

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT)
        return train(PROJECT / "config.yml", PROJECT / "nlu_data/nlu")
