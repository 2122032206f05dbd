"""The server as the world sees it: the public address, and behind it the callback address of every channel in use."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.doctor.asking import Reply, Unreachable, ask
from bot.doctor.finding import Finding, finding
from bot.doctor.settings import Channel

FORBIDDEN = 403
MISSING = 404


def check_public(url: str, used: list[Channel]) -> Iterator[Finding]:
    """Calls our own public address. Callbacks are called without a signature: a channel that is there must refuse that."""
    if not url:
        yield finding("public", "none")
        return
    base, host = url.rstrip("/"), urlsplit(url).netloc
    try:
        health = ask("GET", f"{base}/healthz")
    except Unreachable as unreachable:
        yield finding("public", unreachable.kind, host=host)
        return
    if health.body.get("status") != "ok":
        yield finding("public", "gateway" if health.status in (502, 503, 504) else "stranger", host=host, status=health.status)
        return
    yield finding("public", "ok" if base.startswith("https://") else "plain", host=host)
    for channel in used:
        yield _callback(base, channel)


def _callback(base: str, channel: Channel) -> Finding:
    path = channel.data["callback"]["path"]
    try:
        reply = ask(channel.data["callback"]["method"], base + path)
    except Unreachable as unreachable:
        return finding("callback", "unreachable", channel=channel.name, path=path, kind=unreachable.kind)
    return finding("callback", _outcome(reply), channel=channel.name, path=path, status=reply.status)


def _outcome(reply: Reply) -> str:
    if reply.status == FORBIDDEN:
        return "ok"
    if reply.status == MISSING:
        return "absent"
    return "open" if reply.status < 300 else "odd"
