"""A PostgreSQL server of the tests' own: started on a free port, gone with them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

# Debian keeps the server's programs out of PATH.
PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str | None:
    """The path of a PostgreSQL program, or ``None``."""
    return shutil.which(name) or next((str(place / name) for place in PLACES if (place / name).exists()), None)


def as_user() -> list[str]:
    """What to put before a command so that the server, which refuses to run as root, runs as another user."""
    return [] if os.getuid() else ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a database in which each test takes a place of its own; skips where PostgreSQL is not installed, except in CI, where it must be."""
    given = os.environ.get("ZJTX_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    initdb, control = program("initdb"), program("pg_ctl")
    usable = initdb and control and (os.getuid() or any(user.pw_name == "postgres" for user in pwd.getpwall()))
    if not usable or not initdb or not control:
        message = "没有找到 PostgreSQL（initdb、pg_ctl）；安装 postgresql，或设置 ZJTX_TEST_POSTGRES_URL"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="zjtx-postgres-"))
    if not os.getuid():
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run(
            [*as_user(), initdb, "-D", str(folder / "data"), "-U", "zjtx", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            **run,
        )
        subprocess.run(
            [*as_user(), control, "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start"], **run
        )
        try:
            yield f"postgresql+psycopg2://zjtx@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*as_user(), control, "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def place_in(postgres_url: str) -> Iterator[str]:
    """The URL of a schema of one's own, gone at the end."""
    name, engine = f"test_{uuid.uuid4().hex}", sa.create_engine(postgres_url, future=True)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    try:
        yield f"{postgres_url}?options=-csearch_path%3D{name}"
    finally:
        with engine.begin() as connection:
            # Whoever still holds a lock in there would keep this waiting for ever.
            connection.execute(sa.text("SET lock_timeout = '10s'"))
            connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


@pytest.fixture
def postgres_place(postgres_url: str) -> Iterator[str]:
    """``place_in`` for one test."""
    with place_in(postgres_url) as place:
        yield place
