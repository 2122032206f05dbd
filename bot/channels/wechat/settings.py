"""What a channel is told by its environment variables, checked once at the start. Secrets stay out of every message."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Optional

from bot.channels.wechat.callback import Mode
from bot.channels.wechat.crypto import Seal
from bot.errors import Failed
from bot.wording import say

WECHAT_API = "https://api.weixin.qq.com"
TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
KEY = re.compile(r"[A-Za-z0-9]{43}")


@dataclass(frozen=True)
class WeChatSettings:
    """One Official Account. ``secret`` is empty only where nothing is ever sent (``custom_send`` off)."""

    appid: str
    secret: str
    seal: Seal
    mode: Mode
    custom_send: bool
    base: str


def wechat_settings(environment: Mapping[str, str] = os.environ) -> Optional[WeChatSettings]:
    """The account, or ``None`` where no variable names one. Raises ``Failed`` when it is described by halves."""
    mode_name = environment.get("WECHAT_MODE", "").strip().lower() or Mode.SECURE.value
    send = environment.get("WECHAT_CUSTOM_SEND", "").strip().lower() or "on"
    needed = ["WECHAT_APPID", "WECHAT_TOKEN"]
    needed += ["WECHAT_APPSECRET"] if send != "off" else []
    needed += ["WECHAT_AES_KEY"] if mode_name != Mode.PLAIN.value else []
    found = all_or_none(needed, environment)
    if found is None:
        return None
    if mode_name not in {mode.value for mode in Mode}:
        raise Failed(say("settings.choices", name="WECHAT_MODE", choices="secure、compatible、plain"))
    if send not in ("on", "off"):
        raise Failed(say("settings.choices", name="WECHAT_CUSTOM_SEND", choices="on、off"))
    mode = Mode(mode_name)
    return WeChatSettings(
        appid=found["WECHAT_APPID"],
        secret=found.get("WECHAT_APPSECRET", ""),
        seal=seal("WECHAT", found, found["WECHAT_APPID"]),
        mode=mode,
        custom_send=send == "on",
        base=address("WECHAT_API_BASE", WECHAT_API, environment),
    )


def all_or_none(names: Iterable[str], environment: Mapping[str, str]) -> Optional[dict[str, str]]:
    """The values of all variables, or ``None`` when none is set; raises ``Failed`` naming those that are missing."""
    found = {name: value for name in names if (value := environment.get(name, "").strip())}
    missing = [name for name in names if name not in found]
    if not found:
        return None
    if missing:
        raise Failed(say("settings.missing", names="、".join(missing)))
    return found


def seal(prefix: str, found: Mapping[str, str], owner: str) -> Seal:
    """The seal of ``{prefix}_TOKEN`` and ``{prefix}_AES_KEY``; without a key one that opens nothing. Raises ``Failed``."""
    token, key = found[f"{prefix}_TOKEN"], found.get(f"{prefix}_AES_KEY")
    if not TOKEN.fullmatch(token):
        raise Failed(say("settings.token", name=f"{prefix}_TOKEN"))
    if key is None:
        return Seal(token, os.urandom(32), owner)
    try:
        if KEY.fullmatch(key):
            return Seal(token, base64.b64decode(key + "="), owner)
    except (binascii.Error, ValueError):
        pass
    raise Failed(say("settings.aes_key", name=f"{prefix}_AES_KEY"))


def address(name: str, otherwise: str, environment: Mapping[str, str]) -> str:
    """The base address in ``name``, without a slash at its end; raises ``Failed`` for what is no address."""
    given = environment.get(name, "").strip() or otherwise
    if not re.fullmatch(r"https?://[^\s?#]+", given):
        raise Failed(say("settings.address", name=name))
    return given.rstrip("/")
