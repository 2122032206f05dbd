"""The catalogue of facts (``catalog.yml``) and the check of facts that come from outside.

Units follow the contract: money in 万元, ratios in percent (4.5 means 4.5 %), counts as whole numbers, years possibly
with fractions. A fact that is absent is unknown; unknown is never yes, no or zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from policy_db.facts.places import AmbiguousPlace, UnknownPlace, full_name

FactValue = bool | int | float | str

NUMERIC: Final = frozenset({"int", "years", "money", "percent"})


@dataclass(frozen=True)
class Fact:
    """One fact about an enterprise.

    ``type`` is text, bool, enum, int, years, money or percent. ``values`` maps the ids of an enum to their Chinese labels
    and ``value_words`` to every other word for them. ``minimum`` and ``maximum`` bound what can be true at all;
    ``plausible`` bounds what is taken from a chat without asking back. ``likely`` is the share of plausible applicants
    for which a bool is true, ``typical`` the 10th, 50th and 90th percentile of a number among them. ``ages`` tells when a
    value goes stale: "year" with the calendar year, "grows" where it is one more each year, "" where it lasts. ``choices``
    are the quick replies to a numeric question.
    """

    id: str
    type: str
    label: str
    question: str
    unit: str = ""
    hint: str = ""
    synonyms: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    value_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    plausible: tuple[float, float] | None = None
    likely: float = 0.5
    typical: tuple[float, float, float] | None = None
    ages: str = ""
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    @property
    def least(self) -> float:
        """The lower end of a range that a speaker leaves open (不到5000万)."""
        return max((end for end in (self.minimum, self.plausible and self.plausible[0]) if end is not None), default=0.0)

    @property
    def most(self) -> float:
        """The upper end of a range that a speaker leaves open (5000万以上)."""
        return min((end for end in (self.maximum, self.plausible and self.plausible[1]) if end is not None), default=1e9)

    @property
    def grain(self) -> float:
        """The least difference that people make between two values: an end that is not reached lies so far inside."""
        return 1.0 if self.type == "int" else 0.01

    def possible(self, value: float) -> bool:
        """Whether a number can be true at all for this fact."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    def believable(self, value: float) -> bool:
        """Whether a number may be taken from a chat without asking back."""
        if self.plausible is None:
            return self.possible(value)
        return self.possible(value) and self.plausible[0] <= value <= self.plausible[1]


@dataclass(frozen=True)
class FactError:
    """One mistake in facts given from outside: where it stands (``facts.revenue``) and one calm Chinese sentence."""

    path: str
    message: str


class FactErrors(ValueError):
    """Facts that cannot be used; ``errors`` names every mistake."""

    def __init__(self, errors: list[FactError]) -> None:
        super().__init__("；".join(f"{error.path}：{error.message}" for error in errors))
        self.errors = errors


def _triple(raw: Any) -> tuple[float, float, float] | None:
    return None if raw is None else (float(raw[0]), float(raw[1]), float(raw[2]))


def _fact(identifier: str, raw: Mapping[str, Any]) -> Fact:
    values = {key: tuple(words) for key, words in raw.get("values", {}).items()}
    plausible = raw.get("plausible")
    return Fact(
        id=identifier,
        type=raw["type"],
        label=raw["label"],
        question=raw["question"],
        unit=raw.get("unit", ""),
        hint=raw.get("hint", ""),
        synonyms=tuple(raw.get("synonyms", ())),
        values=MappingProxyType({key: words[0] for key, words in values.items()}),
        value_words=MappingProxyType(values),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        plausible=None if plausible is None else (float(plausible[0]), float(plausible[1])),
        likely=float(raw.get("likely", 0.5)),
        typical=_triple(raw.get("typical")),
        ages=raw.get("ages", ""),
        choices=tuple(raw.get("choices", ())),
    )


def _load() -> Mapping[str, Fact]:
    with Path(__file__).with_name("catalog.yml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=yaml.CSafeLoader)
    return MappingProxyType({identifier: _fact(identifier, entry) for identifier, entry in raw.items()})


FACTS: Final[Mapping[str, Fact]] = _load()


def number_text(value: float) -> str:
    """A number as people read it: at most four decimals, no binary dust, no needless zeros, no exponent."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def domain_text(fact: Fact) -> str:
    """The domain of a numeric fact in words, e.g. 「0 到 100」."""
    unit = f" {fact.unit}" if fact.unit else ""
    if fact.minimum is not None and fact.maximum is not None:
        return f"在 {number_text(fact.minimum)} 到 {number_text(fact.maximum)}{unit} 之间"
    if fact.minimum is not None:
        return f"不小于 {number_text(fact.minimum)}{unit}"
    return f"不大于 {number_text(fact.maximum)}{unit}" if fact.maximum is not None else "是一个数"


def _checked(fact: Fact, value: object) -> FactValue | FactError:
    path = f"facts.{fact.id}"
    shown = str(value)[:40]
    if fact.type == "bool":
        return value if isinstance(value, bool) else FactError(path, f"「{fact.label}」应填 true 或 false，收到的是「{shown}」。")
    if fact.type == "enum":
        if isinstance(value, str) and value in fact.values:
            return value
        return FactError(path, f"「{fact.label}」应填 {'、'.join(fact.values)} 之一，收到的是「{shown}」。")
    if fact.type == "text":
        if not isinstance(value, str) or not value.strip():
            return FactError(path, f"「{fact.label}」应填文字，例如“浙江省台州市椒江区”。")
        try:
            return full_name(value)
        except (UnknownPlace, AmbiguousPlace) as error:
            return FactError(path, str(error))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        unit = f"，单位{fact.unit}" if fact.unit else ""
        return FactError(path, f"「{fact.label}」应填数字{unit}，收到的是「{shown}」。")
    if fact.type == "int" and value != int(value):
        return FactError(path, f"「{fact.label}」应填整数，收到的是 {shown}。")
    if not fact.possible(value):
        return FactError(path, f"「{fact.label}」应{domain_text(fact)}，收到的是 {shown}。")
    return int(value) if fact.type == "int" else value


def check_facts(facts: Mapping[str, object]) -> dict[str, FactValue]:
    """The facts as the rules read them.

    Drops ``None`` (unknown), writes the region out in full (「台州椒江」 becomes 「浙江省台州市椒江区」), and refuses unknown
    ids, wrong types (a bool is not a number, a numeral in quotes is not a number) and values that cannot be true.

    Raises ``FactErrors`` with every mistake at once.
    """
    checked: dict[str, FactValue] = {}
    errors: list[FactError] = []
    for identifier, value in facts.items():
        if identifier not in FACTS:
            errors.append(FactError(f"facts.{identifier}"[:80], "没有这一项，请对照字段清单检查名称。"))
        elif value is not None:
            result = _checked(FACTS[identifier], value)
            if isinstance(result, FactError):
                errors.append(result)
            else:
                checked[identifier] = result
    if errors:
        raise FactErrors(errors)
    return checked


__all__ = ["FACTS", "Fact", "FactError", "FactErrors", "FactValue", "check_facts", "domain_text", "number_text"]
