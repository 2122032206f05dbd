"""The OpenAPI 3 description of the HTTP interface: ``openapi.yml``, with the facts and programs of the catalogues filled in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policy_db.facts.catalog import FACTS, Fact
from policy_db.programs.catalog import PROGRAMS

TYPES = {"text": "string", "enum": "string", "bool": "boolean", "int": "integer"}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description as JSON."""
    text = Path(__file__).with_name("openapi.yml").read_text(encoding="utf-8")
    description: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    schemas = description["components"]["schemas"]
    schemas["ProgramId"]["enum"] = list(PROGRAMS)
    schemas["FactId"]["enum"] = list(FACTS)
    schemas["Facts"]["properties"] = {fact.id: _schema(fact) for fact in FACTS.values()}
    return description


def _schema(fact: Fact) -> dict[str, Any]:
    """One fact: type, unit and domain; null says that it is unknown."""
    schema: dict[str, Any] = {"type": TYPES.get(fact.type, "number"), "title": fact.label, "nullable": True}
    if fact.unit:
        schema["description"] = fact.unit
    if fact.values:
        schema["enum"] = [*fact.values, None]
    if fact.minimum is not None:
        schema["minimum"] = fact.minimum
    if fact.maximum is not None:
        schema["maximum"] = fact.maximum
    return schema
