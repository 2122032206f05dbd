"""The facts of a row as SQL: what is stated, what follows from other facts, and the range of a number that is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything
from typing import Optional

from sqlalchemy import case, cast, false, func, literal, not_, null, true
from sqlalchemy.sql.elements import ColumnElement, Label
from sqlalchemy.types import Float

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import column_types, rounded
from policy_db.rules.derive import domains, implied
from policy_db.rules.situation import ANYTHING, INFINITY

Sql = ColumnElement[Anything]


class Known:
    """The facts of a row, read from columns that :func:`columns` made. An unknown fact is null."""

    def __init__(self, columns: Mapping[str, Sql]) -> None:
        self._columns = columns

    def exact(self, fact: str) -> Sql:
        """The value, stated or derived; null where unknown."""
        return self._columns[fact]

    def low(self, fact: str) -> Sql:
        """The lowest possible number; null where nothing bounds it below."""
        return self._end(fact, "low", domains().get(fact, ANYTHING)[0])

    def high(self, fact: str) -> Sql:
        """The highest possible number; null where nothing bounds it above."""
        return self._end(fact, "high", domains().get(fact, ANYTHING)[1])

    def bounded(self, fact: str) -> bool:
        """Whether other facts may bound this one while it is not known itself."""
        return f"{fact}_low" in self._columns or f"{fact}_high" in self._columns

    def _end(self, fact: str, end: str, domain: float) -> Sql:
        bound = self._columns.get(f"{fact}_{end}", self._columns[fact])
        return bound if abs(domain) == INFINITY else func.coalesce(bound, literal(domain, Float))


def columns(stated: Mapping[str, Sql], wanted: set[str]) -> Iterator[Label[Anything]]:
    """One column per wanted fact, stated or derived, and ``…_low`` / ``…_high`` where other facts bound it.

    ``stated`` are the columns of the table; a fact without a column is unknown throughout. As in
    ``policy_db.rules.derive`` a stated value always stands, and only unknown ones are filled in.
    """
    kinds = column_types()
    exact = {fact: stated.get(fact, cast(null(), kinds[fact])) for fact in FACTS}
    relations = implied()

    def fill(fact: str, value: Sql, *sources: str) -> None:
        if any(source in known for source in sources):
            exact[fact] = func.coalesce(exact[fact], value) if fact in known else value
            known.add(fact)

    known = set(stated)
    for ratio in relations.ratios:
        if {ratio.of, ratio.to} <= known:
            amount, base = cast(exact[ratio.of], Float), cast(exact[ratio.to], Float)
            fill(ratio.fact, case((base > 0, rounded(100 * amount / base))), ratio.of)
    for level in relations.levels:
        by = exact[level.by]
        fill(level.fact, case((by.in_(level.true), true()), (by.in_(level.false), false())), level.by)
    for first, second in relations.implies:
        fill(second, case((exact[first], true())), first)
    for first, second in reversed(relations.implies):
        fill(first, case((not_(exact[second]), false())), second)
    for fact in FACTS:
        if fact in wanted:
            yield exact[fact].label(fact)
    for relation in relations.parts:
        whole, parts = relation.whole, [part for part in relation.parts if part in known]
        if whole in wanted and parts:
            yield func.coalesce(exact[whole], _largest([exact[part] for part in parts])).label(f"{whole}_low")
        for part in relation.parts:
            if part in wanted and whole in known:
                yield func.coalesce(exact[part], exact[whole]).label(f"{part}_high")


def _largest(parts: list[Sql]) -> Sql:
    """The largest of the known parts; null where none is known."""
    result: Optional[Sql] = None
    for part in parts:
        result = part if result is None else case((result.is_(None), part), (part > result, part), else_=result)
    assert result is not None
    return result
