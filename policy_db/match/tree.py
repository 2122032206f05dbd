"""The rule tree as a chain of SELECTs, one column per node: the facts, then the leaves, then the nodes above, up to the criteria.

Each node is computed once, however many others refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from sqlalchemy import and_, case, func, select, true
from sqlalchemy.sql.elements import Label
from sqlalchemy.sql.expression import FromClause

from policy_db.match.dialect import greatest
from policy_db.match.expression import chosen, points_of, total, truth
from policy_db.match.facts import Known, Sql, columns
from policy_db.rules.conditions import Branches, Condition, Leaf, Within, unique
from policy_db.rules.scoring import Options, Score
from policy_db.rules.version import Criterion, RuleVersion


@dataclass
class _Level:
    nodes: dict[str, Condition] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)


class Tree:
    """The truths of all nodes of some rule versions for every row of a table.

    ``rows`` is the last SELECT of the chain: the given ``keys`` under their own names, the facts, and a column per node.
    """

    def __init__(
        self,
        versions: Sequence[RuleVersion],
        table: FromClause,
        keys: Sequence[Label[Anything]],
        stated: Mapping[str, Sql],
        *,
        fenced: bool = False,
    ) -> None:
        self._names: dict[object, str] = {}
        self._levels: list[_Level] = []
        for rules in versions:
            for criterion in decided(rules):
                assert criterion.require is not None
                self._place(criterion.require)
        wanted = {fact for rules in versions for fact in rules.facts()}
        self.rows: FromClause = select(*keys, *columns(stated, wanted)).select_from(table).subquery()
        for level in self._levels:
            statement = select(*self.rows.c, *self._columns(level))
            self.rows = statement.cte().prefix_with("MATERIALIZED") if fenced else statement.subquery()

    def truth(self, condition: Condition) -> Sql:
        """The column of a node."""
        return self.rows.c[self._names[_identity(condition)]]

    def truths(self, rules: RuleVersion) -> list[Sql]:
        """The columns of the criteria that facts decide."""
        return [self.truth(criterion.require) for criterion in decided(rules) if criterion.require is not None]

    def unknown(self, fact: str) -> Sql:
        """Whether a fact is neither stated nor derived."""
        return self._facts.exact(fact).is_(None)

    def missing(self, condition: Condition, *path: Sql) -> Iterator[tuple[str, Sql]]:
        """Each fact that the node reads, with when it is unknown and can still change the answer (``Condition.missing``).

        ``path`` says when the nodes above hang on this one. In a score table only the indicators that can move the total most
        are named: of those each one can change the answer, whatever the others are.
        """
        path = (*path, self.truth(condition).is_(None))
        if isinstance(condition, Within):
            yield condition.fact, and_(*path)
        elif isinstance(condition, Leaf):
            for fact in unique(condition.facts()):
                yield fact, and_(*path, self.unknown(fact))
        elif isinstance(condition, Branches):
            open_ = [func.coalesce(each, true()) for each in chosen(condition, self._facts)]
            several = total(case((each, 1), else_=0) for each in open_) > 1
            yield condition.fact, and_(*path, self.unknown(condition.fact), several)
            for each, branch in zip(open_, condition.cases):
                yield from self.missing(branch.require, *path, each)
        elif isinstance(condition, Score):
            yield from self._missing_points(condition, *path)
        else:
            for child in condition.children():
                yield from self.missing(child, *path)

    def _missing_points(self, score: Score, *path: Sql) -> Iterator[tuple[str, Sql]]:
        points = self.points(score)
        widest = greatest(*(high - low for low, high in points))
        for item, (low, high) in zip(score.items, points):
            moves = high - low == widest
            if isinstance(item, Options):
                for option in item.options:
                    better = () if item.add else (low < option.points,)
                    yield from self.missing(option.when, *path, moves, *better)
            else:
                for fact in item.facts():
                    yield fact, and_(*path, moves, self.unknown(fact))

    def points(self, score: Score) -> list[tuple[Sql, Sql]]:
        """Per indicator of a score, the columns with the lowest and the highest number of points."""
        name = self._names[_identity(score)]
        return [(self.rows.c[f"{name}_low{index}"], self.rows.c[f"{name}_high{index}"]) for index in range(len(score.items))]

    @property
    def _facts(self) -> Known:
        return Known(dict(self.rows.c.items()))

    def _place(self, condition: Condition) -> int:
        """Names the node and those below it, and puts them on the level above all that they rest on; returns that level."""
        level = 1 + max(map(self._place, _below(condition)), default=-1)
        name = self._names.setdefault(_identity(condition), f"n{len(self._names)}")
        if isinstance(condition, Score):
            # Its points first, so that its truth and the search for missing facts find them in columns.
            self._level(level).scores[name] = condition
            level += 1
        self._level(level).nodes[name] = condition
        return level

    def _level(self, number: int) -> _Level:
        while len(self._levels) <= number:
            self._levels.append(_Level())
        return self._levels[number]

    def _columns(self, level: _Level) -> Iterator[Label[Anything]]:
        facts = self._facts
        for name, condition in level.nodes.items():
            yield truth(condition, facts, self).label(name)
        for name, score in level.scores.items():
            for index, item in enumerate(score.items):
                low, high = points_of(item, facts, self)
                yield low.label(f"{name}_low{index}")
                yield high.label(f"{name}_high{index}")


def decided(rules: RuleVersion) -> list[Criterion]:
    """The criteria that facts decide, without those that only an official can judge."""
    return [criterion for criterion in rules.criteria if criterion.require is not None]


def _below(condition: Condition) -> list[Condition]:
    """The conditions right below, those inside a score table as well."""
    if isinstance(condition, Score):
        return [option.when for item in condition.items if isinstance(item, Options) for option in item.options]
    return list(condition.children())


def _identity(condition: Condition) -> object:
    """The same for leaves that ask the same, so that these share a column."""
    if not isinstance(condition, Leaf):
        return id(condition)
    return type(condition), *(value for name, value in vars(condition).items() if name != "label")
