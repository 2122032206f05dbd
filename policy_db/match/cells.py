"""What a cell of a table says: a value in the catalogue's units, nothing (unknown), or a mistake with its reason in Chinese."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from policy_db.facts.catalog import FACTS, Fact, FactErrors, FactValue, check_facts
from policy_db.match.wording import words
from policy_db.rules.conditions import PRECISION

NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d{1,2})?|[+-]?\.\d+)\s*(\D*)")


class BadCell(ValueError):
    """A cell that says nothing usable about its fact."""


@lru_cache(maxsize=200_000)
def read_cell(fact_id: str, text: str, unit: float = 1.0) -> FactValue | None:
    """The value of a cell, or ``None`` where it leaves the fact unknown.

    ``unit`` says how many of the catalogue's units a bare number of this column counts (0.0001 for a column in 元). Units in
    the cell itself are read where they are unambiguous: 3.2亿, 1,200万元, 45%. Raises ``BadCell``.
    """
    fact = FACTS[fact_id]
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in _folded("unknown") and not (fact.type == "enum" and plain.casefold() in _enum(fact)):
        return None
    if fact.numeric:
        value: FactValue = _number(fact, plain, unit)
    elif fact.type == "bool":
        value = _bool(fact, plain)
    elif fact.type == "enum":
        value = _choice(fact, plain)
    else:
        value = plain
    try:
        return check_facts({fact.id: value})[fact.id]
    except FactErrors as errors:
        raise BadCell(errors.errors[0].message) from errors


def units(fact: Fact) -> dict[str, float]:
    """The units that a number of this kind may carry, with how many of the catalogue's unit each is."""
    named: dict[str, float] = words()["units"].get(fact.type, {})
    return {**named, fact.unit: 1.0}


def _number(fact: Fact, text: str, unit: float) -> float:
    if fact.type == "int" and text in words()["zero"]:
        return 0
    found = NUMBER.fullmatch(text.lower())
    suffix = found[2].strip() if found else ""
    if found is None or (suffix and suffix not in units(fact)):
        key = "number" if fact.unit else "number_plain"
        raise BadCell(_say(key, label=fact.label, unit=fact.unit, text=text[:40]))
    value = float(found[1].replace(",", ""))
    return round(value * (units(fact)[suffix] if suffix else unit), PRECISION)


def _bool(fact: Fact, text: str) -> bool:
    for word, value in (("true", True), ("false", False)):
        if text.casefold() in _folded(word):
            return value
    raise BadCell(_say("bool", label=fact.label, text=text[:40]))


def _choice(fact: Fact, text: str) -> str:
    value = _enum(fact).get(text.casefold())
    if value is None:
        values = str(words()["or"]).join(fact.values.values())
        raise BadCell(_say("enum", label=fact.label, values=values, text=text[:40]))
    return value


@cache
def _folded(key: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKC", word).casefold() for word in words()[key])


@cache
def _enum_words(fact_id: str) -> dict[str, str]:
    fact = FACTS[fact_id]
    found: dict[str, str] = {}
    for value, names in fact.value_words.items():
        for name in (value, *names):
            found.setdefault(unicodedata.normalize("NFKC", name).casefold(), value)
    return found


def _enum(fact: Fact) -> dict[str, str]:
    return _enum_words(fact.id)


def _say(key: str, **values: str) -> str:
    return str(words()["cell"][key]).format(**values)
