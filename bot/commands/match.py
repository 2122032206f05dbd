"""``zjtx match``: every enterprise against every program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.arguments import Parser, day
from bot.clock import today
from bot.errors import Failed, WrongCall
from bot.wording import say
from policy_db.match.wording import words


def add_arguments(parser: Parser) -> None:
    """FILE_OR_DB_URL --out FILE [--on DATE] [--programs a,b] [--table NAME] [--part-rows N]."""
    command = words()["command"]
    parser.add_argument("source", metavar="FILE_OR_DB_URL", help=say("match.source"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=say("match.out"))
    parser.add_argument("--on", type=day, metavar="DATE", help=say("check.on"))
    parser.add_argument("--programs", type=_names, metavar="A,B", help=say("match.programs"))
    parser.add_argument("--table", default="enterprises", metavar="NAME", help=command["table"])
    parser.add_argument("--part-rows", type=_rows, default=250_000, metavar="N", help=command["part_rows"])


def run(options: argparse.Namespace) -> int:
    """Writes the result, and says on standard error what a reader of it must know."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    from policy_db.match.errors import Failed as MatchFailed
    from policy_db.match.errors import Unusable
    from policy_db.match.run import match
    from policy_db.programs.catalog import PROGRAMS

    command, on = words()["command"], options.on or today()
    with tqdm(desc=command["deciding"], unit=" 家", disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            found = match(
                options.source,
                options.out,
                on,
                options.programs,
                table=options.table,
                part_rows=options.part_rows,
                progress=progress,
            )
        except Unusable as error:
            raise WrongCall(str(error)) from error
        except MatchFailed as error:
            raise Failed(str(error)) from error
    if found.resumed:
        print(command["resumed"], file=sys.stderr)
    if found.absent:
        named = (command["program"].format(name=PROGRAMS[each].name, id=each) for each in found.absent)
        print(command["absent"].format(on=on.isoformat(), programs=words()["or"].join(named)), file=sys.stderr)
    if found.carried:
        print(command["carried"].format(names=words()["or"].join(found.carried)), file=sys.stderr)
    if found.refused:
        print(command["refused"].format(rows=found.refused, path=found.rejected), file=sys.stderr)
    done = command["done_in_place" if found.in_place else "done"]
    print(done.format(enterprises=found.enterprises, programs=found.programs, path=options.out))
    return 0


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _rows(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(words()["command"]["bad_rows"].format(text=text))
    return int(text)
