"""``zjtx ingest``: adds or updates policy documents."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arguments import Parser
from bot.errors import Failed
from bot.wording import say, section

if TYPE_CHECKING:
    from policy_db.ingest.plan import DocumentChange, Plan


def add_arguments(parser: Parser) -> None:
    """FILE... [--dry-run]."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("ingest.files"))
    parser.add_argument("--dry-run", action="store_true", help=say("ingest.dry_run"))


def run(options: argparse.Namespace) -> int:
    """Ingests all files or none, and says what changed; ``--dry-run`` shows it clause by clause and stores nothing."""
    from actions.store import database
    from policy_db.ingest.errors import IngestError
    from policy_db.ingest.plan import apply, plan

    try:
        with database().session() as session:
            found = plan(session, options.files)
            report(found, in_full=options.dry_run)
            if not options.dry_run:
                apply(session, found)
    except IngestError as error:
        raise Failed(str(error)) from error
    print(say("ingest.would" if options.dry_run else "ingest.done", changed=len(found.changes), total=len(found.documents)))
    return 0


def report(found: Plan, in_full: bool) -> None:
    """One line a document; ``in_full`` with every field and clause that differs."""
    words = section("ingest")
    for document in found.documents:
        changed = len(document.clauses)
        print(words["document"].format(change=words["changes"][document.change], key=document.read.key, clauses=changed))
        if in_full and document.change != "same":
            _differences(document)


def _differences(document: DocumentChange) -> None:
    words = section("ingest")
    for name, before, after in document.fields:
        print(words["field"].format(name=name, before=before, after=after))
    for clause in document.clauses:
        print(words["clause"].format(change=words["changes"][clause.change], label=clause.label))
        for line in difflib.unified_diff(clause.before.splitlines(), clause.after.splitlines(), n=0, lineterm=""):
            if not line.startswith(("---", "+++", "@@")):
                print(words["line"].format(line=line))
