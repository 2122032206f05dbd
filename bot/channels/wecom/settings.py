"""A WeCom application and 微信客服, as their environment variables describe them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from bot.channels.wechat.crypto import Seal
from bot.channels.wechat.settings import address, all_or_none, seal
from bot.errors import Failed
from bot.wording import say

WECOM_API = "https://qyapi.weixin.qq.com"
OF_THE_APPLICATION = ("WECOM_SECRET", "WECOM_AGENTID", "WECOM_TOKEN", "WECOM_AES_KEY")


@dataclass(frozen=True)
class WeComSettings:
    """One application of a corporation, or its 微信客服 (``agent`` 0, which no application has)."""

    corpid: str
    secret: str
    agent: int
    seal: Seal
    base: str


def application_settings(environment: Mapping[str, str] = os.environ) -> Optional[WeComSettings]:
    """The application, or ``None``; raises ``Failed`` when it is described by halves."""
    # The corporation alone says nothing: both channels share its variable. The callback alone may be that of 微信客服.
    if not any(environment.get(name, "").strip() for name in ("WECOM_SECRET", "WECOM_AGENTID")):
        return None
    found = all_or_none(("WECOM_CORPID", *OF_THE_APPLICATION), environment)
    assert found is not None
    if not (found["WECOM_AGENTID"].isascii() and found["WECOM_AGENTID"].isdecimal()):
        raise Failed(say("settings.number", name="WECOM_AGENTID"))
    corpid, base = found["WECOM_CORPID"], address("WECOM_API_BASE", WECOM_API, environment)
    return WeComSettings(corpid, found["WECOM_SECRET"], int(found["WECOM_AGENTID"]), seal("WECOM", found, corpid), base)


def customer_service_settings(environment: Mapping[str, str] = os.environ) -> Optional[WeComSettings]:
    """微信客服, or ``None``; raises ``Failed`` when it is described by halves."""
    found = all_or_none(("WECOM_KF_SECRET",), environment)
    if found is None:
        return None
    # 微信客服 may have an address of its own or share the application's.
    prefix = "WECOM_KF" if environment.get("WECOM_KF_TOKEN") or environment.get("WECOM_KF_AES_KEY") else "WECOM"
    found |= all_or_none(("WECOM_CORPID", f"{prefix}_TOKEN", f"{prefix}_AES_KEY"), environment) or {}
    if "WECOM_CORPID" not in found:
        raise Failed(say("settings.missing", names="WECOM_CORPID、WECOM_KF_TOKEN、WECOM_KF_AES_KEY"))
    corpid, base = found["WECOM_CORPID"], address("WECOM_API_BASE", WECOM_API, environment)
    return WeComSettings(corpid, found["WECOM_KF_SECRET"], 0, seal(prefix, found, corpid), base)
