"""The environment variables of each channel: which there are, and whether their values have the right shape."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import yaml

from bot.doctor.finding import Finding, finding

CHANNELS = Path(__file__).with_name("channels.yml")


@dataclass(frozen=True)
class Channel:
    """One channel of ``channels.yml`` in this environment."""

    id: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """As people call it."""
        return str(self.data["name"])

    @property
    def used(self) -> bool:
        """Whether anything of it is set."""
        return any(value(name) for name in self.data["marks"])

    def setting(self, name: str) -> str:
        """The value of one of its settings, or of the one that counts instead."""
        return value(name) or value(self.data["settings"][name].get("instead", ""))

    @property
    def base(self) -> str:
        """The address of the platform's interface."""
        return (value(self.data["base"]["variable"]) or str(self.data["base"]["otherwise"])).rstrip("/")


def channels() -> list[Channel]:
    """All channels there are, in use or not."""
    return [Channel(id_, data) for id_, data in _channels().items()]


def value(name: str) -> str:
    """The environment variable without spaces around it; empty when it is not set."""
    return os.environ.get(name, "").strip()


def check_settings(channel: Channel) -> Finding:
    """All settings present and well-formed: one finding that names each that is not, never its value."""
    if not channel.used:
        return finding("settings", "unused", channel=channel.name, names="、".join(channel.data["marks"]))
    wrong = list(_wrong(channel))
    if wrong:
        return finding("settings", "wrong", channel=channel.name, wrong="；".join(wrong))
    return finding("settings", "ok", channel=channel.name, count=len(channel.data["settings"]))


def secrets() -> list[str]:
    """Every secret value of this environment, for masking."""
    names = {name for data in _channels().values() for name, rule in data["settings"].items() if rule.get("secret")}
    return [value(name) for name in names if value(name)]


@lru_cache(maxsize=1)
def _channels() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(CHANNELS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return read


def _wrong(channel: Channel) -> Iterator[str]:
    base = channel.data["base"]["variable"]
    for name, rule in {**channel.data["settings"], base: {"needed": False, "shape": r"https?://[^\s?#]+"}}.items():
        fault = _fault(name, rule)
        if fault:
            yield finding("setting", fault, name=name, says=rule.get("says") or "、".join(rule.get("one_of", ()))).found


def _fault(name: str, rule: dict[str, Any]) -> Optional[str]:
    given = value(name) or value(rule.get("instead", ""))
    if not given:
        spared = any(value(other).lower() == needless for other, needless in rule.get("unless", {}).items())
        spared = spared or ("only_with" in rule and not value(rule["only_with"]))
        return None if spared or not rule.get("needed", True) else "missing"
    if rule.get("file"):
        return None if Path(given).is_file() else "file"
    if "one_of" in rule:
        return None if given.lower() in rule["one_of"] else "choice"
    if re.fullmatch(rule["shape"], given):
        return None
    return "shape" if "says" in rule else "address"
