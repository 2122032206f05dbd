"""Tables of enterprises in every format, for the tests of the command."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from policy_db.facts.catalog import FACTS
from policy_db.rules import decide, load_rulebook
from tests.policy_rules.strategies import sample

DAY = date(2026, 6, 1)
SQL = {"bool": "BOOLEAN", "enum": "VARCHAR", "text": "VARCHAR"}


def enterprises(count: int) -> list[dict[str, Any]]:
    """Enterprises around the thresholds of the programs in force, each with an id and a name."""
    rulebook = load_rulebook()
    versions = [each for program in rulebook.programs for each in rulebook.versions(program) if each.governs(DAY)]
    rows = [facts for rules in versions for facts in sample(rules, 1 + count // len(versions), seed=7)][:count]
    return [{"id": f"E{number:05}", "企业名称": f"企业,{number}", **facts} for number, facts in enumerate(rows, 1)]


def write_csv(path: Path, rows: Sequence[dict[str, Any]], encoding: str = "utf-8", columns: Sequence[str] = ()) -> Path:
    """The rows with a column per fact; unknown is empty."""
    names = columns or ["id", "企业名称", *FACTS]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_parquet(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows with a typed column per fact."""
    lines = path.with_suffix(".jsonl")
    lines.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    types = {"id": "VARCHAR", "企业名称": "VARCHAR", **{fact.id: SQL.get(fact.type, "DOUBLE") for fact in FACTS.values()}}
    duckdb.execute(f"COPY (FROM read_json('{lines}', columns = {types}, format = 'newline_delimited')) TO '{path}'")
    lines.unlink()
    return path


def zjtx(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "match", *map(str, arguments)], capture_output=True, text=True, env=os.environ, check=False
    )


def result(path: Path) -> list[dict[str, Any]]:
    """The rows of a result, whatever its format, ordered by enterprise and program."""
    if path.suffix == ".xlsx":
        import openpyxl

        header, *cells = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        rows = [dict(zip(header, row)) for row in cells]
    else:
        source = f"read_csv('{path}', all_varchar = true, header = true)" if path.suffix == ".csv" else f"'{path}'"
        found = duckdb.execute(f"SELECT * FROM {source}")
        names = [name for name, *_ in found.description]
        rows = [dict(zip(names, row)) for row in found.fetchall()]
    rows = [{name: value or None for name, value in row.items()} for row in rows]
    return sorted(rows, key=lambda row: (row["id"], row["program"]))


def one_by_one(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``decide`` says of every enterprise and program, in the columns that do not depend on wording."""
    rulebook = load_rulebook()
    found = []
    for row in rows:
        facts = {name: value for name, value in row.items() if name in FACTS and value is not None}
        for program in rulebook.programs:
            if not any(version.governs(DAY) for version in rulebook.versions(program)):
                continue
            decision = decide(program, facts, DAY)
            decided = [each for each in decision.results if each.criterion.require is not None]
            found.append(
                {
                    "id": row["id"],
                    "企业名称": row["企业名称"],
                    "program": program,
                    "version": decision.rules.version,
                    "verdict": decision.verdict,
                    "failing": ";".join(each.criterion.id for each in decided if each.truth is False) or None,
                    "open": ";".join(each.criterion.id for each in decided if each.truth is None) or None,
                    "missing": decision.missing_facts,
                }
            )
    return sorted(found, key=lambda row: (row["id"], row["program"]))


def check(rows: Sequence[dict[str, Any]], expected: Sequence[dict[str, Any]]) -> None:
    """The result of a match says what ``decide`` says."""
    assert len(rows) == len(expected)
    for row, one in zip(rows, expected):
        missing = one["missing"]
        assert {name: row[name] for name in one if name != "missing"} == {k: v for k, v in one.items() if k != "missing"}
        assert bool(row["reasons"]) == bool(row["failing"])
        assert row["next_fact"] in missing if missing else row["next_fact"] is None
