"""Training: a new model is made when what it is made from has changed, and takes the place of the old one if it reads no worse."""

from __future__ import annotations

import contextlib
import fcntl
import io
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot import models
from bot.errors import Failed
from bot.home import PROJECT
from bot.wording import say

if TYPE_CHECKING:
    from bot.learning.gate import Judgement

NEEDED = ("config.yml", "domain.yml", "nlu_data")


def ready_model() -> Path:
    """A model to serve: the one put back, else the current one, trained now if need be; the last good one when that fails."""
    current, serving = models.model_path(), models.served()
    if serving is not None and models.pinned():
        return _serve_earlier("train.pinned", serving)
    if current.exists():
        return current
    if serving is not None and models.refused_path(current).exists():
        return _serve_earlier("train.refused_before", serving)
    try:
        return train()
    except Failed as failure:
        if serving is None:
            raise
        return _serve_earlier("train.fallback", serving, reason=failure)


def _serve_earlier(sentence: str, model: Path, **values: object) -> Path:
    print(say(sentence, path=model, **values), file=sys.stderr, flush=True)
    return model


def train() -> Path:
    """Trains and puts the model in its place in one step; shows progress on standard error.

    Raises ``Failed``, also for a model that reads the development set worse than the one that serves: it is kept aside.
    """
    missing = [name for name in NEEDED if not (PROJECT / name).exists()]
    if missing:
        raise Failed(say("train.incomplete", files="、".join(missing)))
    target = models.model_path()
    with _one_at_a_time():
        print(say("train.begin"), file=sys.stderr, flush=True)
        for left in models.folder().glob(".training-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a training that was killed
        # Beside the target, because a rename is only atomic within one file system.
        with tempfile.TemporaryDirectory(prefix=".training-", dir=models.folder()) as workshop:
            made = _train_into(Path(workshop))
            judgement = _judge(made)
            if judgement is not None and not judgement.accepted:
                _refuse(made, target, judgement)
            models.accept(made, target)
    return target


def _judge(made: Path) -> Judgement | None:
    """The new model beside the one that serves; None where there is none yet, or nothing to judge by."""
    serving = models.served()
    if serving is None:
        return None
    from bot.learning.development_set import messages, messages_path
    from bot.learning.gate import judge, limits
    from bot.learning.readings import readings

    if not messages_path().is_file():
        print(say("train.unjudged", path=messages_path()), file=sys.stderr, flush=True)
        return None
    print(say("train.judge"), file=sys.stderr, flush=True)
    asked = messages()
    texts = [message.text for message in asked]
    now = readings(made, texts)
    try:
        before = readings(serving, texts)
    except Exception:
        # A model of an older release may not load any more; then the floors alone decide.
        before = None
    return judge(asked, now, before, limits())


def _refuse(made: Path, target: Path, judgement: Judgement) -> None:
    from bot.learning.wording import flips_text, worse_text

    reasons = {"worse": [asdict(each) for each in judgement.worse], "flips": [asdict(each) for each in judgement.flips]}
    place, report = models.refuse(made, target, reasons)
    print(flips_text(judgement), file=sys.stderr, flush=True)
    raise Failed(say("train.refused", worse=worse_text(judgement), path=place, report=report))


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


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two starts at once must not train twice into each other's time; the lock goes with the process."""
    with open(models.folder() / ".lock", "w") as lock:
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
