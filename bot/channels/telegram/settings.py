"""What a bureau sets for its Telegram bot, from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional

from bot.errors import Failed
from bot.wording import say

CHANNEL = "telegram"
OFFICIAL = "https://api.telegram.org"
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


@dataclass(frozen=True)
class Settings:
    """``webhook`` is the public address that Telegram calls; without one the bot polls. Secrets are not shown in ``repr``."""

    token: str = field(repr=False)
    base: str = OFFICIAL
    webhook: Optional[str] = None
    secret: str = field(default="", repr=False)


def from_environment(environment: Mapping[str, str]) -> Optional[Settings]:
    """The settings, or ``None`` where no token is set; raises ``Failed`` for settings that cannot work."""
    token = environment.get("TELEGRAM_BOT_TOKEN", "").strip()
    if not token:
        return None
    if not TOKEN.fullmatch(token):
        raise Failed(say("telegram.bad_token"))
    base = (environment.get("TELEGRAM_API_BASE") or OFFICIAL).strip().rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise Failed(say("telegram.bad_base"))
    webhook = environment.get("TELEGRAM_WEBHOOK_URL", "").strip() or None
    secret = environment.get("TELEGRAM_WEBHOOK_SECRET", "").strip()
    if webhook and not webhook.startswith(("http://", "https://")):
        raise Failed(say("telegram.bad_webhook"))
    if webhook and not SECRET.fullmatch(secret):
        raise Failed(say("telegram.bad_secret"))
    return Settings(token, base, webhook, secret)
