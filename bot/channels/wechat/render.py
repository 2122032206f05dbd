"""Passive replies as XML, escaped by ourselves: the usual library lets ``]]>`` and control characters through."""

from __future__ import annotations

import time

from bot.channels.wechat.crypto import Seal

TEXT = (
    "<xml><ToUserName>{to}</ToUserName><FromUserName>{sender}</FromUserName><CreateTime>{now}</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content>{content}</Content></xml>"
)
SEALED = (
    "<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{signed}</MsgSignature><TimeStamp>{timestamp}</TimeStamp>"
    "<Nonce>{nonce}</Nonce></xml>"
)


def cdata(text: str) -> str:
    """The text as a CDATA section that it cannot end, without characters that XML forbids."""
    kept = "".join(char for char in text if _allowed(ord(char)))
    return "<![CDATA[" + kept.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(to: str, sender: str, content: str) -> str:
    """One text bubble from the account ``sender`` to the person ``to``."""
    return TEXT.format(to=cdata(to), sender=cdata(sender), now=int(time.time()), content=cdata(content))


def sealed(reply: str, seal: Seal, nonce: str, timestamp: str = "") -> str:
    """The reply encrypted and signed, with the nonce of the request."""
    timestamp = timestamp or str(int(time.time()))
    encrypted, signed = seal.seal(reply, timestamp, nonce)
    return SEALED.format(
        encrypted=cdata(encrypted), signed=cdata(signed), timestamp=timestamp, nonce=cdata(nonce)
    )


def _allowed(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
