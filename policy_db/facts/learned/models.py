"""The models of the second reader, and the file that they ship in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from policy_db.facts.learned.linear import Linear, unpacked

PATH: Final = Path(__file__).with_name("models.npz")
_NAMES: Final = ("messages", "figures", "replies", "topics", "clauses", "places", "sectors", "refusals", "stops")
_on_trial: list[Models] = []


@dataclass(frozen=True)
class Models:
    """``messages``: whether a message states anything; ``figures``: which fact a quantity states; ``replies``: what a reply says;
    ``topics``: which things a clause speaks of; ``clauses``: what it says of one of them; ``places``: whether the enterprise is at
    a place named; ``sectors``: what it does; ``refusals``: whether a reply says that it is not known; ``stops``:
    where a clause ends that nothing marks."""

    messages: Linear
    figures: Linear
    replies: Linear
    topics: Linear
    clauses: Linear
    places: Linear
    sectors: Linear
    refusals: Linear
    stops: Linear


def load_models() -> Models:
    """The models that are read with: those of ``models.npz``, read once, or those on trial."""
    return _on_trial[-1] if _on_trial else read_models(PATH)


@lru_cache(maxsize=2)
def read_models(path: Path) -> Models:
    """The models of a file."""
    with np.load(path, allow_pickle=False) as arrays:
        return Models(*(unpacked(arrays, name) for name in _NAMES))


def save_models(models: Models, source: str, path: Path = PATH) -> None:
    """Writes the models with the digest of what they were learned from."""
    arrays = {"digest": np.array(source)}
    for name in _NAMES:
        arrays |= getattr(models, name).packed(name)
    np.savez_compressed(path, **arrays)


@contextmanager
def on_trial(models: Models) -> Iterator[None]:
    """Reads with other models for a while, to compare them with those in place."""
    _on_trial.append(models)
    try:
        yield
    finally:
        _on_trial.pop()


def readable() -> bool:
    """Whether there are models, in the form that this release reads."""
    try:
        load_models()
    except (OSError, KeyError, ValueError):
        return False
    return True


def learnt_from(path: Path = PATH) -> str:
    """The digest of the lessons that the models were learned from."""
    with np.load(path, allow_pickle=False) as arrays:
        return str(arrays["digest"])


def digest(folder: Path) -> str:
    """A digest of the lessons in a folder."""
    lessons = hashlib.sha256()
    for file in sorted(folder.glob("*.yml")):
        lessons.update(file.read_bytes())
    return lessons.hexdigest()


__all__ = ["PATH", "Models", "digest", "learnt_from", "load_models", "on_trial", "read_models", "readable", "save_models"]
