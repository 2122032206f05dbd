"""Puts conditions, values and warnings into words; the words themselves stand in ``wording.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any as Anything

from policy_db.facts.catalog import FACTS, Fact, number_text
from policy_db.rules.conditions import (
    All,
    Any,
    Branches,
    Compare,
    Condition,
    Count,
    Defined,
    InPrinciple,
    Is,
    Limits,
    Not,
    Tiers,
    Total,
    Within,
)
from policy_db.rules.derive import Contradiction
from policy_db.rules.scoring import Score
from policy_db.rules.situation import Bounds, Situation, Value
from policy_db.yamlfile import read

# From here on an amount in 万元 is easier to read in 亿元.
HUNDRED_MILLION = 10_000


@cache
def words() -> dict[str, Anything]:
    """The content of ``wording.yml``."""
    return dict(read(Path(__file__).with_name("wording.yml")))


def show(fact: Fact, value: Value) -> str:
    """A value with its unit, as a person would write it: 3.2亿元, 4.5%, 48人, 是."""
    if isinstance(value, bool):
        return str(words()["bool"]["true" if value else "false"])
    if isinstance(value, str):
        return fact.values.get(value, value)
    if fact.type == "money":
        units = words()["units"]
        # Four decimals of 亿元 are whole 万元; an amount with a fraction of those would be shown rounded.
        if abs(value) >= HUNDRED_MILLION and value == int(value):
            return number_text(value / HUNDRED_MILLION) + str(units["hundred_million"])
        return number_text(value) + str(units["ten_thousand"])
    return number_text(value) + fact.unit


def distance(fact: Fact, difference: float) -> str:
    """How far a number is from a limit: the difference of two percentages is in percentage points."""
    if fact.type == "percent":
        return number_text(abs(difference)) + str(words()["units"]["percentage_points"])
    return show(fact, abs(difference))


def show_range(fact: Fact, bounds: Bounds) -> str:
    """A range of a number: 3亿元～3.5亿元, 5000万元以上, 不到5000万元."""
    low, high = bounds
    template = words()["limits"]
    if low == high:
        return show(fact, low)
    if high == float("inf"):
        return str(template["at_least"]).format(value=show(fact, low))
    if low == float("-inf"):
        return str(template["at_most"]).format(value=show(fact, high))
    if fact.numeric and high >= fact.most:
        return str(words()["range_from"]).format(low=show(fact, low))
    # An open end is stored one grain inside (4999.99万元 for 「不到5000万」) and shown as it was said.
    end = round(high + fact.grain, 4)
    is_open = fact.numeric and len(number_text(end).rstrip("0")) + 1 < len(number_text(high))
    shown = show(fact, end if is_open else high)
    if fact.numeric and low <= max(fact.least, 0):
        return str(words()["range_below" if is_open else "range_up_to"]).format(high=shown)
    return str(words()["range_open" if is_open else "range"]).format(low=show(fact, low), high=shown)


def show_stated(fact: Fact, value: Value | Bounds) -> str:
    """A value as somebody stated it: exact, or a range."""
    return show_range(fact, value) if isinstance(value, tuple) else show(fact, value)


def required(condition: Condition) -> str:
    """What a whole condition asks, on one line."""
    if isinstance(condition, Compare) and not condition.label:
        return limits(FACTS[condition.fact], condition.limits)
    return asked(condition)


def limits(fact: Fact, of: Limits) -> str:
    """The limits of a number with its unit: ≥ 90%."""
    template = words()["limits"]
    if of.at_least is not None and of.at_least == of.at_most:
        return str(template["exact"]).format(value=show(fact, of.at_least))
    parts = [
        str(template[name]).format(value=show(fact, value))
        for name in ("at_least", "above", "at_most", "below")
        if (value := getattr(of, name)) is not None
    ]
    return str(template["join"]).join(parts)


def asked(condition: Condition) -> str:
    """What a condition asks, with the names of its facts, as part of a longer sentence."""
    template = words()
    if condition.label:
        return condition.label
    if isinstance(condition, Compare):
        fact = FACTS[condition.fact]
        return str(template["named"]).format(label=fact.label, limits=limits(fact, condition.limits))
    if isinstance(condition, Is):
        fact = FACTS[condition.fact]
        value = str(template["or_value"]).join(show(fact, value) for value in condition.values)
        return str(template["state"]).format(label=fact.label, value=value)
    if isinstance(condition, Within):
        return str(template["within"]).format(label=FACTS[condition.fact].label, place=condition.place)
    if isinstance(condition, Total):
        facts = [FACTS[part] for part in condition.parts]
        labels = str(template["plus"]).join(fact.label for fact in facts)
        return str(template["total"]).format(labels=labels, limits=limits(facts[0], condition.limits))
    if isinstance(condition, (All, Any)):
        return str(template["all" if isinstance(condition, All) else "any"]).join(map(_grouped, condition.of))
    if isinstance(condition, Count):
        of = _numbered(condition.of)
        return str(template["count"]).format(total=len(condition.of), needed=condition.needed, of=of)
    if isinstance(condition, Not):
        return str(template["not"]).format(of=asked(condition.of))
    if isinstance(condition, InPrinciple):
        return str(template["in_principle"]).format(of=asked(condition.of))
    if isinstance(condition, Defined):
        return asked(condition.of)
    if isinstance(condition, Branches):
        return _branches(condition)
    if isinstance(condition, Score):
        return _score(condition)
    raise TypeError(f"no words for {type(condition).__name__}")


def own(name: str, situation: Situation) -> str | None:
    """The enterprise's value of a fact as it was understood: 3.2亿元, 约 8%～10%, with its origin where it was derived."""
    if name in situation.exact:
        value = situation.exact[name]
        shown = show(FACTS[name], _shortened(value) if name in situation.origin else value)
    elif name in situation.bounds:
        shown = str(words()["approx"]).format(value=show_range(FACTS[name], situation.bounds[name]))
    else:
        return None
    if name in situation.origin:
        shown += str(words()["derived"]).format(sources=labels(situation.origin[name]))
    return shown


