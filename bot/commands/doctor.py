"""``zjtx doctor``: is everything right, and if not, what is to be done."""

from __future__ import annotations

import argparse
import json
import os

from bot.arguments import Parser, port
from bot.wording import say, section

# The doctor looks at the data directory itself: one that cannot be made is a finding, not a failure.
PREPARES_HOME = False


def add_arguments(parser: Parser) -> None:
    """[--host H] [--port P] [--url U] [--json]."""
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help=say("serve.host"))
    parser.add_argument("--port", type=port, default=5005, metavar="P", help=say("serve.port"))
    parser.add_argument("--url", default=os.environ.get("ZJTX_PUBLIC_URL", ""), metavar="U", help=say("doctor.url"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def run(options: argparse.Namespace) -> int:
    """Prints one line a finding; status 0 when all is well, 1 when something must be fixed."""
    from bot.doctor.checks import examine

    findings = examine(options.host, options.port, options.url)
    wrong = sum(found.state == "wrong" for found in findings)
    if options.json:
        print(json.dumps({"ok": not wrong, "checks": [found.to_json() for found in findings]}, ensure_ascii=False, indent=2))
        return bool(wrong)
    marks = section("doctor")["marks"]
    for found in findings:
        print(say("doctor.line", mark=marks[found.state], title=found.title, found=found.found))
        if found.fix:
            print(say("doctor.fix", fix=found.fix))
    print(say("doctor.wrong", count=wrong) if wrong else say("doctor.well"))
    return bool(wrong)
