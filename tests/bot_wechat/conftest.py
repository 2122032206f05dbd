"""The channels on a server of their own, the platform's interface, and the platform's callbacks."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot_wechat import peer as peers
from tests.bot_wechat import platform_stub
from tests.bot_wechat.peer import Account, Peer
from tests.bot_wechat.platform_stub import Stub

PROJECT = Path(__file__).resolve().parents[2]
WECHAT = {
    "WECHAT_APPID": "wx1234567890abcdef", "WECHAT_APPSECRET": "the-secret-of-wechat", "WECHAT_TOKEN": "TokenOfWeChat",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}
WECOM = {
    "WECOM_CORPID": "ww1234567890", "WECOM_SECRET": "the-secret-of-wecom", "WECOM_AGENTID": "1000002", "WECOM_TOKEN": "TokenOfWeCom",
    "WECOM_AES_KEY": "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
}
KF = {
    "WECOM_KF_SECRET": "the-secret-of-kf", "WECOM_KF_TOKEN": "TokenOfKf", "WECOM_KF_AES_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
}


@dataclass
class App:
    """A running server, its database and its output."""

    process: subprocess.Popen[str]
    home: Path
    url: str = ""
    output: list[str] = field(default_factory=list)

    def turns(self, person: str = "") -> list[str]:
        """The texts that were run, in order."""
        lines = (self.home / "turns").read_text(encoding="utf-8").splitlines() if (self.home / "turns").exists() else []
        return [line.split("\t")[2] for line in lines if person in line.split("\t")[1]]

    def knows_choices_of(self, person: str) -> bool:
        """Whether the server has noted the list that the person has been shown last."""
        with closing(sqlite3.connect(self.home / "dialogues.db")) as connection:
            found = connection.execute("SELECT 1 FROM platform_choices WHERE person = ?", (person,)).fetchone()
        return found is not None

    def open(self, gate: str) -> None:
        """Lets the answers go that wait for ``gate``."""
        self._tell(f"open/{gate}")

    def wait_for_answers(self, seconds: float) -> None:
        """How long a callback waits for an answer from now on."""
        self._tell(f"patience/{float(seconds)}")

    def _tell(self, what: str) -> None:
        httpx.post(f"{self.url}/{what}", trust_env=False, timeout=30).raise_for_status()

    def log(self) -> str:
        return "".join(self.output)


@contextmanager
def running(home: Path, api: str, **settings: str) -> Iterator[App]:
    """The channels of ``settings``, talking to the platform at ``api``."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ZJTX_", "WECHAT_", "WECOM_"))}
    bases = {"WECHAT_API_BASE": api, "WECOM_API_BASE": api, "TURNS": str(home / "turns"), "ZJTX_HOME": str(home)}
    bases["WECHAT_MENU"] = str(Path(__file__).with_name("menu.yml"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bot_wechat.app"], cwd=PROJECT, env={**own, **bases, "PYTHONUNBUFFERED": "1", **settings},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    app, ready = App(process, home), threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            app.output.append(line)
            if line.startswith("http://"):
                app.url = line.strip()
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        assert ready.wait(180), app.log()
        assert app.url, app.log()
        yield app
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def peer() -> Iterator[Peer]:
    """Tencent's library."""
    with peers.running() as running_peer:
        yield running_peer


@pytest.fixture
def api(shared_api: Stub) -> Stub:
    """The platform's interface, with nothing ordered."""
    shared_api.orders.clear()
    return shared_api


@pytest.fixture(scope="session")
def shared_api() -> Iterator[Stub]:
    with platform_stub.running() as stub:
        yield stub


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, shared_api: Stub) -> Iterator[App]:
    """All three channels, in secure mode, with the right to send."""
    with running(tmp_path_factory.mktemp("channels"), shared_api.url, **WECHAT, **WECOM, **KF) as running_app:
        yield running_app


@pytest.fixture
def wechat(app: App) -> Account:
    """The Official Account at the platform's side."""
    return account("wechat", app)


@pytest.fixture
def wecom(app: App) -> Account:
    """The application at the platform's side."""
    return account("wecom", app)


@pytest.fixture
def kf(app: App) -> Account:
    """微信客服 at the platform's side."""
    return account("wecom_kf", app)


def account(channel: str, app: App) -> Account:
    """What the bureau has typed into the console for a channel of ``app``."""
    names = {"wechat": (WECHAT, "WECHAT"), "wecom": (WECOM, "WECOM"), "wecom_kf": (KF, "WECOM_KF")}
    values, prefix = names[channel]
    owner = WECHAT["WECHAT_APPID"] if channel == "wechat" else WECOM["WECOM_CORPID"]
    return Account(owner, values[f"{prefix}_TOKEN"], values[f"{prefix}_AES_KEY"], f"{app.url}/webhooks/{channel}/webhook")


@pytest.fixture
def person() -> str:
    """Somebody who has never been in touch."""
    return f"o{uuid.uuid4().hex[:20]}"


@pytest.fixture
def gate(app: App, person: str) -> Iterator[str]:
    """A gate for answers; open at the latest when the test ends, so that no other waits behind these."""
    yield person
    app.open(person)


@pytest.fixture
def start(tmp_path: Path, api: Stub) -> Callable[..., Any]:
    """Starts a server with other settings, or again on the same data: ``with start(**settings) as app``."""
    return lambda **settings: running(tmp_path, api.url, **settings)
