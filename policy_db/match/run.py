"""``match``: every enterprise of a file or database against every program that has rules on a day."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Optional

import duckdb
import sqlalchemy as sa

from policy_db.match import database
from policy_db.match.dialect import column_types, open_duckdb, render
from policy_db.match.errors import Failed, Unusable
from policy_db.match.header import Column, read_header
from policy_db.match.job import Job, finish
from policy_db.match.output import check_out, check_size, write
from policy_db.match.query import REASONS, VERDICT, Matching, coded, matching, spelled
from policy_db.match.reading import Reader, identifier
from policy_db.match.source import ROW, Staged, digest, quoted, stage
from policy_db.match.wording import say, words
from policy_db.rules import NoVersion, Rulebook, RuleVersion, UnknownProgram, load_rulebook

# Enterprises per part: what an interruption costs at most, and what bounds the memory.
PART_ROWS = 250_000
MEMORY = "3GB"
FILES = (".csv", ".txt", ".tsv", ".xlsx", ".parquet")

Progress = Callable[[int, int], None]
"""Told how many of how many enterprises are decided."""


@dataclass(frozen=True)
class Summary:
    """What came of a match: how many enterprises were decided by how many programs, and how many rows were refused.

    ``absent`` are the programs without rules on the day; ``carried`` the columns that are not facts. ``resumed`` says that an
    earlier, interrupted run was taken up; ``in_place`` that the database itself did the work.
    """

    enterprises: int
    programs: int
    refused: int
    rejected: Path
    absent: tuple[str, ...]
    carried: tuple[str, ...]
    resumed: bool = False
    in_place: bool = False


def match(
    source: str,
    out: Path,
    on: date,
    programs: Optional[Sequence[str]] = None,
    *,
    table: str = database.TABLE,
    rulebook: Optional[Rulebook] = None,
    part_rows: int = PART_ROWS,
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Decides every enterprise of ``source`` (a CSV, XLSX or Parquet file, or a database URL) and writes the result to ``out``.

    A row with a cell that cannot be read goes to ``<out>.rejected.csv`` with its number and the reason. An interrupted match is
    taken up where it stopped when called again with the same input, rules and day. Raises ``Unusable`` or ``Failed``.
    """
    check_out(out)
    versions, absent = in_force(rulebook or load_rulebook(), on, programs)
    about = {"on": on.isoformat(), "rules": [[each.program, each.digest] for each in versions], "part_rows": part_rows}
    if not database.is_url(source):
        path = Path(source)
        _check_source(path, out)
        with _work(out, {**about, "input": [path.name, digest(path)]}, versions, absent, progress) as work:
            return work.staged(lambda folder, connection: stage(path, folder, connection), str(path), part_rows)
    with (
        database.opened(source, table) as enterprises,
        _work(out, {**about, "input": enterprises.about()}, versions, absent, progress) as work,
    ):
        columns = read_header(enterprises.names, enterprises.shown)
        if enterprises.clean(columns):
            return work.in_place(enterprises, columns)
        return work.staged(enterprises.stage, enterprises.shown, part_rows)


def in_force(
    rulebook: Rulebook, on: date, programs: Optional[Sequence[str]] = None
) -> tuple[list[RuleVersion], tuple[str, ...]]:
    """The versions that govern on the day, and the programs without one. Raises ``Unusable`` for an unknown program."""
    versions, absent = [], []
    for program in programs or rulebook.programs:
        try:
            versions.append(rulebook.version(program, on))
        except UnknownProgram as error:
            known = str(words()["or"]).join(rulebook.programs)
            raise Unusable("unknown_program", program=program, programs=known) from error
        except NoVersion:
            absent.append(program)
    if not versions:
        raise Unusable("no_programs", on=on.isoformat())
    return versions, tuple(absent)


def rejected_path(out: Path) -> Path:
    """Where the rows go that could not be read."""
    return out.with_name(out.name + ".rejected.csv")


