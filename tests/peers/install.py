"""Installs the npm packages that play the messengers, once, from the lock file."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / ".package-lock.json"


def peers() -> Path:
    """The directory in which ``node`` finds the peers; without Node the test is skipped, in CI it fails."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing = "Node.js with npm is not installed (Debian: apt install nodejs npm)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = HERE / "package-lock.json"
        if not INSTALLED.exists() or INSTALLED.stat().st_mtime < wanted.stat().st_mtime:
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            subprocess.run(command, cwd=HERE, check=True, capture_output=True, timeout=300)
            INSTALLED.touch()
    return HERE
