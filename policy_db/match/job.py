"""A match that can be interrupted: a folder beside the result keeps what is finished until the whole is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from policy_db.match.source import Staged


class Job:
    """The folder of an unfinished match. ``about`` says what is matched by what; with anything else it starts afresh."""

    def __init__(self, out: Path, about: Mapping[str, Any]) -> None:
        self.folder = out.with_name(out.name + ".parts")
        manifest = self.folder / "manifest.json"
        self.resumed = _read(manifest) == about
        if not self.resumed:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            finish(manifest, lambda path: path.write_text(json.dumps(about), encoding="utf-8"))

    def staged(self, make: Callable[[], Staged]) -> Staged:
        """The staged table, made unless an earlier run finished it."""
        note = self.folder / "staged.json"
        found = _read(note)
        if found is not None:
            rejected = tuple((int(row), str(reason)) for row, reason in found["rejected"])
            names, columns = tuple(found["names"]), tuple(found["columns"])
            return Staged(Path(found["path"]), names, columns, found["row"], rejected)
        staged = make()
        finish(note, lambda path: path.write_text(json.dumps(asdict(staged), default=str), encoding="utf-8"))
        return staged

    def part(self, name: str, make: Callable[[Path], object]) -> Path:
        """A finished file of that name, made unless an earlier run did."""
        path = self.folder / name
        if not path.exists():
            finish(path, make)
        return path

    def close(self) -> None:
        """Removes the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def finish(path: Path, make: Callable[[Path], object]) -> None:
    """Makes a file so that it is either there in full or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    make(draft)
    os.replace(draft, path)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
