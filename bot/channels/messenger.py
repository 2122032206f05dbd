"""Channels that can write to a person by themselves, and which of them this server has."""

from __future__ import annotations

import os

from rasa.core.channels.channel import InputChannel

from bot.channels.telegram.settings import from_environment as telegram_settings
from bot.mail import Courier


class Messenger(InputChannel):
    """A way in with a way out. ``courier`` is its way out, for the post."""

    courier: Courier


def messengers() -> list[Messenger]:
    """The messengers whose settings are in the environment; raises ``Failed`` for settings that cannot work."""
    found: list[Messenger] = []
    # A platform's library is loaded only where it is used.
    telegram = telegram_settings(os.environ)
    if telegram is not None:
        from bot.channels.telegram.channel import TelegramChannel

        found.append(TelegramChannel(telegram))
    if any(name.startswith(("WECHAT_", "WECOM_")) for name in os.environ):
        from bot.channels.wecom.together import channels

        found += channels(os.environ)
    return found
