"""How many questions until the verdict is certain: our order beside the written one and beside Publicodes' ordering rule.

Publicodes scores a missing variable by how often it is missing, adds one for the condition that gates a branch, and asks the
highest score first. Run: ``.venv/bin/python benchmarks/questions.py [--count 5000]``. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from population import enterprises

from policy_db.programs import PROGRAMS
from policy_db.rules import Decision, NoVersion, RuleVersion, decide_by, load_rulebook
from policy_db.rules.conditions import Branches, Condition

Order = Callable[[Decision], str | None]


def ours(decision: Decision) -> str | None:
    return decision.next_fact


def written(decision: Decision) -> str | None:
    return next(iter(decision.missing_facts), None)


def publicodes(decision: Decision) -> str | None:
    weights: Counter[str] = Counter()
    for result in decision.results:
        if result.truth is None and result.criterion.require is not None:
            _weigh(result.criterion.require, decision, weights)
    missing = [fact for fact in decision.missing_facts if weights[fact]]
    return max(missing, key=lambda fact: weights[fact], default=written(decision))


def _weigh(condition: Condition, decision: Decision, weights: Counter[str]) -> None:
    situation = decision.situation
    if condition.truth(situation) is not None:
        return
    if isinstance(condition, Branches) and condition.fact not in situation.exact:
        weights[condition.fact] += 2
    if condition.children():
        for child in condition.children():
            _weigh(child, decision, weights)
    else:
        weights.update(set(condition.missing(situation)))


def questions(rules: RuleVersion, firm: dict[str, Any], order: Order, on: date) -> int:
    known: dict[str, Any] = {}
    for asked in range(200):
        decision = decide_by(rules, known, on)
        fact = None if decision.truth is not None else order(decision)
        if fact is None:
            return asked
        known[fact] = firm[fact]
    raise AssertionError("no end of questions")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 23))
    arguments = parser.parse_args()
    firms = enterprises(arguments.count)
    book = load_rulebook()
    print(f"{arguments.count} enterprises on {arguments.on}: mean number of questions until the verdict is certain\n")
    print("| program | version | criteria | written order | Publicodes' rule | ours | ours / written |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    totals = [0.0, 0.0, 0.0]
    for program in PROGRAMS:
        try:
            rules = book.version(program, arguments.on)
        except NoVersion:
            continue
        means = [
            sum(questions(rules, firm, order, arguments.on) for firm in firms) / len(firms)
            for order in (written, publicodes, ours)
        ]
        totals = [total + mean for total, mean in zip(totals, means)]
        decided = sum(criterion.require is not None for criterion in rules.criteria)
        cells = " | ".join(f"{mean:.2f}" for mean in means)
        print(f"| {program} | {rules.version} | {decided} | {cells} | {means[2] / means[0]:.2f} |", flush=True)
    print(f"| all | | | {' | '.join(f'{total:.2f}' for total in totals)} | {totals[2] / totals[0]:.2f} |")


if __name__ == "__main__":
    main()
