"""Opens and seals messages: AES by wechatpy, everything around it strict."""

from __future__ import annotations

import secrets
import string
from typing import Any

from wechatpy.crypto import PrpCrypto

from bot.channels.wechat.signature import Forbidden, check_signature, signature

ALPHABET = string.ascii_letters + string.digits


class _Cipher(PrpCrypto):  # type: ignore[misc]
    def get_random_string(self) -> str:
        # wechatpy takes it from a generator that can be predicted; with a fixed IV this prefix is all the randomness.
        return "".join(secrets.choice(ALPHABET) for _ in range(16))


class Seal:
    """The secret of one callback address. ``owner`` is the AppID or CorpID that every message must carry inside."""

    def __init__(self, token: str, key: bytes, owner: str) -> None:
        self.token, self.owner = token, owner
        self._cipher: Any = _Cipher(key)

    def open(self, encrypted: str, msg_signature: str, timestamp: str, nonce: str) -> str:
        """The message inside; raises ``Forbidden`` whatever is wrong with it."""
        check_signature(msg_signature, self.token, timestamp, nonce, encrypted)
        try:
            return str(self._cipher.decrypt(encrypted, self.owner))
        except Exception as error:  # Junk ends in half a dozen kinds of exception; none of them is worth telling apart.
            raise Forbidden from error

    def seal(self, message: str, timestamp: str, nonce: str) -> tuple[str, str]:
        """The encrypted message and its signature."""
        encrypted = self._cipher.encrypt(message, self.owner).decode("ascii")
        return encrypted, signature(self.token, timestamp, nonce, encrypted)
