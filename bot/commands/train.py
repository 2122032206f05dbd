"""``zjtx train``: trains the Rasa model."""

from __future__ import annotations

import argparse

from bot.arguments import Parser
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """[--force]."""
    parser.add_argument("--force", action="store_true", help=say("train.force"))


def run(options: argparse.Namespace) -> int:
    """Trains where nothing current exists, and names the file."""
    from bot.training import model_path, train

    current = model_path()
    if current.exists() and not options.force:
        print(say("train.current", path=current))
        return 0
    print(say("train.done", path=train()))
    return 0
