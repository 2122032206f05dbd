"""Five hundred people writing to a 公众号 in one instant: what is left of WeChat's five seconds, and what the people read.

Tencent's library signs and encrypts, a stand-in takes what is sent; both run on the machine of the server, with as many busy loops
beside them as ``--busy`` says. Every answer is counted: none may be missing, none may come twice.

    python -m benchmarks.callbacks [--people 500] [--busy 2] [--runs 3]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import httpx

from benchmarks.flood import COMMAND, PROJECT, QUESTION, serving
from tests.bot_wechat import peer as peers
from tests.bot_wechat import platform_stub
from tests.bot_wechat.conftest import WECHAT
from tests.bot_wechat.peer import Account, Peer, message
from tests.bot_wechat.platform_stub import Stub

PATH = "/webhooks/wechat/webhook"
LIMIT = 5.0
COLUMNS = (
    "people", "busy loops", "HTTP 200", "answer at once", "sent later", "missing", "doubled", "p50 s", "p95 s", "max s", "over 5 s",
    "all answered s",
)


def main() -> None:
    """A new server for every run; one row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    subprocess.run([COMMAND, "train"], check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
    print_row(*COLUMNS)
    print_row(*["---"] * len(COLUMNS))
    with peers.running() as peer:
        for _ in range(options.runs):
            with platform_stub.running() as api, serving(WECHAT_API_BASE=api.url, **WECHAT) as url, busy(options.busy):
                print_row(options.people, options.busy, *flood(url, peer, api, options.people))


def print_row(*cells: object) -> None:
    """One line of the table."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


@contextmanager
def busy(number: int) -> Iterator[None]:
    """So many processes that only use the processor."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        assert all(loop.poll() is None for loop in loops)
        for loop in loops:
            loop.kill()


def flood(url: str, peer: Peer, api: Stub, number: int) -> list[object]:
    """The cells of a row."""
    account = Account(WECHAT["WECHAT_APPID"], WECHAT["WECHAT_TOKEN"], WECHAT["WECHAT_AES_KEY"], url + PATH)
    people = [f"o{index:05d}x" for index in range(number)]
    requests = [http(url, *peer.sealed(account, message(person, QUESTION))) for person in people]
    started = time.monotonic()
    outcomes = dict(zip(people, asyncio.run(at_once(url, requests))))
    shown = {person: at_once_shown(peer, account, *outcome[:2]) for person, outcome in outcomes.items()}
    later = [person for person, texts in shown.items() if not texts]
    answered = wait_for(api, later)
    taken = time.monotonic() - started
    # Whatever comes twice comes right after.
    time.sleep(5)
    read = [[*texts, *api.texts(person)] for person, texts in shown.items()]
    doubled = sum(len(set(texts)) != len(texts) for texts in read)
    seconds = sorted(second for _, _, second in outcomes.values())
    statuses = Counter(status for status, _, _ in outcomes.values())
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[18]
    times = [f"{value:.2f}" for value in (statistics.median(seconds), p95, seconds[-1])]
    late = sum(second > LIMIT for second in seconds)
    return [statuses[200], number - len(later), len(later), len(later) - answered, doubled, *times, late, f"{taken:.0f}"]


def at_once_shown(peer: Peer, account: Account, status: int, body: str) -> list[str]:
    """The text in the response itself, if there is one."""
    reply = peer.opened(account, httpx.Response(status, text=body)) if status == 200 else None
    return [reply["Content"]] if reply else []


def http(url: str, query: dict[str, str], body: str) -> bytes:
    """A request as bytes: an HTTP client would use more of the two cores than the server does."""
    content = body.encode()
    head = (f"POST {PATH}?{urlencode(query)} HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Content-Type: text/xml",
            f"Content-Length: {len(content)}", "Connection: close", "", "")
    return "\r\n".join(head).encode() + content


async def at_once(url: str, requests: list[bytes]) -> list[tuple[int, str, float]]:
    """Status, body and seconds of each request; they are all sent before the first is answered."""
    return await asyncio.gather(*(exchange(url, request) for request in requests))


async def exchange(url: str, request: bytes) -> tuple[int, str, float]:
    """One request; status 0 when the connection is cut."""
    started, address = time.perf_counter(), urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(request)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    except OSError:
        return 0, "", time.perf_counter() - started
    return int(head.split()[1]), body.decode(), time.perf_counter() - started


def wait_for(api: Stub, people: list[str], seconds: float = 600.0) -> int:
    """How many of ``people`` have been sent something, once all have or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not all(api.texts(person) for person in people):
        time.sleep(0.5)
    return sum(bool(api.texts(person)) for person in people)


if __name__ == "__main__":
    main()
