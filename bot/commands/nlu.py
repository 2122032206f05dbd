"""``zjtx nlu``: how well messages are read, and corrected messages into the training data."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.arguments import Parser
from bot.errors import Failed, WrongCall
from bot.wording import say, section

if TYPE_CHECKING:
    from bot.learning.additions import Reviewed
    from bot.learning.fact_corrections import ReviewedFacts


def add_arguments(parser: Parser) -> None:
    """``report [--set FILE] [--out PAGE] [--json]`` and ``add FILE [--yes]``."""
    commands = parser.add_subparsers(dest="task", metavar=say("cli.command"), title=say("cli.commands"), required=True)
    helps = section("nlu")["tasks"]
    report = commands.add_parser("report", help=helps["report"], description=helps["report"])
    report.add_argument("--set", type=Path, metavar="FILE", help=say("nlu.set"))
    report.add_argument("--out", type=Path, metavar="PAGE", help=say("nlu.out"))
    report.add_argument("--json", action="store_true", help=say("cli.json"))
    add = commands.add_parser("add", help=helps["add"], description=helps["add"])
    add.add_argument("file", metavar="FILE", help=say("nlu.file"))
    add.add_argument("--yes", action="store_true", help=say("nlu.yes"))


def run(options: argparse.Namespace) -> int:
    """Runs the one that was asked for."""
    return _report(options) if options.task == "report" else _add(options)


def _report(options: argparse.Namespace) -> int:
    from bot.learning.development_set import fact_cases, messages
    from bot.learning.readings import readings
    from bot.learning.report import make_report, report_page
    from bot.learning.wording import report_text

    asked = messages(options.set)
    model = _model()
    parsed = readings(model, [message.text for message in asked])
    report = make_report(model.name, asked, parsed, [] if options.set else fact_cases())
    if options.out:
        try:
            options.out.write_text(report_page(report), encoding="utf-8")
        except OSError as error:
            raise Failed(say("nlu.unwritable", path=options.out, reason=error.strerror)) from error
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    elif options.out:
        print(say("nlu.written", path=options.out))
    else:
        print(report_text(report))
    return 0


def _add(options: argparse.Namespace) -> int:
    from bot.learning import examples, fact_corrections
    from bot.learning.additions import entries

    items = entries(_content(options.file))
    intents, facts = _review_intents(items), _review_facts(items)
    additions: dict[str, list[str]] = defaultdict(list)
    for each in intents:
        if each.taken:
            additions[each.correction.intent].append(each.correction.text)
    told = [each.correction for each in facts if each.taken]
    count = sum(map(len, additions.values()))
    if (count or told) and not (options.yes or _agreed(count + len(told))):
        raise Failed(say("nlu.not_agreed"))
    if count:
        changed = examples.append(additions)
        print(say("nlu.added", count=count, files=section("nlu")["join"].join(path.name for path in changed)))
    if told:
        print(say("nlu.facts_added", count=len(told), file=fact_corrections.append(told).name))
    if not count and not told:
        print(say("nlu.nothing_added"))
    refused = sum(each.problem is not None for each in intents) + sum(each.problem is not None for each in facts)
    if refused:
        raise Failed(say("nlu.some_refused", count=refused))
    return 0


def _review_intents(items: Sequence[Mapping[str, Any]]) -> list[Reviewed]:
    from bot.learning import examples
    from bot.learning.additions import intent_corrections, review
    from bot.learning.development_set import messages, messages_path
    from bot.learning.readings import readings
    from bot.learning.wording import review_text

    corrections = intent_corrections(items)
    if not corrections:
        return []
    held_out = [message.text for message in messages()] if messages_path().is_file() else []
    reviewed = review(corrections, examples.examples(), examples.intents(), held_out)
    texts = [correction.text for correction in corrections]
    print(review_text(reviewed, [parsed["intent"] for parsed in readings(_model(), texts)]))
    return reviewed


def _review_facts(items: Sequence[Mapping[str, Any]]) -> list[ReviewedFacts]:
    from bot.learning import fact_corrections
    from bot.learning.development_set import fact_cases
    from bot.learning.wording import facts_review_text

    today = date.today()
    corrections = [
        fact_corrections.fact_correction(item, number, today)
        for number, item in enumerate(items, 1) if "facts" in item or "unknown" in item
    ]
    if not corrections:
        return []
    held_out = [str(case["text"]) for case in fact_cases() if "text" in case]
    reviewed = fact_corrections.review_facts(corrections, fact_corrections.lessons(), held_out)
    print(facts_review_text(reviewed))
    return reviewed


def _content(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise WrongCall(say("check.unreadable", file=name, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise WrongCall(say("check.not_utf8", file=name)) from error


def _agreed(count: int) -> bool:
    """Asks on the terminal; the end of the input is a no."""
    try:
        return input(say("nlu.agree", count=count)).strip().lower() in section("nlu")["yes_words"]
    except EOFError:
        print()
        return False


def _model() -> Any:
    from bot.training import ready_model

    return ready_model()
