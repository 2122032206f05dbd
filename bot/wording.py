"""The sentences of the command line, the server and the terminal; they stand in ``wording.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORDING = Path(__file__).with_name("wording.yml")


@lru_cache(maxsize=1)
def _sentences() -> dict[str, Any]:
    sentences: dict[str, Any] = yaml.load(WORDING.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return sentences


def section(name: str) -> dict[str, Any]:
    """A whole group of sentences, such as the labels of verdicts."""
    group: dict[str, Any] = _sentences()[name]
    return group


def say(key: str, /, **values: object) -> str:
    """The sentence ``group.name`` with its places filled in."""
    group, name = key.split(".", 1)
    return str(section(group)[name]).format(**values)
