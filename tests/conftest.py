"""What all tests share: the command, and one real server for the whole run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.postgres import postgres_place, postgres_url

__all__ = ["postgres_place", "postgres_url"]

PROJECT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("zjtx")
# The day that the server of the tests believes it is.
TODAY = "2026-11-23"


@dataclass
class Server:
    """A running ``zjtx serve`` with a data directory of its own."""

    process: subprocess.Popen[str]
    home: Path
    url: str = ""
    output: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request; redirects and proxies play no part."""
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            return client.request(method, path, **options)

    def get(self, path: str, **query: object) -> httpx.Response:
        """GET with query parameters."""
        return self.request("GET", path, params=query)

    def post(self, path: str, body: object) -> httpx.Response:
        """POST of JSON."""
        return self.request("POST", path, json=body)

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """One chat message; the replies."""
        response = self.post("/webhooks/rest/webhook", {"sender": sender, "message": message})
        assert response.status_code == 200, response.text
        replies: list[dict[str, Any]] = response.json()
        return replies


@pytest.fixture(scope="session")
def today() -> str:
    """The day that ``server`` believes it is, in ISO form."""
    return TODAY


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that holds a current model and nothing else. Trains only where the project has none yet."""
    subprocess.run([COMMAND, "train"], check=True, cwd=PROJECT, timeout=600)
    models = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var") / "models"
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(models, home / "models")
    return home


@pytest.fixture(scope="session")
def environment(trained_home: Path) -> dict[str, str]:
    """The environment for a ``zjtx`` that knows the model and the day and nothing of the developer's own data."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ZJTX_")}
    return {**own, "ZJTX_HOME": str(trained_home), "ZJTX_TODAY": TODAY, "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="session")
def server(environment: dict[str, str]) -> Iterator[Server]:
    """The assistant on a free port, started once."""
    with started(environment) as running:
        yield running


@contextmanager
def started(environment: dict[str, str]) -> Iterator[Server]:
    """``zjtx serve`` on a free port, as somebody with this environment would start it; stopped at the end."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    running = Server(process, Path(environment["ZJTX_HOME"]))
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            running.output.append(line)
            if "http://" in line:
                running.url = "http://" + line.split("http://")[1].split("（")[0].strip()
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert ready.wait(300), "the server is not ready after five minutes"
        assert running.url, "the server ended:\n" + "".join(running.output)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        reader.join(10)


@pytest.fixture
def sender() -> str:
    """An id under which nobody has talked yet."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def zjtx() -> Any:
    """Runs a ``zjtx`` subcommand to its end: ``zjtx("check", …, stdin=…)``."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("ZJTX_TODAY")}
        return subprocess.run(
            [COMMAND, *arguments], input=stdin, capture_output=True, text=True, timeout=120, env={**own, **environment},
        )

    return run
