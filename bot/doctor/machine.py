"""The machine: interpreter, packages, data directory, port, and which day it is taken to be."""

from __future__ import annotations

import errno
import importlib.metadata
import os
import platform
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

import httpx
from packaging.requirements import Requirement

from bot.clock import today
from bot.doctor.finding import Finding, finding
from bot.home import PROJECT

PACKAGE = "zjtx"
PYTHON = (3, 10)
# A model is 15 MB and is kept three times; training needs as much again, the database grows with the conversations.
FREE_MB = 500


def check_python() -> Finding:
    """Rasa 3.6 runs on Python 3.10."""
    outcome = "ok" if sys.version_info[:2] == PYTHON else "other"
    return finding("python", outcome, version=platform.python_version())


def check_packages() -> Finding:
    """Every package that the project names, in a version that it allows."""
    needed = [Requirement(line) for line in importlib.metadata.requires(PACKAGE) or ()]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate()]
    wrong = [f"{one.name} {_installed(one.name)}（{one.specifier}）" for one in needed if not _fits(one)]
    return finding("packages", "wrong" if wrong else "ok", count=len(needed), wrong="、".join(wrong))


def check_home() -> Finding:
    """The data directory can be written and has room."""
    path = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var").expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        return finding("home", "unwritable", path=path, reason=error.strerror or type(error).__name__)
    free = shutil.disk_usage(path).free // 2**20
    return finding("home", "ok" if free >= FREE_MB else "full", path=path, free=free, least=FREE_MB)


def check_port(host: str, port: int) -> Finding:
    """The port is free, or our own server has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return finding("port", "refused", host=host, port=port, reason=error.strerror)
            return finding("port", "ours" if _is_ours(host, port) else "busy", port=port)
    return finding("port", "ok", port=port)


def check_day() -> Finding:
    """The day by which is decided: Beijing's, unless somebody has fixed it."""
    fixed = os.environ.get("ZJTX_TODAY")
    return finding("day", "fixed" if fixed else "ok", day=fixed or today(), zone=time.strftime("%Z"))


def check_specialist() -> Finding:
    """Whom enterprises are told to turn to."""
    contact = os.environ.get("ZJTX_SPECIALIST_CONTACT", "").strip()
    return finding("specialist", "ok" if contact else "none", contact=contact)


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "—"


def _fits(needed: Requirement) -> bool:
    version = _installed(needed.name)
    return version != "—" and needed.specifier.contains(version, prereleases=True)


def _is_ours(host: str, port: int) -> bool:
    address = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - only asked, not bound
    try:
        reply = httpx.get(f"http://{address}:{port}/healthz", timeout=2, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(reply, dict) and reply.get("status") == "ok" and "model" in reply
