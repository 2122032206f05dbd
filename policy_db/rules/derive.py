"""Facts that follow from other facts (``implied.yml``), and the contradictions between facts that were both stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional

from policy_db.facts.catalog import FACTS
from policy_db.rules.conditions import PRECISION
from policy_db.rules.situation import INFINITY, Bounds, Situation, Value
from policy_db.yamlfile import read

IMPLIED = Path(__file__).with_name("implied.yml")
# A stated ratio may have been rounded to one decimal; what differs by more does not fit its amounts.
ROUNDING = 0.06


@dataclass(frozen=True)
class Ratio:
    """``fact`` in percent is 100 × ``of`` / ``to`` (both 万元)."""

    fact: str
    of: str
    to: str


@dataclass(frozen=True)
class Level:
    """The yes/no ``fact`` follows from the enum fact ``by``."""

    fact: str
    by: str
    true: tuple[str, ...]
    false: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """The number ``whole`` covers each of ``parts``."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Implied:
    """The content of ``implied.yml``."""

    ratios: tuple[Ratio, ...]
    implies: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    parts: tuple[Parts, ...]


@dataclass(frozen=True)
class Contradiction:
    """Two statements that cannot both be right. ``facts`` names them, ``stated`` and ``implied`` are the two values."""

    kind: str
    facts: tuple[str, ...]
    stated: Value
    implied: Value


@cache
def implied() -> Implied:
    """The relations between facts, read once."""
    raw = read(IMPLIED)
    return Implied(
        tuple(Ratio(**entry) for entry in raw["ratios"]),
        tuple((first, second) for first, second in raw["implies"]),
        tuple(
            Level(entry["fact"], entry["by"], tuple(entry["true"]), tuple(entry["false"])) for entry in raw["levels"]
        ),
        tuple(Parts(entry["whole"], tuple(entry["parts"])) for entry in raw["parts"]),
    )


@cache
def domains() -> dict[str, Bounds]:
    """The logical range of every numeric fact that has one."""
    return {
        fact.id: (
            -INFINITY if fact.minimum is None else fact.minimum,
            INFINITY if fact.maximum is None else fact.maximum,
        )
        for fact in FACTS.values()
        if fact.minimum is not None or fact.maximum is not None
    }


def situation_of(facts: Mapping[str, Value], approx: Optional[Mapping[str, Bounds]] = None) -> Situation:
    """The situation that stated facts describe, with what follows from them.

    ``facts``: exact values. ``approx``: ``[low, high]`` for numbers that are only roughly known; an exact value outranks it.
    """
    exact = dict(facts)
    bounds = {fact: (float(low), float(high)) for fact, (low, high) in (approx or {}).items() if fact not in exact}
    situation = Situation(exact, bounds, {}, domains())
    relations = implied()
    for ratio in relations.ratios:
        if ratio.fact not in exact:
            percent = _ratio(ratio, exact)
            if percent is not None:
                _derive(situation, ratio.fact, percent, ratio.of, ratio.to)
    for level in relations.levels:
        value = exact.get(level.by)
        if level.fact not in exact and value is not None:
            _derive(situation, level.fact, value in level.true, level.by)
    for first, second in relations.implies:
        if exact.get(first) is True and second not in exact:
            _derive(situation, second, True, first)
    for first, second in reversed(relations.implies):
        if exact.get(second) is False and first not in exact:
            _derive(situation, first, False, second)
    for relation in relations.parts:
        _bound(situation, relation)
    return situation


def contradictions(facts: Mapping[str, Value]) -> list[Contradiction]:
    """Stated facts that do not fit each other; both values are kept, none is preferred here."""
    found = []
    relations = implied()
    for ratio in relations.ratios:
        stated, follows = facts.get(ratio.fact), _ratio(ratio, facts)
        if stated is not None and follows is not None and abs(float(stated) - follows) > ROUNDING:
            found.append(Contradiction("ratio", (ratio.fact, ratio.of, ratio.to), stated, round(follows, 2)))
    for level in relations.levels:
        stated, by = facts.get(level.fact), facts.get(level.by)
        if stated is not None and by is not None and stated != (by in level.true):
            found.append(Contradiction("level", (level.fact, level.by), stated, by))
    for first, second in relations.implies:
        if facts.get(first) is True and facts.get(second) is False:
            found.append(Contradiction("implies", (second, first), False, True))
    for relation in relations.parts:
        whole = facts.get(relation.whole)
        for part in relation.parts:
            value = facts.get(part)
            if whole is not None and value is not None and float(value) > float(whole):
                found.append(Contradiction("parts", (relation.whole, part), whole, value))
    if float(facts.get("invention_patents") or 0) > 0 and facts.get("class1_ip") == 0:
        found.append(Contradiction("class1", ("class1_ip", "invention_patents"), 0, facts["invention_patents"]))
    return found


def _ratio(ratio: Ratio, facts: Mapping[str, Value]) -> Optional[float]:
    amount, base = facts.get(ratio.of), facts.get(ratio.to)
    if amount is None or base is None or float(base) <= 0:
        return None
    return round(100 * float(amount) / float(base), PRECISION)


def _derive(situation: Situation, fact: str, value: Value, *sources: str) -> None:
    situation.exact[fact] = value
    situation.bounds.pop(fact, None)
    situation.origin[fact] = tuple(dict.fromkeys(name for source in sources for name in situation.sources(source)))


def _bound(situation: Situation, relation: Parts) -> None:
    known = [part for part in relation.parts if part in situation.exact or part in situation.bounds]
    if relation.whole not in situation.exact and known:
        low, high = situation.range_of(relation.whole)
        least = max(situation.range_of(part)[0] for part in known)
        if least > low:
            situation.bounds[relation.whole] = (least, max(least, high))
            situation.origin[relation.whole] = tuple(known)
    if relation.whole in situation.exact or relation.whole in situation.bounds:
        most = situation.range_of(relation.whole)[1]
        for part in relation.parts:
            if part not in situation.exact:
                low, high = situation.range_of(part)
                if most < high:
                    situation.bounds[part] = (min(low, most), most)
                    situation.origin[part] = situation.sources(relation.whole)
