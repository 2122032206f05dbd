"""``zjtx match``: every enterprise against every program."""

from __future__ import annotations

import argparse

from bot.arguments import Parser, day
from bot.errors import Failed
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """FILE_OR_DB_URL --out FILE [--on DATE] [--programs a,b]."""
    parser.add_argument("source", metavar="FILE_OR_DB_URL", help=say("match.source"))
    parser.add_argument("--out", required=True, metavar="FILE", help=say("match.out"))
    parser.add_argument("--on", type=day, metavar="DATE", help=say("check.on"))
    parser.add_argument("--programs", metavar="A,B", help=say("match.programs"))


def run(options: argparse.Namespace) -> int:
    """Says that matching is still to come."""
    raise Failed(say("match.not_yet"))
