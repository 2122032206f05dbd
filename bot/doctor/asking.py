"""One request of the doctor, with short timeouts, and every way in which it can fail."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Optional
from urllib.parse import urlsplit

import httpx

# How OpenSSL names it; httpx passes on only the words.
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
TIMEOUT = httpx.Timeout(6, connect=4)


@dataclass(frozen=True)
class Reply:
    """What came back. ``clock_off``: how many seconds this machine is ahead of the sender's clock; ``None`` if it told no time."""

    status: int
    text: str
    body: dict[str, Any]
    clock_off: Optional[float]


class Unreachable(Exception):
    """No answer. ``kind`` is an outcome of the check ``reach``; ``host`` is all that may be shown of the address."""

    def __init__(self, kind: str, host: str) -> None:
        super().__init__(kind)
        self.kind, self.host = kind, host


def ask(method: str, address: str, **options: Any) -> Reply:
    """One exchange; raises ``Unreachable``. Addresses carry tokens: nothing of them leaves this function but the host."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    started = time.time()
    try:
        reply = httpx.request(method, address, timeout=TIMEOUT, **options)
    except httpx.TimeoutException as error:
        raise Unreachable("timeout", host) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Unreachable("address", host) from error
    except httpx.HTTPError as error:
        kind = "certificate" if UNTRUSTED in str(error) else "connection"
        raise Unreachable(kind, host) from error
    return Reply(reply.status_code, reply.text, _object(reply), _clock_off(reply, (started + time.time()) / 2))


def _object(reply: httpx.Response) -> dict[str, Any]:
    try:
        body = reply.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _clock_off(reply: httpx.Response, middle: float) -> Optional[float]:
    try:
        return middle - parsedate_to_datetime(reply.headers["Date"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return None
