"""One SELECT per program version: verdict, failing and open criteria, reasons and the next fact, for every row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, literal, not_, null, or_, select
from sqlalchemy.sql.expression import FromClause, Select

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import joined
from policy_db.match.facts import Sql
from policy_db.match.tree import Tree
from policy_db.match.wording import reason, words
from policy_db.rules.kleene import Truth
from policy_db.rules.question import asking_order
from policy_db.rules.version import RuleVersion

# Between the ids in the ``failing`` and ``open`` columns.
SEPARATOR = ";"
VERDICT = ("program", "version", "verdict")
REASONS = ("failing", "reasons", "open", "next_fact")


@dataclass(frozen=True)
class Matching:
    """What is asked of a table: its key columns, and the columns that hold facts (named by fact id).

    ``materialize`` lets SQLite and PostgreSQL compute each node once: both would otherwise copy the subqueries into each other.
    """

    table: FromClause
    keys: Sequence[str]
    materialize: bool = False


def matching(rules: RuleVersion, of: Matching, *, reasons: bool = True) -> Select:
    """The rows ``keys…, program, version, verdict[, failing, reasons, open, next_fact]`` of one rule version.

    ``failing`` and ``open`` are criterion ids joined by ``;``, ``reasons`` says the failing ones in Chinese. ``next_fact`` is the
    first fact that can still change the verdict, in the order in which an enterprise would be asked of which nothing is known.
    """
    keys = [of.table.c[key].label(f"key{index}") for index, key in enumerate(of.keys)]
    stated = {fact: of.table.c[fact] for fact in FACTS if fact in of.table.c}
    tree = Tree(rules, of.table, keys, stated, materialize=of.materialize)
    truths = [tree.truth(criterion.require) for criterion in tree.criteria if criterion.require]
    names = [criterion.id for criterion in tree.criteria]
    verdict: Sql = case((and_(*truths), "eligible"), (not_(and_(*truths)), "ineligible"), else_="undetermined")
    shown: list[Sql] = [
        *(tree.rows.c[key.name].label(name) for key, name in zip(keys, of.keys)),
        literal(rules.program).label("program"),
        literal(rules.version).label("version"),
        verdict.label("verdict"),
    ]
    if reasons:
        explained = map(reason, tree.criteria)
        shown += [
            _named(False, truths, names, SEPARATOR).label("failing"),
            _named(False, truths, explained, words()["between"]).label("reasons"),
            _named(None, truths, names, SEPARATOR).label("open"),
            _next_fact(rules, tree, truths).label("next_fact"),
        ]
    return select(*shown).select_from(tree.rows)


def _named(wanted: Truth, truths: Iterable[Sql], names: Iterable[str], separator: str) -> Sql:
    """The names of those that are false, or unknown."""
    which = ((name, truth.is_(None) if wanted is None else not_(truth)) for name, truth in zip(names, truths))
    return joined(literal(separator), *(case((so, literal(name))) for name, so in which))


def _next_fact(rules: RuleVersion, tree: Tree, truths: Sequence[Sql]) -> Sql:
    when: dict[str, list[Sql]] = {}
    for criterion in tree.criteria:
        assert criterion.require is not None
        for fact, missing in tree.missing(criterion.require):
            when.setdefault(fact, []).append(missing)
    return case(
        (and_(*truths).is_not(None), null()),
        *((or_(*when[fact]), literal(fact)) for fact in asking_order(rules) if fact in when),
        else_=null(),
    )
