"""The lexicon of the reader (``lexicon.yml``), compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Family:
    """Words for one thing that is counted or measured, and the fact each kind of quantity beside them states."""

    id: str
    cue: re.Pattern[str]
    reads: Mapping[str, str | None]
    plain: str | None = None
    units: str = ""
    flow: bool = False
    stock: bool = False
    zero: tuple[str, ...] = ()
    parts: tuple[re.Pattern[str], ...] = ()
    names: str | None = None
    weak: bool = False

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(fact for fact in self.reads.values() if fact)


@dataclass(frozen=True)
class Told:
    """Words for one thing that is so or not so."""

    id: str
    style: str
    cue: re.Pattern[str]
    yes: re.Pattern[str] | None = None
    no: re.Pattern[str] | None = None
    asked_yes: re.Pattern[str] | None = None
    asked_no: re.Pattern[str] | None = None
    bare: bool = False
    beside: bool = False
    none: bool = False
    degree: bool = False
    several: bool = False
    unless: re.Pattern[str] | None = None
    over: re.Pattern[str] | None = None
    grave: re.Pattern[str] | None = None
    elliptic: re.Pattern[str] | None = None
    elliptic_after: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Lexicon:
    """Everything of ``lexicon.yml``: families of numbers, things told by words, markers around them, places, sectors."""

    families: tuple[Family, ...]
    told: Mapping[str, Told]
    markers: Mapping[str, re.Pattern[str]]
    places: Mapping[str, re.Pattern[str]]
    sectors: Mapping[str, re.Pattern[str]]
    denominators: re.Pattern[str]
    clauses: Mapping[str, re.Pattern[str]]
    lookalikes: re.Pattern[str]
    periods: tuple[tuple[str, ...], re.Pattern[str]]
    by_fact: Mapping[str, Family] = field(default_factory=dict)


def _one(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


def _maybe(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _family(identifier: str, raw: Mapping[str, Any]) -> Family:
    cue = _one(raw["cues"])
    assert cue is not None
    return Family(
        id=identifier, cue=cue, reads=raw["reads"], plain=raw.get("plain"), units=raw.get("units", ""),
        flow=bool(raw.get("flow")), stock=bool(raw.get("stock")), zero=tuple(raw.get("zero", ())), names=raw.get("names"),
        parts=tuple(re.compile(part) for part in raw.get("parts", ())), weak=bool(raw.get("weak")),
    )


def _told(identifier: str, raw: Mapping[str, Any]) -> Told:
    cue = _one(raw["cues"])
    assert cue is not None
    return Told(
        id=identifier, style=raw["style"], cue=cue, yes=_one(raw.get("yes")), no=_one(raw.get("no")),
        asked_yes=_one(raw.get("asked_yes")), asked_no=_one(raw.get("asked_no")), bare=bool(raw.get("bare")),
        beside=bool(raw.get("beside")), none=bool(raw.get("none")),
        degree=bool(raw.get("degree")), several=bool(raw.get("several")),
        unless=_maybe(raw.get("unless")), over=_maybe(raw.get("over")), grave=_maybe(raw.get("grave")),
        elliptic=_maybe(raw.get("elliptic", {}).get("cue")), elliptic_after=_maybe(raw.get("elliptic", {}).get("after")),
    )


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon, read and compiled once."""
    with Path(__file__).with_name("lexicon.yml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=yaml.CSafeLoader)
    families = tuple(_family(identifier, entry) for identifier, entry in raw["numbers"].items())
    by_fact: dict[str, Family] = {}
    for family in families:
        for fact in sorted(family.facts):
            if fact not in by_fact or family.names == fact:
                by_fact[fact] = family
    return Lexicon(
        families=families,
        told={identifier: _told(identifier, entry) for identifier, entry in raw["bools"].items()},
        markers={name: re.compile(pattern) for name, pattern in raw["markers"].items()},
        places={name: re.compile(pattern) for name, pattern in raw["places"].items()},
        sectors={name: pattern for name, patterns in raw["sectors"].items() if (pattern := _one(patterns))},
        denominators=re.compile(raw["denominators"]),
        clauses={name: re.compile(pattern) for name, pattern in raw["clauses"].items()},
        lookalikes=re.compile("|".join(map(re.escape, raw["lookalikes"]))),
        periods=(
            tuple(name for name, _ in raw["periods"]),
            re.compile("|".join(f"(?P<p{index}>{pattern})" for index, (_, pattern) in enumerate(raw["periods"]))),
        ),
        by_fact=by_fact,
    )


__all__ = ["Family", "Lexicon", "Told", "load_lexicon"]
