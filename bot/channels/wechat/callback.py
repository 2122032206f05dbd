"""One callback address: the URL check, and which bodies are the platform's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.channels.wechat.crypto import Seal
from bot.channels.wechat.meaning import Delivery, delivery
from bot.channels.wechat.parsing import Malformed, fields_of
from bot.channels.wechat.signature import Forbidden, check_signature, check_time


class Mode(Enum):
    """How the platform sends. In plain mode the signature does not cover the body, so it must be asked for."""

    SECURE = "secure"
    COMPATIBLE = "compatible"
    PLAIN = "plain"


class Junk(Exception):
    """Signed by the platform and yet no message: acknowledged, or it would come again."""


@dataclass(frozen=True)
class Received:
    """The fields of a message, and how to answer: encrypted with ``nonce``, or plain."""

    fields: Mapping[str, str]
    timestamp: str
    nonce: str
    encrypted: bool


class Callback:
    """``encrypted_echo``: the URL check itself is encrypted, as WeCom does it."""

    def __init__(self, seal: Seal, mode: Mode = Mode.SECURE, *, encrypted_echo: bool = False) -> None:
        self.seal, self.mode, self.encrypted_echo = seal, mode, encrypted_echo

    def url_check(self, query: Mapping[str, str], now: float) -> str:
        """What to answer to the platform's GET, verbatim; raises ``Forbidden``."""
        timestamp, nonce, echo = query.get("timestamp", ""), query.get("nonce", ""), query.get("echostr", "")
        check_time(timestamp, now)
        if self.encrypted_echo:
            # A plus sign that was not escaped arrives as a space.
            return self.seal.open(echo.replace(" ", "+"), query.get("msg_signature", ""), timestamp, nonce)
        check_signature(query.get("signature", ""), self.seal.token, timestamp, nonce)
        return echo

    def receive(self, query: Mapping[str, str], body: bytes, now: float) -> Received:
        """The message in a POST. Raises ``Forbidden`` for what the platform did not send or sent at another time,
        ``Malformed`` for an envelope that is none, and ``Junk`` for a message that is none.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        check_time(timestamp, now)
        signed = query.get("msg_signature", "")
        encrypted = self.mode is Mode.SECURE or (self.mode is Mode.COMPATIBLE and bool(signed))
        if not encrypted:
            check_signature(query.get("signature", ""), self.seal.token, timestamp, nonce)
            return Received(_message(body), timestamp, nonce, False)
        if not signed:
            raise Forbidden
        envelope = fields_of(body).get("Encrypt", "").strip()
        if not envelope:
            raise Forbidden
        return Received(_message(self.seal.open(envelope, signed, timestamp, nonce)), timestamp, nonce, True)


def read(received: Received) -> Delivery:
    """The message or event; raises ``Junk``."""
    try:
        return delivery(received.fields)
    except Malformed as error:
        raise Junk(str(error)) from error


def _message(body: bytes | str) -> Mapping[str, str]:
    try:
        return fields_of(body)
    except Malformed as error:
        raise Junk(str(error)) from error
