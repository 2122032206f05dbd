"""Who sent a request and when: SHA-1 over sorted strings with a shared token, and a window of time."""

from __future__ import annotations

import hashlib
import hmac

WINDOW = 600
"""Seconds that a request may be old or early. Replays within it are recognised by nonce and message id."""
LONGEST = 128


class Forbidden(Exception):
    """The request is not from the platform, or not from now. Answered with 403 and nothing else."""


def signature(*parts: str) -> str:
    """The platform's signature of ``parts``, token included, in any order."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324 - theirs


def check_signature(given: str, *parts: str) -> None:
    """Compares in constant time; raises ``Forbidden``."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "surrogatepass")):
        raise Forbidden


def check_time(timestamp: str, now: float) -> None:
    """Raises ``Forbidden`` for a timestamp that is no number or outside ``WINDOW``."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise Forbidden
    if abs(now - int(timestamp)) > WINDOW:
        raise Forbidden
