"""Whether Telegram knows the bot, and whether it can deliver to us."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from bot.doctor.asking import Reply, ask
from bot.doctor.finding import Finding, finding
from bot.doctor.settings import Channel, value

# An error of delivery that is older than this has been overcome since, or nobody has written.
RECENT = 3600


def check_token(channel: Channel) -> Finding:
    """``getMe`` takes the token."""
    reply = _call(channel, "getMe")
    bot = reply.body.get("result")
    if reply.body.get("ok") is True and isinstance(bot, dict):
        return finding("token", "telegram", channel=channel.name, bot=bot.get("username", ""))
    if reply.status in (401, 404):
        return finding("token", "telegram_refused", channel=channel.name)
    return finding("token", "odd", channel=channel.name, status=reply.status)


def check_webhook(channel: Channel) -> Finding:
    """Telegram delivers where we listen, without recent errors; without an address it is polled and must not have one."""
    found = _call(channel, "getWebhookInfo").body.get("result")
    info = found if isinstance(found, dict) else {}
    wanted, registered = value("TELEGRAM_WEBHOOK_URL"), str(info.get("url") or "")
    waiting = info.get("pending_update_count", 0)
    if not wanted:
        return finding("webhook", "left_over" if registered else "polling", channel=channel.name, host=_host(registered))
    if not registered:
        return finding("webhook", "missing", channel=channel.name)
    if registered != wanted:
        return finding("webhook", "elsewhere", channel=channel.name, registered=registered, wanted=wanted)
    if time.time() - info.get("last_error_date", 0) < RECENT:
        message = " ".join(str(info.get("last_error_message", "")).split())[:200]
        return finding("webhook", "failing", channel=channel.name, message=message, waiting=waiting)
    return finding("webhook", "ok", channel=channel.name, host=_host(registered), waiting=waiting)


def _call(channel: Channel, method: str) -> Reply:
    return ask("GET", f"{channel.base}/bot{value('TELEGRAM_BOT_TOKEN')}/{method}")


def _host(address: str) -> str:
    return urlsplit(address).netloc