def _shortened(value: Value) -> Value:
    """A derived number with two decimals, unless it would then seem to reach a limit: 4.6875 is 4.69, but 4.9975 stays."""
    if isinstance(value, float):
        short = round(value, 2)
        return short if short != round(value, 1) else value
    return value


def values(facts: Iterable[str], situation: Situation, under: str = "") -> str:
    """The enterprise's own values of the facts that are known, derived ones marked as such.

    ``under`` is the heading that the values stand under: a fact of that very name is not named again.
    """
    template = words()
    parts = []
    for name in facts:
        fact = FACTS[name]
        if (shown := own(name, situation)) is None:
            continue
        if fact.label == under:
            parts.append(shown)
            continue
        joined = str(template["state"]) if isinstance(situation.exact.get(name), (bool, str)) else str(template["named"])
        parts.append(joined.format(label=fact.label, value=shown, limits=shown))
    return str(template["plus"]).join(parts)


def labels(facts: Iterable[str]) -> str:
    """The names of facts in a row."""
    return str(words()["plus"]).join(FACTS[fact].label for fact in facts)


def reason(
    status: str, label: str, condition: Condition | None, facts: tuple[str, ...], situation: Situation, missing: list[str]
) -> str:
    """One sentence that says why the criterion called ``label`` has its status."""
    template = words()["reason"]
    if condition is None:
        return str(template["judgement"])
    own = values(facts, situation, label)
    if isinstance(condition, Score):
        low, high = condition.bounds(situation)
        points = number_text(low) if low == high else str(words()["range"]).format(low=low, high=high)
        own = str(words()["score_now"]).format(points=points)
    if status == "met":
        return str(template["met"]).format(values=own) if own else str(template["met_without"])
    if status == "unmet":
        if isinstance(condition, Is):
            wanted = str(words()["or_value"]).join(show(FACTS[condition.fact], value) for value in condition.values)
            return str(template["unmet"]).format(values=own, required=wanted)
        return str(template["unmet"]).format(values=own, required=required(condition))
    if status == "judgement":
        return str(template["judgement_below"]).format(values=own)
    if not own and missing == [fact for fact in FACTS if FACTS[fact].label == label]:
        return str(template["unknown_itself"])
    key = "unknown_with" if own else "unknown"
    return str(template[key]).format(values=own, missing=labels(missing))


def beside(label: str, condition: Condition | None) -> str:
    """What to print after a criterion's name in a list of conditions; nothing where the name says it all."""
    if condition is None or isinstance(condition, Is):
        return ""
    text = required(condition)
    return "" if text == label else text


def warning(contradiction: Contradiction) -> str:
    """The warning that two statements do not fit, with both values."""
    first, *others = contradiction.facts
    fact, other = FACTS[first], FACTS[others[0]]
    stated = show(fact, contradiction.stated)
    implied = show(fact if contradiction.kind == "ratio" else other, contradiction.implied)
    template = str(words()["warnings"][contradiction.kind])
    return template.format(fact=fact.label, others=labels(others), stated=stated, implied=implied)


def rating_warning(criteria: Iterable[str]) -> str:
    """The warning that some conditions rest on one source only."""
    return str(words()["warnings"]["rating_b"]).format(labels=str(words()["plus"]).join(criteria))


def _grouped(condition: Condition) -> str:
    inner = condition.of if isinstance(condition, Defined) else condition
    text = asked(condition)
    if not condition.label and isinstance(inner, (All, Any, Branches)):
        return str(words()["group"]).format(of=text)
    return text


def _numbered(of: Iterable[Condition]) -> str:
    numbered = (str(words()["number"]).format(position=index, of=asked(child)) for index, child in enumerate(of, 1))
    return str(words()["all"]).join(numbered)


def _branches(condition: Branches) -> str:
    template, fact = words(), FACTS[condition.fact]
    parts = []
    for case in condition.cases:
        of = asked(case.require)
        if case.start is not None:
            parts.append(str(template["tier_first"]).format(label=fact.label, start=show(fact, case.start), of=of))
        elif case.values:
            named = str(template["or_value"]).join(fact.values[value] for value in case.values)
            parts.append(str(template["case"]).format(label=fact.label, values=named, of=of))
        else:
            parts.append(str(template["tier_last" if isinstance(condition, Tiers) else "case_rest"]).format(of=of))
    return str(template["all"]).join(parts)


def _score(condition: Score) -> str:
    full = sum(item.cap for item in condition.items)
    if condition.whole:
        return str(words()["score_all"]).format(line=condition.line, full=full)
    names = str(words()["plus"]).join(item.label for item in condition.items)
    return str(words()["score_some"]).format(labels=names, line=condition.line, full=full)
