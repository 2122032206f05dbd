"""The table of programs and versions in ``docs/programs.md``. Run ``python -m policy_db.rules.overview`` to write it anew."""

from __future__ import annotations

import sys

from policy_db.programs import PROGRAMS
from policy_db.rules.load import load_rulebook

HEAD = """# Programs and versions

Generated from the rule files by `python -m policy_db.rules.overview > docs/programs.md`; a test keeps it current.
Criteria: those that facts decide + those that only an official can judge. Rating: the weakest among the criteria
(compendium = quoted word for word from a text that we hold, A = several independent sources agree, B = one source).

| program | id | version | from | to | criteria | rating | source |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def markdown() -> str:
    """The page as a string."""
    rows = []
    for program, entry in PROGRAMS.items():
        for version in load_rulebook().versions(program):
            decided = sum(criterion.require is not None for criterion in version.criteria)
            judged = len(version.criteria) - decided
            rows.append(
                f"| {entry.name} | `{program}` | {version.version} | {version.start} | {version.end or ''} "
                f"| {decided} + {judged} | {version.rating} | {version.source} |"
            )
    left_out = [
        f"- **{PROGRAMS[program].name} {version.version}**: {note}"
        for program in PROGRAMS
        for version in load_rulebook().versions(program)
        for note in version.notes
    ]
    return HEAD + "\n".join(rows) + "\n\n## What was left out, and why\n\n" + "\n".join(left_out) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
