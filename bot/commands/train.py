"""``zjtx train``: trains the Rasa model, or the second reader of facts."""

from __future__ import annotations

import argparse

from bot.arguments import Parser
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """[--force | --restore | --facts]."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--force", action="store_true", help=say("train.force"))
    one.add_argument("--restore", action="store_true", help=say("train.restore"))
    one.add_argument("--facts", action="store_true", help=say("train.facts"))


def run(options: argparse.Namespace) -> int:
    """Trains where nothing current exists, puts the model before back, or learns to read facts anew, and names the file."""
    if options.facts:
        from bot.learning.fact_training import train_facts

        print(say("train.facts_done", path=train_facts()))
        return 0
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
