"""What the databases write differently: SQLAlchemy writes SQLite and PostgreSQL, SQLGlot the other dialects."""

from __future__ import annotations

from typing import Any

import duckdb
import sqlglot
from sqlalchemy import Boolean, Float, Integer, String, func, literal
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import Select
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.type_api import TypeEngine

from policy_db.facts.catalog import FACTS
from policy_db.rules.conditions import PRECISION


def column_types() -> dict[str, TypeEngine[Any]]:
    """The SQL type of each fact's column: numbers as floating point in the units of the catalogue, enums by their ids."""
    return {
        fact.id: Boolean() if fact.type == "bool" else Float() if fact.numeric else String()
        for fact in FACTS.values()
    }


def render(statement: Select, dialect: str) -> str:
    """The statement in the SQL of ``duckdb``, ``spark`` or another dialect that SQLGlot writes."""
    text = str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[misc]
    # A PostgreSQL driver doubles the percent sign; text that is not sent through one must not.
    tree = sqlglot.parse_one(text.replace("%%", "%"), read="postgres")
    if dialect == "spark":
        for shared in tree.find_all(sqlglot.exp.CTE):
            shared.set("materialized", None)
    return tree.sql(dialect=dialect)


def rounded(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The number without binary dust, as ``policy_db.rules`` rounds it; ``round(x, n)`` differs between databases."""
    scale = 10.0**PRECISION
    return func.round(value * scale) / scale


class joined(FunctionElement[String]):  # noqa: N801 - reads as the SQL function that it is
    """``joined(separator, texts…)``: the texts that are not null, with the separator between; empty where all are null."""

    type = String()  # type: ignore[assignment]
    inherit_cache = True


@compiles(joined)
def _joined(element: joined, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(func.concat_ws(*element.clauses), **options))


@compiles(joined, "sqlite")
def _joined_sqlite(element: joined, compiler: SQLCompiler, **options: Any) -> str:
    # concat_ws came to SQLite with 3.44.
    separator, *texts = element.clauses
    whole: ColumnElement[Any] = literal("")
    for text in texts:
        whole = whole.concat(func.coalesce(separator.concat(text), ""))
    return str(compiler.process(func.substr(whole, func.length(separator) + 1), **options))


class greatest(FunctionElement[Any]):  # noqa: N801
    """The largest of several values, none of them null."""

    type = Integer()  # type: ignore[assignment]
    inherit_cache = True


@compiles(greatest)
def _greatest(element: greatest, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(func.greatest(*element.clauses), **options))


@compiles(greatest, "sqlite")
def _greatest_sqlite(element: greatest, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(func.max(*element.clauses), **options))


def open_duckdb() -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own, set up for rules: their lists are short, and looking through one is faster than joining it."""
    connection = duckdb.connect()
    connection.execute("SET disabled_optimizers = 'in_clause'")
    return connection
