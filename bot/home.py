"""Where the assistant keeps its data, and where the project lies."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def home() -> Path:
    """The data directory: ``ZJTX_HOME``, else ``var`` in the project; created when missing."""
    path = Path(os.environ.get("ZJTX_HOME") or PROJECT / "var").expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path
