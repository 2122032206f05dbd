"""``zjtx facts``: the facts that a message states."""

from __future__ import annotations

import argparse
import json

from bot.arguments import Parser
from bot.clock import today
from bot.errors import WrongCall
from bot.problems import Problems
from bot.reading import read_message
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """TEXT [--asked FACT] [--json]."""
    parser.add_argument("text", metavar="TEXT", help=say("facts.text"))
    parser.add_argument("--asked", metavar="FACT", help=say("facts.asked"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def run(options: argparse.Namespace) -> int:
    """Prints the facts, the approximate ones, and those the speaker does not know."""
    try:
        reading = read_message(options.text, options.asked, today())
    except Problems as problems:
        raise WrongCall(problems.line()) from problems
    if options.json:
        print(json.dumps(reading, ensure_ascii=False, indent=2))
    else:
        from bot.report import reading_text

        print(reading_text(reading))
    return 0
