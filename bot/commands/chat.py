"""``zjtx chat``: the assistant in the terminal."""

from __future__ import annotations

import argparse

from bot.arguments import Parser
from bot.garbage import pause_collection


def add_arguments(parser: Parser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """Talks until 再见, the end of the input, or Ctrl-C."""
    pause_collection()
    from bot.console import chat

    chat()
    return 0
