"""Decisions per second, one by one, with the full trace, as a Markdown table.

Run: ``.venv/bin/python benchmarks/decide.py``.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from population import enterprises

from policy_db.programs import PROGRAMS
from policy_db.rules import Decision, NoVersion, RuleVersion, decide_by, load_rulebook
from policy_db.rules.explain import explain

ON = date(2026, 11, 23)
COUNT = 2000
RUNS = 5


def per_second(work: Callable[[dict[str, Any]], object], firms: list[dict[str, Any]]) -> float:
    """The median over several runs."""
    rates = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for firm in firms:
            work(firm)
        rates.append(len(firms) / (time.perf_counter() - start))
    return statistics.median(rates)


def deciding_by(rules: RuleVersion) -> Callable[[dict[str, Any]], Decision]:
    """One decision by the given rules."""
    return lambda firm: decide_by(rules, firm, ON)


def main() -> None:
    chance = random.Random(7)
    full = enterprises(COUNT)
    partial = [{name: value for name, value in firm.items() if chance.random() < 0.6} for firm in full]
    print("| program | version | all facts known | 40 % unknown | with next question | with JSON | whole tree |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for program in PROGRAMS:
        try:
            rules = load_rulebook().version(program, ON)
        except NoVersion:
            continue
        decided = deciding_by(rules)
        rates = [
            per_second(decided, full),
            per_second(decided, partial),
            per_second(lambda firm, decided=decided: decided(firm).next_fact, partial),
            per_second(lambda firm, decided=decided: json.dumps(decided(firm).to_json()), partial[:400]),
            per_second(lambda firm, decided=decided: explain(decided(firm)), partial[:400]),
        ]
        print(f"| {program} | {rules.version} | " + " | ".join(f"{rate:,.0f}/s" for rate in rates) + " |", flush=True)


if __name__ == "__main__":
    main()
