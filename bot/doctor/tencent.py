"""Whether WeChat and WeCom give out an access token for our secrets."""

from __future__ import annotations

import re

from bot.doctor.asking import Reply, ask
from bot.doctor.finding import Finding, finding, wording
from bot.doctor.settings import Channel, value

ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def check_wechat_token(channel: Channel) -> Finding:
    """``stable_token``: the same token is given again while it is good, so asking takes nothing from the running server."""
    if value("WECHAT_CUSTOM_SEND").lower() == "off" and not value("WECHAT_APPSECRET"):
        return finding("token", "not_needed", channel=channel.name)
    body = {"grant_type": "client_credential", "appid": value("WECHAT_APPID"), "secret": value("WECHAT_APPSECRET")}
    return _judged(channel, ask("POST", f"{channel.base}/cgi-bin/stable_token", json=body))


def check_wecom_token(channel: Channel) -> Finding:
    """``gettoken`` of the application."""
    return _gettoken(channel, "WECOM_SECRET")


def check_customer_service_token(channel: Channel) -> Finding:
    """``gettoken`` of 微信客服, which has a secret of its own."""
    return _gettoken(channel, "WECOM_KF_SECRET")


def _gettoken(channel: Channel, secret: str) -> Finding:
    query = {"corpid": value("WECOM_CORPID"), "corpsecret": value(secret)}
    return _judged(channel, ask("GET", f"{channel.base}/cgi-bin/gettoken", params=query))


def _judged(channel: Channel, reply: Reply) -> Finding:
    if reply.body.get("access_token"):
        return finding("token", "tencent", channel=channel.name)
    code = reply.body.get("errcode")
    if not isinstance(code, int):
        return finding("token", "odd", channel=channel.name, status=reply.status)
    outcome = f"errcode_{code}" if f"errcode_{code}" in wording()["token"] else "errcode"
    seen = ADDRESS.search(str(reply.body.get("errmsg", "")))
    return finding("token", outcome, channel=channel.name, code=code, address=seen.group() if seen else "—")
