"""Keeps secrets out of the log, whoever logs: libraries print addresses, and addresses bear tokens."""

from __future__ import annotations

import logging
from typing import Any

MASKED = "***"
_SECRETS: list[str] = []


def mask(secret: str) -> None:
    """From now on no log record of this process shows the secret."""
    if not _SECRETS:
        logging.setLogRecordFactory(_masking(logging.getLogRecordFactory()))
    if secret and secret not in _SECRETS:
        _SECRETS.append(secret)


def masked(text: str) -> str:
    """The text without secrets."""
    for secret in _SECRETS:
        text = text.replace(secret, MASKED)
    return text


def _masking(make: Any) -> Any:
    def masking(*arguments: Any, **more: Any) -> logging.LogRecord:
        record: logging.LogRecord = make(*arguments, **more)
        message = record.getMessage()
        if masked(message) != message:
            record.msg, record.args = masked(message), None
        if record.exc_info:
            # A formatter uses this text instead of formatting the exception itself.
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return record

    return masking