@dataclass
class _Work:
    out: Path
    job: Job
    connection: duckdb.DuckDBPyConnection
    versions: list[RuleVersion]
    absent: tuple[str, ...]
    progress: Progress

    def staged(
        self, make: Callable[[Path, duckdb.DuckDBPyConnection], Staged], shown: str, part_rows: int
    ) -> Summary:
        """Decides a staged table part by part, in DuckDB."""
        staged = self.job.staged(lambda: make(self.job.folder, self.connection))
        columns = read_header(staged.names, shown)
        reader = Reader(self.connection, staged, columns)
        check_size(self.out, reader.count * len(self.versions))
        keys = [f"k{key}" for key in reader.keys] or [ROW]
        names = _outer([columns[key].name for key in reader.keys] or [str(words()["row_number"])])
        facts = {cell.fact.id for cell in reader.cells}
        kinds = [(name, kind) for name, kind in column_types().items() if name in facts]
        table = sa.table("enterprises", *map(sa.column, keys), *(sa.column(name, kind) for name, kind in kinds))
        statement = render(coded(self.versions, Matching(table, keys)), "duckdb")
        total = reader.count
        for number, start in enumerate(range(0, total, part_rows)):
            self.job.part(f"{number:05}.parquet", partial(self._part, reader, statement, start, part_rows))
            self.progress(min(start + part_rows, total), total)
        parts = f"read_parquet('{quoted(self.job.folder)}/[0-9]*.parquet')"
        decided = self._count(parts) if total else 0
        refused = self._refuse(staged)
        if decided:
            rows = sa.table("coded", *map(sa.column, keys), *(sa.column(name) for name in _coded_names(self.versions)))
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW coded AS SELECT * FROM {parts}")
            spelt = (render(spelled(each, rows, keys, number), "duckdb") for number, each in enumerate(self.versions))
            self._write(" UNION ALL ".join(f"({each})" for each in spelt), dict(zip(keys, names)))
        return self._summary(decided, refused, columns)

    def in_place(self, enterprises: database.Enterprises, columns: Sequence[Column]) -> Summary:
        """Lets the database decide, one program after the other, and fetches what it says."""
        table, keys, names = enterprises.facts(columns)
        total = enterprises.count
        check_size(self.out, total * len(self.versions))
        if not total:
            raise Unusable("empty", path=enterprises.shown)
        parts = []
        for done, rules in enumerate(self.versions, 1):
            statement = matching(rules, Matching(table, keys, fenced=True))
            parts.append(self.job.part(f"{rules.program}.csv", partial(enterprises.save, statement)))
            self.progress(total * done // len(self.versions), total)
        inner = [*(f"k{index}" for index in range(len(keys))), *VERDICT, *REASONS]
        types = ", ".join(f"'{name}': 'VARCHAR'" for name in inner)
        files = ", ".join(f"'{quoted(part)}'" for part in parts)
        rows = f"read_csv([{files}], columns = {{{types}}}, auto_detect = false, header = false, delim = ',', quote = '\"')"
        self._write(f"SELECT * FROM {rows}", {f"k{index}": name for index, name in enumerate(_outer(names))})
        return self._summary(total, 0, columns, in_place=True)

    def _part(self, reader: Reader, statement: str, start: int, rows: int, path: Path) -> None:
        reader.read(start, start + rows)
        refused = self.job.folder / f"{start // rows:05}.refused.csv"
        finish(
            refused,
            lambda draft: write(
                self.connection, "SELECT number, name, text, reason FROM refused ORDER BY number, place", ".csv", draft
            ),
        )
        write(self.connection, statement, ".parquet", path)

    def _count(self, rows: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])

    def _refuse(self, staged: Staged) -> int:
        """Gathers the refused rows into one file, or removes that of an earlier match; returns how many rows they are."""
        target = rejected_path(self.out)
        numbers = {number for number, _ in staged.rejected}

        def gather(draft: Path) -> None:
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(words()["rejected"])
                writer.writerows((number, words()["whole_row"], "", reason) for number, reason in staged.rejected)
                for part in sorted(self.job.folder.glob("[0-9]*.refused.csv")):
                    with part.open(encoding="utf-8", newline="") as rows:
                        for row in itertools.islice(csv.reader(rows), 1, None):
                            numbers.add(int(row[0]))
                            writer.writerow(row)

        finish(target, gather)
        if not numbers:
            target.unlink()
        return len(numbers)

    def _write(self, select: str, names: Mapping[str, str]) -> None:
        shown = [f"{identifier(inner)} AS {identifier(name)}" for inner, name in names.items()]
        whole = f"SELECT {', '.join((*shown, *VERDICT, *REASONS))} FROM ({select})"
        finish(self.out, lambda draft: write(self.connection, whole, self.out.suffix.lower(), draft))

    def _summary(self, enterprises: int, refused: int, columns: Sequence[Column], *, in_place: bool = False) -> Summary:
        if not enterprises:
            raise Failed("all_rejected", rows=refused, rejected=rejected_path(self.out)) if refused else Unusable(
                "empty", path=self.out
            )
        carried = tuple(column.name for column in columns if column.fact is None)
        return Summary(
            enterprises,
            len(self.versions),
            refused,
            rejected_path(self.out),
            self.absent,
            carried,
            self.job.resumed,
            in_place,
        )


@contextmanager
def _work(
    out: Path, about: Mapping[str, Any], versions: list[RuleVersion], absent: tuple[str, ...], progress: Progress
) -> Iterator[_Work]:
    """The folder and the database of one match; the folder stays when it is interrupted, and only then."""
    try:
        job = Job(out, about)
    except OSError as error:
        raise Failed("unwritable", path=out, reason=error.strerror) from error
    connection = open_duckdb()
    try:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{quoted(job.folder)}/spill'")
        yield _Work(out, job, connection, versions, absent, progress)
    except (Unusable, Failed):
        connection.close()
        job.close()
        raise
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise Failed("unwritable", path=out, reason=reason) from error
    finally:
        connection.close()
    job.close()


def _check_source(path: Path, out: Path) -> None:
    if not path.is_file():
        raise Unusable("missing", path=path)
    if path.suffix.lower() == ".xls":
        raise Unusable("old_excel", path=path)
    if path.suffix.lower() not in FILES:
        raise Unusable("kind", path=path)
    if path.resolve() == out.resolve():
        raise Unusable("same_file")


def _coded_names(versions: Sequence[RuleVersion]) -> list[str]:
    return [f"{name}_{number}" for number in range(len(versions)) for name in ("failing", "open", "next")]


def _outer(names: Sequence[str]) -> list[str]:
    """The names of the carried columns in the result, where its own columns come first."""
    return [say("renamed", name=name) if name.lower() in (*VERDICT, *REASONS) else name for name in names]
