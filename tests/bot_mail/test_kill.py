"""kill -9 at every step of a message's life: no turn is lost, none runs twice, every reply arrives.

A few kills at each step in every run. ``ZJTX_KILL_RUNS=20`` asks for so many, and for every step on PostgreSQL too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.mail import open_database
from bot.mail.store import READY
from bot.mail.tables import DIALOGUES, OUTBOX
from tests.bot_mail.clerk import POINTS

PROJECT = Path(__file__).resolve().parents[2]
ASKED = int(os.environ.get("ZJTX_KILL_RUNS", "0"))
RUNS = ASKED or 4
PLACES = [("sqlite", point) for point in POINTS] + [("postgresql", point) for point in (POINTS if ASKED else ("committing",))]
MESSAGES = 4
# Each point is passed at least this often in a run.
NTH = 2


class Platform(ThreadingHTTPServer):
    """Hands out updates until an offset confirms them, and keeps what it is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []

    def answer(self, path: str, body: dict[str, Any]) -> Any:
        if path == "/updates":
            self.updates = [update for update in self.updates if update["id"] >= body["offset"]]
            return self.updates[:2]
        self.sent.append(body)
        return {}


class Handler(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = json.dumps(self.server.answer(self.path, body)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture(scope="module")
def clerk() -> Iterator[subprocess.Popen[str]]:
    """The process that forks the ones to be killed."""
    command = [sys.executable, "-m", "tests.bot_mail.clerk"]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """The platform."""
    with Platform() as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def ended(clerk: subprocess.Popen[str], **job: Any) -> dict[str, Any]:
    """How a process with this job ended."""
    assert clerk.stdin is not None and clerk.stdout is not None
    clerk.stdin.write(json.dumps(job) + "\n")
    clerk.stdin.flush()
    result: dict[str, Any] = json.loads(clerk.stdout.readline())
    return result


@pytest.mark.parametrize(("place", "point"), PLACES, indirect=["place"])
def test_在每一步杀掉进程_一条不丢_一条不重(
    place: str, point: str, clerk: subprocess.Popen[str], platform: Platform
) -> None:
    job = {"database": place, "platform": f"127.0.0.1:{platform.server_address[1]}"}
    engine = open_database(place)
    for run in range(RUNS):
        senders = (f"甲{run}", f"乙{run}")
        texts = [f"{run}-{number}" for number in range(MESSAGES)]
        platform.sent = []
        platform.updates = [
            {"id": run * MESSAGES + number + 1, "sender": senders[number % 2], "text": text}
            for number, text in enumerate(texts)
        ]
        # The first, the second, … message of the run that comes to the point.
        assert ended(clerk, **job, point=point, nth=1 + run % NTH)["killed"]
        with engine.connect() as connection:
            ready = connection.execute(sa.select(OUTBOX).where(OUTBOX.c.state == READY)).all()
        not_noted = {(row.message, row.body["text"]) for row in ready}
        assert ended(clerk, **job, point="", nth=0) == {"killed": False, "code": 0}

        with engine.connect() as connection:
            rows = connection.execute(sa.select(DIALOGUES).where(DIALOGUES.c.sender.in_(senders)))
            dialogues = {row.sender: json.loads(row.events) for row in rows}
        assert dialogues == {sender: texts[place::2] for place, sender in enumerate(senders)}
        expected = {
            sender: [text for number, said in enumerate(texts[place::2], 1) for text in (f"{number} {said}", "还有吗")]
            for place, sender in enumerate(senders)
        }
        arrived = {sender: [each for each in platform.sent if each["to"] == sender] for sender in senders}
        once = {sender: [each["text"] for each, _ in groupby(replies)] for sender, replies in arrived.items()}
        assert once == expected
        # A reply comes twice only where the platform has it and the process died before that could be noted.
        counts = Counter((each["message"], each["text"]) for each in platform.sent)
        twice = {reply for reply, count in counts.items() if count > 1}
        assert twice <= not_noted
        assert max(counts.values()) <= 2
        assert twice or point != "accepted"
    engine.dispose()
