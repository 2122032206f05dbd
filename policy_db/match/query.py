"""One SELECT per program version: verdict, failing and open criteria, and the next fact, for every enterprise of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, literal, not_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause, Select, Subquery

from policy_db.facts.catalog import FACTS
from policy_db.match.expression import Facts, truth
from policy_db.rules.derive import implied
from policy_db.rules.question import asking_order
from policy_db.rules.version import RuleVersion

# Between the ids in the ``failing`` and ``open`` columns.
SEPARATOR = ";"


@dataclass(frozen=True)
class Matching:
    """What is asked of a table: its key columns, and the columns that hold facts (named by fact id)."""

    table: FromClause
    keys: Sequence[str]

    def facts(self) -> Facts:
        """The fact columns of the table."""
        return Facts({name: self.table.c[name] for name in FACTS if name in self.table.c})


def matching(rules: RuleVersion, of: Matching, *, reasons: bool = True) -> Select:
    """The rows ``keys…, program, version, verdict[, failing, open, next_fact]`` of one rule version.

    ``failing`` and ``open`` are criterion ids joined by ``;``. ``next_fact`` is the first unknown fact of an open criterion in
    the order in which the questions would be asked of an unknown enterprise.
    """
    staged = _derived(rules, of)
    facts = Facts({name: staged.c[name] for name in FACTS if name in staged.c}, derived=True)
    keys = [staged.c[key] for key in of.keys]
    decided = [criterion for criterion in rules.criteria if criterion.require is not None]
    truths = [truth(criterion.require, facts).label(f"c{index}") for index, criterion in enumerate(decided) if criterion.require]
    asked = [name for name in asking_order(rules) if name in staged.c] if reasons else []
    unknown = [facts.exact(name).is_(None).label(f"u{index}") for index, name in enumerate(asked)]
    inner = select(*keys, *truths, *unknown).subquery()
    columns = [inner.c[f"c{index}"] for index in range(len(decided))]
    verdict = case(
        (and_(*columns), "eligible"), (not_(and_(*columns)), "ineligible"), else_="undetermined"
    ).label("verdict")
    shown: list[ColumnElement] = [
        *(inner.c[key] for key in of.keys),
        literal(rules.program).label("program"),
        literal(rules.version).label("version"),
        verdict,
    ]
    if reasons:
        names = [criterion.id for criterion in decided]
        failing = _joined([case((not_(column), name + SEPARATOR), else_="") for column, name in zip(columns, names)])
        open_ = _joined([case((column.is_(None), name + SEPARATOR), else_="") for column, name in zip(columns, names)])
        by_fact = {
            name: [column for column, criterion in zip(columns, decided) if name in criterion.facts] for name in asked
        }
        next_fact = case(
            (and_(*columns).isnot(None), None),
            *(
                (and_(inner.c[f"u{index}"], _any_open(by_fact[name])), name)
                for index, name in enumerate(asked)
                if by_fact[name]
            ),
            else_=None,
        )
        shown += [failing.label("failing"), open_.label("open"), next_fact.label("next_fact")]
    return select(*shown)


def _derived(rules: RuleVersion, of: Matching) -> Subquery:
    """The keys, and every fact that the version can use, with what follows from other facts filled in."""
    facts = of.facts()
    used = set(rules.facts())
    for relation in implied().parts:
        if used & {relation.whole, *relation.parts}:
            used |= {relation.whole, *relation.parts}
    columns = [facts.exact(name).label(name) for name in FACTS if name in used and name in facts.known()]
    return select(*(of.table.c[key] for key in of.keys), *columns).select_from(of.table).subquery()


def _joined(parts: list[ColumnElement]) -> ColumnElement:
    result = parts[0]
    for part in parts[1:]:
        result = result.concat(part)
    return func.rtrim(result, SEPARATOR)


def _any_open(columns: list[ColumnElement]) -> ColumnElement:
    result = columns[0].is_(None)
    for column in columns[1:]:
        result = result | column.is_(None)
    return result
