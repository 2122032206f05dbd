"""Enterprises per second through ``zjtx match``, and the compiled rules against their peers, as Markdown tables.

Run: ``.venv/bin/python benchmarks/match.py [--large]`` (10 million rows with ``--large``; half an hour and 5 GB of disk).
OpenFisca-Core (AGPL-3) is installed into a temporary environment, used there, and removed with it; without a package index
its row is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import duckdb
import numpy as np
import sqlalchemy as sa
from matching import enterprises, numpy_floor

from policy_db.match.dialect import column_types, open_duckdb, render
from policy_db.match.query import Matching, matching
from policy_db.match.run import in_force
from policy_db.rules import RuleVersion, decide_by, load_rulebook

ON = date(2026, 11, 23)
REPEATS = 7
PEER_ROWS = 1_000_000
PROGRAMS = ("little_giant", "champion_enterprise")
EVALUATED = 2_000


def best(work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def make(path: Path, rows: int, unknown: float = 0.2) -> Path:
    """A Parquet file of that many enterprises."""
    duckdb.execute(f"COPY ({enterprises.select(f'range({rows}) numbers(i)', unknown)}) TO '{path}'")
    return path


def command(folder: Path, sizes: list[int]) -> None:
    """The whole command: Parquet in, every program in force, verdicts with reasons to Parquet."""
    versions, _ = in_force(load_rulebook(), ON)
    print(f"`zjtx match`: Parquet in, {len(versions)} programs, verdicts with reasons to Parquet, 2 threads\n")
    print("| enterprises | seconds | CPU seconds | enterprises/s | µs per enterprise × program | peak memory |")
    print("| --- | --- | --- | --- | --- | --- |")
    for rows in sizes:
        source = make(folder / "in.parquet", rows)
        zjtx = Path(sys.executable).with_name("zjtx")
        call = [zjtx, "match", source, "--out", folder / "out.parquet", "--on", ON.isoformat()]
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, call)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        assert os.waitstatus_to_exitcode(status) == 0
        cpu, each = used.ru_utime + used.ru_stime, seconds / rows / len(versions) * 1e6
        print(f"| {rows:,} | {seconds:.1f} | {cpu:.1f} | {rows / seconds:,.0f} | {each:.2f} | {used.ru_maxrss / 1024:,.0f} MB |")


def statement(rules: RuleVersion, *, reasons: bool) -> str:
    """The rules over the table ``enterprises`` in memory."""
    columns = [sa.column("id", sa.String), *(sa.column(name, kind) for name, kind in column_types().items())]
    return render(matching(rules, Matching(sa.table("enterprises", *columns), ["id"]), reasons=reasons), "duckdb")


def counts(connection: duckdb.DuckDBPyConnection, rules: RuleVersion) -> dict[str, int]:
    """How many enterprises have which verdict."""
    found = connection.execute(f"SELECT verdict, count(*) FROM ({statement(rules, reasons=False)}) GROUP BY ALL")
    return dict(found.fetchall())


def against_numpy(rules: RuleVersion) -> tuple[float, float, float]:
    """Seconds for the verdicts of one program by DuckDB, with reasons, and by NumPy, on the same unknowns."""
    connection = open_duckdb()
    connection.execute(f"CREATE TABLE enterprises AS {enterprises.select(f'range({PEER_ROWS}) numbers(i)')}")
    plain, full = statement(rules, reasons=False), statement(rules, reasons=True)
    verdicts = best(lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS SELECT verdict FROM ({plain})"))
    reasons = best(lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {full}"))
    read = connection.execute("SELECT * FROM enterprises").fetchnumpy()
    facts = {name: np.ma.filled(read[name].astype(float), np.nan) for name in numpy_floor.NUMBERS}
    for name in numpy_floor.TRUTHS:
        facts[name] = np.ma.filled(read[name].astype(np.int8) * 2, 1).astype(np.int8)
    sector = np.ma.filled(read["sector"], "")
    names = numpy_floor.SECTORS
    facts["sector"] = np.select([sector == name for name in names], range(len(names)), -1)
    floor = best(lambda: numpy_floor.verdict(facts))
    found = np.bincount(numpy_floor.verdict(facts), minlength=3)
    expected = counts(connection, rules)
    assert {name: int(found[index]) for index, name in enumerate(numpy_floor.VERDICTS) if found[index]} == expected, expected
    return verdicts, reasons, floor


def against_openfisca(folder: Path, versions: list[RuleVersion]) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds for two programs on a fully known table, by DuckDB and by OpenFisca: ``decide`` in memory, and ``whole``, from
    one Parquet file to another. OpenFisca's are missing where it cannot be installed."""
    known = make(folder / "known.parquet", PEER_ROWS, unknown=0)
    connection = open_duckdb()
    statements = [statement(rules, reasons=False) for rules in versions]

    def both(write: str) -> float:
        return best(lambda: [connection.execute(write.format(select=each)) for each in statements])

    connection.execute(f"CREATE OR REPLACE VIEW enterprises AS FROM '{known}'")
    ours = {"whole": both(f"COPY (SELECT id, verdict FROM ({{select}})) TO '{folder}/found.parquet'")}
    connection.execute(f"DROP VIEW enterprises; CREATE TABLE enterprises AS FROM '{known}'")
    ours["decide"] = both("CREATE OR REPLACE TEMP TABLE found AS SELECT verdict = 'eligible' AS eligible FROM ({select})")
    environment = folder / "openfisca"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    try:
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([python, "-m", "pip", "install", "openfisca-core", f"duckdb=={duckdb.__version__}"], **quiet)
    except subprocess.CalledProcessError:
        return ours, {}
    peer = Path(__file__).parent / "matching" / "openfisca_peer.py"
    call = [python, peer, known, folder / "peer.parquet", str(REPEATS)]
    theirs = json.loads(subprocess.run(list(map(str, call)), check=True, capture_output=True, text=True).stdout)
    for rules in versions:
        # What is left to an official (「原则上」) is a plain no for OpenFisca, which has no third answer.
        assert theirs["eligible"][rules.program] == counts(connection, rules).get("eligible", 0), rules.program
    return ours, {"decide": theirs["decide"], "whole": theirs["whole"]}


