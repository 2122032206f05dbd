"""The sentences of a match; they stand in ``wording.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from policy_db.rules.version import Criterion
from policy_db.rules.wording import required
from policy_db.yamlfile import read


@cache
def words() -> dict[str, Any]:
    """The content of ``wording.yml``."""
    return dict(read(Path(__file__).with_name("wording.yml")))


def say(key: str, /, **values: object) -> str:
    """The sentence with its places filled in."""
    return str(words()[key]).format(**values)


def reason(criterion: Criterion) -> str:
    """Why an enterprise fails: the criterion, and what it asks where that can be said in a few words."""
    asks = required(criterion.require) if criterion.require else ""
    if asks in ("", criterion.label) or len(asks) > words()["longest"]:
        return say("reason_short", label=criterion.label)
    return say("reason", label=criterion.label, required=asks)
