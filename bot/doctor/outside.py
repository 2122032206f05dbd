"""The server as the world sees it: the public address, and behind it the callback address of every channel in use."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterator
from secrets import token_hex
from urllib.parse import urlsplit

from bot.channels.wechat.crypto import Seal
from bot.channels.wechat.signature import signature
from bot.doctor.asking import Reply, Unreachable, ask
from bot.doctor.finding import Finding, finding
from bot.doctor.settings import Channel

FORBIDDEN = 403
MISSING = 404


def check_public(url: str, sound: list[Channel]) -> Iterator[Finding]:
    """Calls our own public address. A callback must refuse a call without signature, and pass the check that platforms make."""
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
    for channel in sound:
        yield _callback(base, channel)


def _callback(base: str, channel: Channel) -> Finding:
    callback = channel.data["callback"]
    path = callback["path"]
    try:
        reply = ask(callback["method"], base + path)
        outcome = _outcome(reply)
        if outcome == "ok" and "token" in callback:
            reply, expected = _checked(base + path, channel)
            outcome = "checked" if reply.text == expected else "other_secret"
    except Unreachable as unreachable:
        return finding("callback", "unreachable", channel=channel.name, path=path, kind=unreachable.kind)
    return finding("callback", outcome, channel=channel.name, path=path, status=reply.status)


def _outcome(reply: Reply) -> str:
    if reply.status == FORBIDDEN:
        return "ok"
    if reply.status == MISSING:
        return "absent"
    return "open" if reply.status < 300 else "odd"


def _checked(address: str, channel: Channel) -> tuple[Reply, str]:
    """What the platform does when the address is saved there: a signed GET, whose ``echostr`` must come back."""
    callback = channel.data["callback"]
    token, timestamp, nonce, echo = channel.setting(callback["token"]), str(int(time.time())), token_hex(8), token_hex(8)
    if "key" in callback:
        seal = Seal(token, b64decode(channel.setting(callback["key"]) + "="), channel.setting(callback["owner"]))
        sent, signed = seal.seal(echo, timestamp, nonce)
        query = {"msg_signature": signed}
    else:
        sent, query = echo, {"signature": signature(token, timestamp, nonce)}
    return ask("GET", address, params={**query, "timestamp": timestamp, "nonce": nonce, "echostr": sent}), echo
