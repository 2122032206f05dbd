"""What one check found, with the sentences of ``wording.yml`` beside this module."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

State = Literal["ok", "wrong", "skipped"]
WORDING = Path(__file__).with_name("wording.yml")


@dataclass(frozen=True)
class Finding:
    """``check`` is the id of what was looked at, ``found`` a sentence; ``fix`` says what to do and is empty unless ``wrong``."""

    check: str
    title: str
    state: State
    found: str
    fix: str

    def to_json(self) -> dict[str, str]:
        """As a mapping of texts."""
        return asdict(self)


def finding(check: str, outcome: str, /, **values: object) -> Finding:
    """The finding that ``wording.yml`` describes under check and outcome, with its places filled in.

    A sentence alone means that all is well, ``skipped`` that there was nothing to check, ``wrong`` with ``fix`` the rest.
    """
    words = wording()[check]
    entry = words[outcome]
    state: State = "ok"
    if isinstance(entry, dict):
        state = "skipped" if "skipped" in entry else "wrong"
    found = entry if state == "ok" else entry[state]
    fix = entry["fix"] if state == "wrong" else ""
    return Finding(check, _fill(words["title"], values), state, _fill(found, values), _fill(fix, values))


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """All sentences: check → outcome → sentence."""
    read: dict[str, Any] = yaml.load(WORDING.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return read


def _fill(sentence: str, values: dict[str, object]) -> str:
    return sentence.format(**values)
