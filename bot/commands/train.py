"""``zjtx train``: trains the Rasa model."""

from __future__ import annotations

import argparse

from bot.arguments import Parser
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """[--force | --restore]."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--force", action="store_true", help=say("train.force"))
    one.add_argument("--restore", action="store_true", help=say("train.restore"))


def run(options: argparse.Namespace) -> int:
    """Trains where nothing current exists, or puts the model before back, and names the file."""
    from bot.models import model_path, restore, unpin
    from bot.training import train

    if options.restore:
        print(say("train.restored", path=restore()))
        return 0
    current = model_path()
    if current.exists() and not options.force:
        unpin()
        print(say("train.current", path=current))
        return 0
    print(say("train.done", path=train()))
    return 0
