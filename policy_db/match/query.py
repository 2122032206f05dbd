"""One SELECT per program version: verdict, failing and open criteria, reasons and the next fact, for every row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, and_, case, literal, not_, null, or_, select
from sqlalchemy.sql.elements import ColumnElement, Label
from sqlalchemy.sql.expression import FromClause, Select, Subquery

from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import joined
from policy_db.match.expression import total
from policy_db.match.facts import Sql
from policy_db.match.tree import Tree, decided
from policy_db.match.wording import reason, words
from policy_db.rules.question import asking_order
from policy_db.rules.version import RuleVersion

# Between the ids in the ``failing`` and ``open`` columns.
SEPARATOR = ";"
VERDICT = ("program", "version", "verdict")
REASONS = ("failing", "reasons", "open", "next_fact")


@dataclass(frozen=True)
class Matching:
    """What is asked of a table: its key columns, and the columns that hold facts (named by fact id).

    ``fenced`` is for SQLite and PostgreSQL: both would copy the subqueries into each other, and compute nodes many times over.
    """

    table: FromClause
    keys: Sequence[str]
    fenced: bool = False


def matching(rules: RuleVersion, of: Matching, *, reasons: bool = True) -> Select:
    """The rows ``keys…, program, version, verdict[, failing, reasons, open, next_fact]`` of one rule version.

    ``failing`` and ``open`` are criterion ids joined by ``;``, ``reasons`` says the failing ones in Chinese. ``next_fact`` is the
    first fact that can still change the verdict, in the order in which an enterprise would be asked of which nothing is known.
    """
    if reasons:
        return spelled(rules, coded([rules], of).cte("coded").prefix_with("MATERIALIZED"), of.keys)
    keys, tree = _tree([rules], of)
    holds = and_(*tree.truths(rules))
    verdict: Sql = case((holds, "eligible"), (not_(holds), "ineligible"), else_="undetermined")
    return select(*keys, *_program(rules), verdict.label("verdict")).select_from(tree.rows)


def coded(versions: Sequence[RuleVersion], of: Matching) -> Select:
    """The keys, and three columns per version: ``failing_n`` and ``open_n`` with a bit per criterion, and ``next_n``.

    All versions are decided in one pass, and share the facts and the comparisons that they have in common.
    """
    keys, tree = _tree(versions, of)
    columns: list[Label[Any]] = []
    for number, rules in enumerate(versions):
        truths = tree.truths(rules)
        columns += [
            _bits(not_(truth) for truth in truths).label(f"failing_{number}"),
            _bits(truth.is_(None) for truth in truths).label(f"open_{number}"),
            _next_fact(rules, tree).label(f"next_{number}"),
        ]
    return select(*keys, *columns).select_from(tree.rows)


def spelled(rules: RuleVersion, rows: FromClause, keys: Sequence[str], number: int = 0) -> Select:
    """The rows of ``matching`` from the ``coded`` columns of the version with that number."""
    failed, left, following = (rows.c[f"{name}_{number}"] for name in ("failing", "open", "next"))
    ids = [criterion.id for criterion in decided(rules)]
    # Few combinations of criteria occur, however many rows there are: their texts are put together once each.
    failing = _texts(failed, failing=(SEPARATOR, ids), reasons=(words()["between"], map(reason, decided(rules))))
    open_ = _texts(left, open=(SEPARATOR, ids))
    verdict: Sql = case((failed != 0, "ineligible"), (left == 0, "eligible"), else_="undetermined")
    told = (failing.c.failing, failing.c.reasons, open_.c.open, following.label("next_fact"))
    return (
        select(*(rows.c[key] for key in keys), *_program(rules), verdict.label("verdict"), *told)
        .select_from(rows)
        .join(failing, failing.c.bits == failed)
        .join(open_, open_.c.bits == left)
    )


def _tree(versions: Sequence[RuleVersion], of: Matching) -> tuple[list[Label[Any]], Tree]:
    keys = [of.table.c[key].label(f"key{index}") for index, key in enumerate(of.keys)]
    stated = {fact: of.table.c[fact] for fact in FACTS if fact in of.table.c}
    tree = Tree(versions, of.table, keys, stated, fenced=of.fenced)
    return [tree.rows.c[key.name].label(name) for key, name in zip(keys, of.keys)], tree


def _program(rules: RuleVersion) -> tuple[Label[Any], Label[Any]]:
    return literal(rules.program).label("program"), literal(rules.version).label("version")


def _bits(truths: Iterable[Sql]) -> Sql:
    """A number with bit *n* set where the *n*-th is true."""
    return total(case((truth, literal(1 << index, BigInteger)), else_=0) for index, truth in enumerate(truths))


def _texts(bits: ColumnElement[Any], **named: tuple[str, Iterable[str]]) -> Subquery:
    """Each combination of bits that occurs, with the texts of the set ones joined by a separator."""
    seen = select(bits.label("bits")).distinct().subquery()
    return select(
        seen.c.bits,
        *(
            joined(
                literal(separator),
                *(case((seen.c.bits.op("&")(1 << index) != 0, literal(text))) for index, text in enumerate(texts)),
            ).label(name)
            for name, (separator, texts) in named.items()
        ),
    ).subquery()


def _next_fact(rules: RuleVersion, tree: Tree) -> Sql:
    when: dict[str, list[Sql]] = {}
    for criterion in decided(rules):
        assert criterion.require is not None
        for fact, missing in tree.missing(criterion.require):
            when.setdefault(fact, []).append(missing)
    return case(
        (and_(*tree.truths(rules)).is_not(None), null()),
        *((or_(*when[fact]), literal(fact)) for fact in asking_order(rules) if fact in when),
        else_=null(),
    )
