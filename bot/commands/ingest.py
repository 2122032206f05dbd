"""``zjtx ingest``: adds or updates policy documents."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arguments import Parser
from bot.clock import today
from bot.errors import Failed
from bot.wording import say, section

if TYPE_CHECKING:
    from policy_db.ingest.plan import DocumentChange, Plan


def add_arguments(parser: Parser) -> None:
    """FILE... [--dry-run] [--yes]."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("ingest.files"))
    parser.add_argument("--dry-run", action="store_true", help=say("ingest.dry_run"))
    parser.add_argument("--yes", action="store_true", help=say("ingest.confirm_all"))


def run(options: argparse.Namespace) -> int:
    """Ingests all files or none, and says what changed; ``--dry-run`` shows it clause by clause and stores nothing."""
    from actions.store import database
    from policy_db.ingest.errors import IngestError
    from policy_db.ingest.plan import apply, plan

    try:
        with database().session() as session:
            found = plan(session, options.files)
        report(found, in_full=options.dry_run)
        if options.dry_run:
            print(say("ingest.would", changed=len(found.changes), total=len(found.documents)))
            return 0
        if not options.yes:
            confirm(found)
        with database().session(writing=True) as session:
            apply(session, found, today())
    except IngestError as error:
        raise Failed(str(error)) from error
    print(say("ingest.done", changed=len(found.changes), total=len(found.documents)))
    return 0


def confirm(found: Plan) -> None:
    """Asks 是/否 for everything that is not sure; raises ``Failed`` at the first 否, and with the list if nobody can be asked."""
    words = section("ingest")
    doubts = [words["doubt"].format(key=document.read.key, message=doubt.message)
              for document in found.changes for doubt in document.read.doubts]
    if not doubts:
        return
    if not sys.stdin.isatty():
        raise Failed(words["unconfirmed"].format(count=len(doubts), doubts=words["doubt_join"].join(doubts)))
    for doubt in doubts:
        answer = ""
        while answer not in (*words["yes_words"], *words["no_words"]):
            try:
                answer = input(words["ask"].format(doubt=doubt)).strip().lower()
            except EOFError:
                answer = words["no_words"][0]
        if answer in words["no_words"]:
            raise Failed(words["declined"].format(doubt=doubt))


def report(found: Plan, in_full: bool) -> None:
    """One line a document; ``in_full`` with every field and clause that differs."""
    words = section("ingest")
    for document in found.documents:
        changed = len(document.clauses)
        print(words["document"].format(change=words["changes"][document.change], key=document.read.key, clauses=changed))
        if in_full and document.change != "same":
            _differences(document)
            for reason, count in document.read.dropped.items():
                print(words["dropped"].format(reason=reason, count=count))
            for doubt in document.read.doubts:
                print(words["doubtful"].format(message=doubt.message))


def _differences(document: DocumentChange) -> None:
    words = section("ingest")
    for name, before, after in document.fields:
        print(words["field"].format(name=name, before=before, after=after))
    for clause in document.clauses:
        print(words["clause"].format(change=words["changes"][clause.change], label=clause.label))
        for line in difflib.unified_diff(clause.before.splitlines(), clause.after.splitlines(), n=0, lineterm=""):
            if not line.startswith(("---", "+++", "@@")):
                print(words["line"].format(line=line))
