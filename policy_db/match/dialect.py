"""Renders a compiled rule for the engine that holds the data: SQLAlchemy writes PostgreSQL, SQLGlot the other dialects."""

from __future__ import annotations

import sqlglot
from sqlalchemy import Boolean, Float, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import Select
from sqlalchemy.sql.type_api import TypeEngine

from policy_db.facts.catalog import FACTS


def column_types() -> dict[str, TypeEngine]:
    """The SQL type of each fact's column: numbers as floating point in the units of the catalogue, enums by their ids."""
    return {
        fact.id: Boolean() if fact.type == "bool" else Float() if fact.numeric else String() for fact in FACTS.values()
    }


def render(statement: Select, dialect: str) -> str:
    """The statement in the SQL of ``duckdb``, ``spark`` or another dialect that SQLGlot writes."""
    text = str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    # A PostgreSQL driver doubles the percent sign; text that is not sent through one must not.
    return sqlglot.transpile(text.replace("%%", "%"), read="postgres", write=dialect)[0]
