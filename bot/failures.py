"""Writes a failure to the log without what the person said: kinds and places only, never an exception's message."""

from __future__ import annotations

import logging
import traceback


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Logs ``what`` failed, with the kind of error and the lines that led to it, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    logger.error("%s failed: %s at %s", what, type(error).__name__, place)
