"""Random but plausible messages against the real server: whatever is said, the invariants hold.

Two thousand in every run; ``ZJTX_WALK_MOVES=10000`` takes the long walk, ``ZJTX_WALK_SEED`` another one. The seed of a run is
printed with what it found.
"""

from __future__ import annotations

import os
from datetime import date

from tests.conftest import Server
from tests.dialogues.walk.invariants import Invariants
from tests.dialogues.walk.walker import Walker

SEED = int(os.environ.get("ZJTX_WALK_SEED", "20261123"))
MOVES = int(os.environ.get("ZJTX_WALK_MOVES", "2000"))


def test_whatever_is_said_the_invariants_hold(server: Server, today: str) -> None:
    print(f"seed {SEED}, {MOVES} messages")
    before = len(server.output)
    findings = Walker(server.url, Invariants(server.home, date.fromisoformat(today)), SEED).walk(MOVES)
    failures = [line for line in server.output[before:] if "failed" in line]
    assert not findings and not failures, "\n".join([f"seed {SEED}", *map(str, findings), *failures])
