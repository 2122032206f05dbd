"""The training messages as they lie in ``nlu_data/nlu``: one file per intent, one message a line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bot.home import PROJECT
from bot.nlu.reading import Stems, read
from policy_db.programs.fold import fold

FOLDER = PROJECT / "nlu_data/nlu"
_STEMS = Stems(program="〇", figure="0")


def examples(folder: Path | None = None) -> list[tuple[str, str]]:
    """(message, intent) of all files, in their order."""
    found = []
    for path in sorted((folder or FOLDER).glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            lines = (line for line in block["examples"].splitlines() if line.strip())
            found += [(line.removeprefix("- ").strip(), str(block["intent"])) for line in lines]
    return found


def intents(folder: Path | None = None) -> list[str]:
    """The intents that have a file of training messages."""
    return sorted(path.stem for path in (folder or FOLDER).glob("*.yml"))


def append(additions: Mapping[str, Sequence[str]], folder: Path | None = None) -> list[Path]:
    """Adds messages at the end of the files of their intents; each file is replaced whole or not at all."""
    changed = []
    for intent, texts in additions.items():
        path = (folder or FOLDER) / f"{intent}.yml"
        before = path.read_text(encoding="utf-8").rstrip("\n")
        beside = path.with_suffix(".new")
        beside.write_text("\n".join([before, *(f"    - {text}" for text in texts), ""]), encoding="utf-8")
        os.replace(beside, path)
        changed.append(path)
    return changed


def same(text: str) -> str:
    """What makes two messages the same one: letters and figures, in one spelling."""
    return re.sub(r"[\W_]+", "", fold(text)) or text


def same_for_model(text: str) -> str:
    """What makes two messages the same for the model, which sees stand-ins for program names and figures."""
    return same(read(text, _STEMS))
