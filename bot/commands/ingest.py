"""``zjtx ingest``: adds or updates policy documents."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.arguments import Parser
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """FILE... [--dry-run]."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("ingest.files"))
    parser.add_argument("--dry-run", action="store_true", help=say("ingest.dry_run"))


def run(options: argparse.Namespace) -> int:
    """Ingests the files, or shows what would change."""
    raise NotImplementedError
