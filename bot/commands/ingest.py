"""``zjtx ingest``: adds or updates policy documents."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.arguments import Parser
from bot.clock import today
from bot.errors import Failed, WrongCall
from bot.wording import say, section

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from policy_db.ingest.effects import Effects, Resting
    from policy_db.ingest.plan import DocumentChange, Plan


def add_arguments(parser: Parser) -> None:
    """FILE... [--dry-run] [--yes] [--effects [--enterprises FILE_OR_DB_URL] [--table NAME]] [--json]."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("ingest.files"))
    parser.add_argument("--dry-run", action="store_true", help=say("ingest.dry_run"))
    parser.add_argument("--yes", action="store_true", help=say("ingest.confirm_all"))
    parser.add_argument("--effects", action="store_true", help=say("ingest.show_effects"))
    parser.add_argument("--enterprises", metavar="FILE_OR_DB_URL", help=say("ingest.enterprises"))
    parser.add_argument("--table", default="enterprises", metavar="NAME", help=say("ingest.table"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def run(options: argparse.Namespace) -> int:
    """Ingests all files or none, and says what changed; ``--dry-run`` shows it clause by clause and stores nothing.

    Afterwards it says what rests on the documents: in short, with ``--effects`` in full, with ``--json`` as data.
    """
    from actions.store import database
    from policy_db.ingest.errors import IngestError
    from policy_db.ingest.plan import apply, plan

    try:
        with database().session() as session:
            found = plan(session, options.files)
        if not options.json:
            report(found, in_full=options.dry_run)
        if not options.dry_run and not options.yes:
            confirm(found)
        with database().session(writing=True) as session:
            trial = session.begin_nested()
            apply(session, found, today())
            if options.dry_run:
                touched = _effects(session, found, options)
                trial.rollback()
        done = say("ingest.would" if options.dry_run else "ingest.done", changed=len(found.changes), total=len(found.documents))
        if not options.json:
            print(done)
        if not options.dry_run:
            with database().session() as session:
                touched = _effects(session, found, options)
    except IngestError as error:
        raise Failed(str(error)) from error
    if options.json:
        print(json.dumps(as_json(found, touched, options.dry_run), ensure_ascii=False, indent=2, default=str))
    else:
        show_effects(touched, in_full=options.effects)
    return 0


def _effects(session: Session, found: Plan, options: argparse.Namespace) -> Effects:
    from policy_db.ingest.effects import effects
    from policy_db.match.errors import Failed as MatchFailed
    from policy_db.match.errors import Unusable

    try:
        return effects(session, found, today(), source=options.enterprises, table=options.table)
    except Unusable as error:
        raise WrongCall(str(error)) from error
    except MatchFailed as error:
        raise Failed(str(error)) from error


def as_json(found: Plan, touched: Effects, trial: bool) -> dict[str, Any]:
    """What an ingest did, or would do, for programs."""
    documents = [
        {"key": change.read.key, "change": change.change, "doubts": [asdict(doubt) for doubt in change.read.doubts],
         "dropped": change.read.dropped,
         "fields": [{"name": name, "before": before, "after": after} for name, before, after in change.fields],
         "clauses": [asdict(clause) for clause in change.clauses]}
        for change in found.documents
    ]
    return {"stored": not trial, "documents": documents, "effects": touched.to_json()}


def show_effects(touched: Effects, in_full: bool) -> None:
    """What rests on the documents, in one line or in full; a quote that does not stand any more is always said, loudly."""
    words = section("ingest")
    for item in touched.lost:
        elsewhere = words["elsewhere"].format(found_in=item.found_in) if item.found_in else ""
        print(words[item.state].format(kind=words["kinds"][item.kind], elsewhere=elsewhere, **_named(item)), file=sys.stderr)
    if not touched.resting and not touched.compared:
        print(words["no_effects"])
        return
    print(words["effects"].format(
        rules=len(touched.of("rule")), terms=len(touched.of("term")), questions=len(touched.of("question")),
        lost=len(touched.lost), decisions=len(touched.decisions)))
    if in_full:
        for item in touched.resting:
            if item not in touched.lost:
                print(words["resting"].format(kind=words["kinds"][item.kind], state=words["states"][item.state], **_named(item)))
        for compared in touched.compared:
            print(words["compared"].format(compared=compared, decided=touched.decided))
        for change in touched.decisions:
            print(words["decision"].format(
                enterprise=change.enterprise, program=change.program, day=change.day,
                before=words["verdicts"][change.before], after=words["verdicts"][change.after]))
        if not touched.compared:
            print(words["rules_unchanged"])


def _named(item: Resting) -> dict[str, str]:
    return {"of": item.of, "document": item.document, "clause": item.clause, "quote": item.quote}


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
