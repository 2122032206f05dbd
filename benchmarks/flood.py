"""What a flood does to the real server: fifty messages of one person beside somebody else, five hundred people at once.

Statuses and times as clients see them, over the REST channel. Read the counts first; seconds depend on the machine.

    python benchmarks/flood.py [--people 500] [--burst 50]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PROJECT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("zjtx")
WEBHOOK = "/webhooks/rest/webhook"
QUESTION = "小巨人要什么条件"


def main() -> None:
    """Serves, floods, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--burst", type=int, default=50)
    options = parser.parse_args()
    subprocess.run([COMMAND, "train"], check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
    print("| | messages | answered | 429 | 503, 504 | none | p50 s | p95 s | max s | answered/s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with serving() as url:
        asyncio.run(flood(url, options.people, options.burst))


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """A server with a data directory of its own and ``settings`` in its environment; its address."""
    with tempfile.TemporaryDirectory() as home:
        models = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var") / "models"
        (Path(home) / "models").symlink_to(models.resolve())
        command = [COMMAND, "serve", "--port", "0"]
        environment = {**os.environ, "ZJTX_HOME": home, "PYTHONUNBUFFERED": "1", **settings}
        with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            line = next(line for line in process.stdout if "http://" in line)
            try:
                yield "http://" + line.split("http://")[1].split("（")[0].strip()
            finally:
                process.terminate()


async def flood(url: str, people: int, burst: int) -> None:
    """One quiet person for comparison, then the burst with the same person beside it, then everybody at once."""
    limits = httpx.Limits(max_connections=people + burst)
    async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False, limits=limits) as client:
        await say(client, "warm")
        print_row("one person, one after another", [await say(client, "quiet") for _ in range(burst)])
        own = [asyncio.create_task(say(client, "hasty")) for _ in range(burst)]
        beside = [await say(client, f"beside-{number}") for number in range(5)]
        print_row(f"{burst} of one person at once", await asyncio.gather(*own))
        print_row("others meanwhile", beside)
        started = time.perf_counter()
        everybody = await asyncio.gather(*(say(client, f"person-{number}") for number in range(people)))
        print_row(f"{people} people at once", everybody, time.perf_counter() - started)


async def say(client: httpx.AsyncClient, sender: str) -> tuple[int, float]:
    """Status, 0 for none, and seconds."""
    started = time.perf_counter()
    try:
        response = await client.post(WEBHOOK, json={"sender": sender, "message": QUESTION})
    except httpx.HTTPError:
        return 0, time.perf_counter() - started
    assert response.status_code != 200 or response.json()
    return response.status_code, time.perf_counter() - started


def print_row(title: str, outcomes: list[tuple[int, float]], seconds: float = 0.0) -> None:
    """One line of the table."""
    statuses = Counter(status for status, _ in outcomes)
    times = sorted(taken for status, taken in outcomes if status == 200)
    p95 = statistics.quantiles(times, n=20, method="inclusive")[18] if len(times) > 1 else times[0]
    rate = f"{len(times) / seconds:.0f}" if seconds else ""
    cells: list[object] = [title, len(outcomes), statuses[200], statuses[429], statuses[503] + statuses[504], statuses[0]]
    cells += [f"{statistics.median(times):.3f}", f"{p95:.3f}", f"{times[-1]:.3f}", rate]
    print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    main()
