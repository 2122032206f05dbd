"""梯度培育: what an enterprise can reach instead of a program that it cannot get now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Optional

from policy_db.programs import PROGRAMS
from policy_db.rules.decide import Decision, decide
from policy_db.rules.load import NoVersion
from policy_db.rules.situation import Bounds, Value


def nearest(
    program: str, facts: Mapping[str, Value], on: date, *, approx: Optional[Mapping[str, Bounds]] = None
) -> Optional[Decision]:
    """The decision for the nearest program below that the enterprise can get, else for the nearest that is still open.

    The steps below a program stand in ``programs.yml`` (``below``), nearest first; what lies below a title that
    the enterprise holds is no goal. ``None`` where no step below is left or in reach.
    """
    open_: Optional[Decision] = None
    for below in PROGRAMS[program].below:
        if PROGRAMS[below].title and facts.get(PROGRAMS[below].title) is True:
            break
        try:
            decision = decide(below, facts, on, approx=approx)
        except NoVersion:
            continue
        if decision.truth is True:
            return decision
        if decision.truth is None and open_ is None:
            open_ = decision
    return open_


__all__ = ["nearest"]
