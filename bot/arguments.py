"""An argument parser that speaks Chinese and reports a wrong call on one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from bot.errors import WrongCall
from bot.wording import say, section


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, say("cli.usage") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """``ArgumentParser`` whose help is Chinese and whose mistakes raise ``WrongCall``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Formatter, allow_abbrev=False)
        self._positionals.title = say("cli.positionals")
        self._optionals.title = say("cli.options")
        self.add_argument("-h", "--help", action="help", help=say("cli.help"))

    def error(self, message: str) -> NoReturn:
        """Raises ``WrongCall`` with argparse's message in Chinese."""
        for pattern, chinese in section("argparse").items():
            message = re.sub(pattern, chinese, message)
        raise WrongCall(say("cli.wrong_call", message=message, prog=self.prog))


def day(text: str) -> date:
    """A day written as 2026-11-23."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(say("cli.bad_day", text=text)) from error


def count(text: str) -> int:
    """A whole number of results, 1 to 100."""
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(say("cli.bad_count", text=text))
    return int(text)


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose a free one."""
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(say("cli.bad_port", text=text))
    return int(text)
