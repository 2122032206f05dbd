"""``zjtx mail``: what waits in the inbox and the outbox, and what could not be delivered."""

from __future__ import annotations

import argparse
from datetime import datetime

from bot.arguments import Parser
from bot.clock import BEIJING
from bot.wording import say, section


def add_arguments(parser: Parser) -> None:
    """[--again]."""
    parser.add_argument("--again", action="store_true", help=say("mail.again"))


def run(options: argparse.Namespace) -> int:
    """Prints counts by channel and the dead letters without what they say; ``--again`` has them delivered once more."""
    from bot.mail import open_database
    from bot.mail.store import DEAD, Store

    store = Store(open_database())
    if options.again:
        print(say("mail.revived", count=store.revive()))
    counts = store.counts()
    for (channel, state), count in sorted(counts.items()):
        print(say("mail.count", channel=channel, state=section("mail")["states"][state], count=count))
    for row in store.letters(DEAD):
        at = datetime.fromtimestamp(row.changed, BEIJING).strftime("%Y-%m-%d %H:%M")
        print(say("mail.dead", message=row.message, part=row.part + 1, at=at, reason=row.reason, attempts=row.attempts))
    if not counts:
        print(say("mail.none"))
    return 0
