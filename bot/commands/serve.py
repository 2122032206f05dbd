"""``zjtx serve``: the whole assistant in one process."""

from __future__ import annotations

import argparse

from bot.arguments import Parser, port
from bot.garbage import pause_collection
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """[--host H] [--port P]."""
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help=say("serve.host"))
    parser.add_argument("--port", type=port, default=5005, metavar="P", help=say("serve.port"))


def run(options: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    pause_collection()
    from bot.server import serve

    serve(options.host, options.port)
    return 0
