"""``zjtx check``: one decision, or one a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.arguments import Parser, day
from bot.assess import assess, decided
from bot.clock import today
from bot.errors import Failed, WrongCall
from bot.problems import Problems
from bot.wording import say


def add_arguments(parser: Parser) -> None:
    """PROGRAM --facts FILE [--on DATE] [--json | --jsonl | --explain]."""
    parser.add_argument("program", nargs="?", metavar="PROGRAM", help=say("check.program"))
    parser.add_argument("--facts", required=True, metavar="FILE", help=say("check.facts"))
    parser.add_argument("--on", type=day, metavar="DATE", help=say("check.on"))
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help=say("cli.json"))
    shape.add_argument("--jsonl", action="store_true", help=say("check.jsonl"))
    shape.add_argument("--explain", action="store_true", help=say("check.explain"))


def run(options: argparse.Namespace) -> int:
    """Prints the decision; status 0 whatever the verdict is."""
    on: date = options.on or today()
    if options.jsonl:
        return _lines(options.facts, options.program, on)
    if options.program is None:
        raise WrongCall(say("check.no_program"))
    try:
        decision = decided({"program": options.program, "facts": _mapping(_text(options.facts))}, on)
    except Problems as problems:
        raise WrongCall(problems.line()) from problems
    if options.explain:
        from policy_db.rules.explain import explain

        print(json.dumps(explain(decision), ensure_ascii=False, indent=2))
    elif options.json:
        print(json.dumps(decision.to_json(), ensure_ascii=False, indent=2))
    else:
        from bot.report import decision_text

        print(decision_text(decision.to_json()))
    return 0


def _lines(source: str, program: str | None, on: date) -> int:
    """One answer a line, in order; a line that cannot be decided answers with its error, and the status is then 1."""
    wrong = 0
    for number, line in enumerate(_split(source), 1):
        if not line.strip():
            continue
        defaults = {"program": program} if program else {}
        try:
            answer = assess({**defaults, **_mapping(line)}, on)
        except (Problems, WrongCall) as problem:
            wrong += 1
            problems = problem if isinstance(problem, Problems) else Problems({"": str(problem)})
            answer = {**problems.to_json(), "line": number}
        print(json.dumps(answer, ensure_ascii=False))
    if wrong:
        raise Failed(say("check.wrong_lines", count=wrong))
    return 0


def _split(source: str) -> Iterator[str]:
    if source == "-":
        yield from sys.stdin
    else:
        yield from _text(source).splitlines()


def _text(source: str) -> str:
    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongCall(say("check.unreadable", file=source, reason=error.strerror or type(error).__name__)) from error
    except UnicodeDecodeError as error:
        raise WrongCall(say("check.not_utf8", file=source)) from error


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise WrongCall(say("check.not_json", reason=str(error))) from error
    if not isinstance(content, dict):
        raise WrongCall(say("check.not_mapping"))
    return content
