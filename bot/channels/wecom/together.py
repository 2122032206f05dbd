"""The channels of WeChat and WeCom that the environment describes."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bot.channels.messenger import Messenger
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.meaning import menu
from bot.channels.wechat.settings import wechat_settings
from bot.channels.wecom.application import WeComChannel
from bot.channels.wecom.customer_service import CustomerServiceChannel
from bot.channels.wecom.settings import application_settings, customer_service_settings
from bot.mail import open_database
from bot.secrets import mask


def channels(environment: Mapping[str, str] = os.environ) -> list[Messenger]:
    """Those whose variables are set. Raises ``Failed`` for variables that cannot work."""
    account, application = wechat_settings(environment), application_settings(environment)
    service = customer_service_settings(environment)
    if not (account or application or service):
        return []
    for name, value in environment.items():
        if name.startswith(("WECHAT_", "WECOM_")) and name.endswith(("SECRET", "TOKEN", "AES_KEY")):
            mask(value.strip())
    engine = open_database()
    menu()
    customers = CustomerServiceChannel(service, engine) if service else None
    found: list[Messenger] = [customers] if customers else []
    if account:
        found.append(WeChatChannel(account, engine))
    if application:
        found.append(WeComChannel(application, engine, customers))
    return found
