"""``zjtx search``: the clauses that answer a question."""

from __future__ import annotations

import argparse
import json

from bot.arguments import Parser, count, day
from bot.clock import today
from bot.errors import WrongCall
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """QUESTION [--top N] [--on DATE] [--json]."""
    parser.add_argument("question", metavar="QUESTION", help=say("search.question"))
    parser.add_argument("--top", type=count, default=5, metavar="N", help=say("search.top"))
    parser.add_argument("--on", type=day, metavar="DATE", help=say("search.day"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def run(options: argparse.Namespace) -> int:
    """Prints the clauses with document, clause number and page; says so where none answers."""
    from bot.policies import find_clauses

    question = options.question.strip()
    if not question:
        raise WrongCall(say("search.empty"))
    answer = find_clauses(question, options.top, options.on or today())
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        from bot.report import answer_text

        print(answer_text(answer))
    return 0
