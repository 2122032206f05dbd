"""A match that is killed is taken up where it stopped, and ends with the same result."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from policy_db.match.run import match
from tests.policy_match.tables import DAY, enterprises, result, write_csv, zjtx

PROGRAMS = ["little_giant", "srdi_sme"]


def parts(folder: Path) -> dict[str, int]:
    """The finished parts, with the moment in which each was made."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("[0-9]*.parquet")}


def test_a_killed_match_resumes(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", enterprises(600))
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    match(str(table), whole, DAY, PROGRAMS)
    command = [str(table), "--out", str(out), "--on", DAY.isoformat(), "--part-rows", "50", "--programs", ",".join(PROGRAMS)]
    process = subprocess.Popen([sys.executable, "-m", "bot.cli", "match", *command], stderr=subprocess.DEVNULL)
    folder = tmp_path / "out.csv.parts"
    deadline = time.monotonic() + 60
    while len(parts(folder)) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = parts(folder)
    assert kept
    assert not out.exists()

    resumed = zjtx(*command)
    assert resumed.returncode == 0, resumed.stderr
    assert "接着上次中断的地方继续" in resumed.stderr
    assert result(out) == result(whole)
    assert not folder.exists()


def test_finished_parts_are_not_made_again(tmp_path: Path) -> None:
    table, out = write_csv(tmp_path / "in.csv", enterprises(50)), tmp_path / "out.csv"
    seen: list[dict[str, int]] = []

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        seen.append(parts(tmp_path / "out.csv.parts"))
        if len(seen) == 3:
            raise Stop

    with contextlib.suppress(Stop):
        match(str(table), out, DAY, PROGRAMS, part_rows=10, progress=stop)
    found = match(str(table), out, DAY, PROGRAMS, part_rows=10, progress=lambda *_: seen.append(parts(tmp_path / "out.csv.parts")))
    assert found.resumed
    assert len(seen[2]) == 3 and seen[2].items() <= seen[-1].items()


def test_another_table_or_day_starts_afresh(tmp_path: Path) -> None:
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    for rows, day in ((enterprises(30), DAY), (enterprises(29), DAY), (enterprises(29), DAY.replace(day=2))):
        write_csv(table, rows)

        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            match(str(table), out, day, PROGRAMS, progress=stop)
        assert len(parts(tmp_path / "out.csv.parts")) == 1
    found = match(str(table), out, DAY, PROGRAMS)
    assert not found.resumed and found.enterprises == 29