def evaluator(rules: RuleVersion) -> float:
    """Seconds per decision of the evaluator with its trace, on the same unknowns."""
    found = duckdb.execute(enterprises.select(f"range({EVALUATED}) numbers(i)"))
    names = [name for name, *_ in found.description]
    rows = [{n: v for n, v in zip(names, row) if v is not None and n not in ("id", "name")} for row in found.fetchall()]
    return best(lambda: [decide_by(rules, row, ON) for row in rows]) / EVALUATED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 10 million enterprises")
    options = parser.parse_args()
    versions = [load_rulebook().version(program, ON) for program in PROGRAMS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # First, while this process is small: a child's peak memory begins with its parent's.
        command(folder, [10_000, 100_000, 1_000_000, *([10_000_000] if options.large else [])])
        verdicts, reasons, floor = against_numpy(versions[0])
        ours, openfisca = against_openfisca(folder, versions)
        one = evaluator(versions[0])
        both = " + ".join(PROGRAMS)
        lines = [
            ("NumPy by hand, verdict", PROGRAMS[0], "20 %", floor, "1"),
            ("**DuckDB, verdict**", PROGRAMS[0], "20 %", verdicts, f"{verdicts / floor:.2f} × NumPy"),
            ("**DuckDB, with reasons and next fact**", PROGRAMS[0], "20 %", reasons, f"{reasons / floor:.2f} × NumPy"),
            ("evaluator, one by one", PROGRAMS[0], "20 %", one * PEER_ROWS, f"{one * PEER_ROWS / reasons:.0f} × DuckDB"),
        ]
        for key, label in (("whole", "Parquet to Parquet"), ("decide", "in memory, decision alone")):
            lines.append((f"**DuckDB**, {label}", both, "none", ours[key], "1"))
            if openfisca:
                ratio = f"{openfisca[key] / ours[key]:.2f} × DuckDB"
                lines.append((f"OpenFisca-Core, {label}", both, "none", openfisca[key], ratio))
        print(f"\n{PEER_ROWS:,} enterprises; tables in memory where not said otherwise\n")
        print("| | program | unknown | seconds | ratio |")
        print("| --- | --- | --- | --- | --- |")
        for label, program, unknown, seconds, ratio in lines:
            print(f"| {label} | {program} | {unknown} | {seconds:.2f} | {ratio} |")


if __name__ == "__main__":
    main()
