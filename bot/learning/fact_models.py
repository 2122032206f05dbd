"""Learns the second reader of facts (``policy_db/facts/learned``) from labelled messages."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.learning.facts import WRITTEN_FOR
from policy_db.facts.catalog import FACTS
from policy_db.facts.learned.figures import FALLING, KINDS, NO_FACT, figure_features
from policy_db.facts.learned.linear import Linear
from policy_db.facts.learned.message import STATES, STATES_NOTHING, message_features
from policy_db.facts.learned.opinion import SPOKEN_OF
from policy_db.facts.learned.stops import NEUTRAL, NO_STOP, STOP, STOPS, stop_features
from policy_db.facts.learned.told import (
    NO,
    NOTHING,
    UNKNOWN,
    YES,
    clause_features,
    refusal_features,
    reply_features,
    topic_features,
)
from policy_db.facts.learned.whereabouts import ELSEWHERE, HERE, place_features, places_named, sector_features
from policy_db.facts.quantities import Quantity
from policy_db.facts.seen import Seen, see
from policy_db.facts.text import normalise

# A feature met less often says more about the one message than about the language.
_FEWEST = 3
FEWEST_OF_FIGURES = 5
FEWEST_OF_REPLIES = 5
# A run of letters longer than this has lost its stops.
_DICTATED = 20
_TOLD = [fact.id for fact in FACTS.values() if fact.type == "bool"]


@dataclass
class Lesson:
    """A labelled message: what is seen in it, and what it states of bools and of numbers."""

    case: Mapping[str, Any]
    seen: Seen
    told: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    open: frozenset[str] = frozenset()

    @property
    def stating(self) -> bool:
        """Whether the message states anything."""
        return any(self.case.get(part) for part in ("facts", "approx", "vague", "unknown"))

    @property
    def whole(self) -> bool:
        """Whether all that the message states is labelled, and not only what it says yes or no to (``told_only``)."""
        return not self.case.get("told_only")


Rows = list[tuple[set[str], str]]


def lessons(cases: Iterable[Mapping[str, Any]], stops: Linear) -> list[Lesson]:
    """The cases, read as far as the learned models look, with ``stops`` for those that have none."""
    return [_lesson(case, stops) for case in cases if "text" in case]


def _lesson(case: Mapping[str, Any], stops: Linear) -> Lesson:
    day = case.get("on") or WRITTEN_FOR
    on = day if isinstance(day, date) else date.fromisoformat(str(day))
    lesson = Lesson(case, see(normalise(case["text"]), case.get("asked"), on, stops), open=frozenset(case.get("may") or ()))
    for part in ("facts", "approx", "vague"):
        for fact, value in (case.get(part) or {}).items():
            if isinstance(value, bool):
                lesson.told[fact] = YES if value else NO
            elif FACTS[fact].numeric:
                lesson.numbers[fact] = value
    lesson.told |= dict.fromkeys((fact for fact in case.get("unknown") or () if FACTS[fact].type == "bool"), UNKNOWN)
    return lesson


def fit(rows: Rows, strength: float, fewest: int = _FEWEST) -> Linear:
    """One model that tells which class is meant; ``strength`` is the inverse of the regularisation.

    A feature counts that at least ``fewest`` rows have.
    """
    places, matrix = _counted([features for features, _ in rows], fewest)
    with warnings.catch_warnings():
        # Stopped before the last steps, which take as long again: the development sets judge what comes out.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(C=strength, max_iter=150, tol=1e-3).fit(matrix, [label for _, label in rows])
    return _linear(model, places)


def _linear(model: LogisticRegression, places: Mapping[str, int]) -> Linear:
    """What scikit-learn learned, with a column for either class where there are two."""
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.array([0.0, bias[0]])
    return Linear(tuple(model.classes_), places, weights.astype(np.float32), bias.astype(np.float32))


def fit_each(rows: Sequence[tuple[set[str], frozenset[str]]], classes: Sequence[str], strength: float) -> Linear:
    """One model that tells each class from its absence."""
    places, matrix = _counted([features for features, _ in rows], _FEWEST)
    kept = [name for name in classes if sum(name in labels for _, labels in rows) >= _FEWEST]
    weights, bias = [], []
    for name in kept:
        model = LogisticRegression(C=strength, max_iter=200, tol=1e-2, solver="liblinear")
        model.fit(matrix, [name in labels for _, labels in rows])
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return Linear(tuple(kept), places, np.array(weights, np.float32).T, np.array(bias, np.float32), exclusive=False)


def _counted(
    rows: Sequence[set[str]], fewest: int, among: frozenset[str] | None = None
) -> tuple[dict[str, int], csr_matrix]:
    """The features that enough rows have (``among`` those given), each with its place, and the rows as ``Linear`` weighs them."""
    met = Counter(feature for features in rows for feature in features)
    kept = sorted(f for f, times in met.items() if times >= fewest and (among is None or f in among))
    places = {feature: place for place, feature in enumerate(kept)}
    indices: list[int] = []
    data: list[float] = []
    ends = [0]
    for features in rows:
        known = [place for place in map(places.get, features) if place is not None]
        indices += known
        data += [max(len(known), 1) ** -0.5] * len(known)
        ends.append(len(indices))
    return places, csr_matrix((np.array(data, np.float32), indices, ends), shape=(len(rows), len(places)))


def stop_rows(text: str) -> Rows:
    """Each place of a punctuated text with whether a stop is there; nothing of one that was itself dictated."""
    letters: list[str] = []
    ends: set[int] = set()
    neutral: set[int] = set()
    run = 0
    for letter in text:
        run += 1
        if letter in STOPS or letter in NEUTRAL:
            (ends if letter in STOPS else neutral).add(len(letters))
            run = 0
        else:
            letters.append(letter)
        if run > _DICTATED:
            return []
    bare = "".join(letters)
    return [
        (stop_features(bare, place), STOP if place in ends else NO_STOP)
        for place in range(1, len(bare))
        if place in ends or place not in neutral
    ]


def fit_stops(texts: Iterable[str], strength: float) -> Linear:
    """Where clauses end, out of texts that have their stops; of the many features those that count for something."""
    rows = [row for text in texts for row in stop_rows(text)]
    places, matrix = _counted([features for features, _ in rows], _FEWEST)
    labels = [label for _, label in rows]
    chosen = LogisticRegression(C=strength, max_iter=200, tol=1e-2, solver="liblinear", penalty="l1").fit(matrix, labels)
    among = frozenset(feature for feature, place in places.items() if chosen.coef_[0][place])
    places, matrix = _counted([features for features, _ in rows], _FEWEST, among)
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3, solver="liblinear").fit(matrix, labels)
    return _linear(model, places)


def figure_rows(lesson: Lesson) -> Rows:
    """Each quantity of a message with the fact that it states; one that could state two is left out."""
    if not lesson.whole:
        return []
    quantities = [quantity for quantity in lesson.seen.quantities if quantity.kind in KINDS]
    stated = {quantity.start: _states(quantity, lesson.numbers) for quantity in quantities}
    often = Counter(label for labels in stated.values() for label in labels)
    rows: Rows = []
    for quantity in quantities:
        labels = stated[quantity.start]
        if len(labels) > 1 or any(often[label] > 1 for label in labels):
            continue
        rows.append((figure_features(lesson.seen, quantity), labels[0] if labels else NO_FACT))
    return rows


def _states(quantity: Quantity, numbers: Mapping[str, Any]) -> list[str]:
    labels = []
    for fact, value in numbers.items():
        if _is(quantity, value):
            labels.append(fact)
        elif isinstance(value, (int, float)) and value < 0 and _is(quantity, -value):
            labels.append(fact + FALLING)
    return labels


def _is(quantity: Quantity, value: Any) -> bool:
    """Whether a quantity is the value of a label: a number, [low, high] or a vague amount."""
    low, high = quantity.low, quantity.high
    if isinstance(value, Mapping):
        least, most = value["within"]
        inside = low is not None and high is not None and least * 0.9 - 1 <= low and high <= most * 1.1 + 1
        return inside and low <= value["contains"] <= high  # type: ignore[operator]
    if isinstance(value, list):
        ends = zip((low, high), value)
        return not quantity.exact and all(end == "open" or (own is not None and abs(own - end) <= 1) for own, end in ends)
    return quantity.exact and low is not None and abs(low - value) < 0.011


def place_rows(lesson: Lesson) -> Rows:
    """Each place that a message names, with whether the enterprise is there."""
    region = (lesson.case.get("facts") or {}).get("region")
    if not lesson.whole or "region" in lesson.open or lesson.seen.asked == "region":
        return []
    places = places_named(lesson.seen)
    # A place within which the enterprise is named in part only (我们台州的，在椒江) tells nothing either way.
    return [
        (place_features(lesson.seen, place, len(places)), HERE if place.name == region else ELSEWHERE)
        for place in places
        if place.name == region or not str(region).startswith(place.name)
    ]


def sector_rows(lesson: Lesson) -> Rows:
    """A message with the sector that it tells."""
    if not lesson.whole or "sector" in lesson.open or lesson.seen.asked == "sector":
        return []
    return [(sector_features(lesson.seen), str((lesson.case.get("facts") or {}).get("sector", NO_FACT)))]


def message_rows(lesson: Lesson) -> Rows:
    """A message that answers nothing, with whether it states anything; where that is open to argument it is left out."""
    if lesson.seen.asked is not None or (not lesson.stating and lesson.open):
        return []
    return [(message_features(lesson.seen), STATES if lesson.stating else STATES_NOTHING)]


def reply_rows(lesson: Lesson) -> Rows:
    """A reply to a question about a bool, with what it says."""
    fact = lesson.seen.asked
    if fact is None or FACTS[fact].type != "bool" or fact in lesson.open:
        return []
    return [(reply_features(lesson.seen, fact), lesson.told.get(fact, NOTHING))]


def off_topic_rows(learnt: Sequence[Lesson]) -> Rows:
    """What tells of other things, in the place of a reply: to a question about a bool that it does not tell of it says nothing.

    Messages that answer no question, and replies that name what they were asked; each to another question in turn.
    """
    rows: Rows = []
    for place, lesson in enumerate(learnt):
        asked = lesson.seen.asked
        named = {mention.told.id for mention in lesson.seen.found.mentions}
        if not lesson.stating or (asked is not None and asked not in named and FACTS[asked].type == "bool"):
            continue
        others = [fact for fact in _TOLD if fact not in lesson.told and fact not in lesson.open and fact not in named]
        fact = others[place * 7 % len(others)]
        rows.append((reply_features(replace(lesson.seen, asked=fact), fact), NOTHING))
    return rows


def refusal_rows(lesson: Lesson) -> Rows:
    """A reply to any question, with whether what was asked is said not to be known."""
    fact = lesson.seen.asked
    if fact is None or fact in lesson.open:
        return []
    return [(refusal_features(lesson.seen), UNKNOWN if fact in (lesson.case.get("unknown") or ()) else NOTHING)]


def fit_topics(learnt: Sequence[Lesson], strength: float) -> Linear:
    """Which bools a clause speaks of. The clause is given only where a word for the fact is known; else it is found first."""
    free = [lesson for lesson in learnt if lesson.seen.asked is None]
    whole = fit_each([(topic_features(one.seen.text), frozenset(one.told)) for one in free], _TOLD, strength)
    rows: list[tuple[set[str], frozenset[str]]] = []
    for lesson in learnt:
        if lesson.seen.asked is not None and not _named(lesson, lesson.seen.asked):
            continue
        where = placed(lesson, whole)
        for index, clause in enumerate(lesson.seen.clauses):
            rows.append((topic_features(clause.text), frozenset(fact for fact, at in where.items() if index in at)))
    for fact in _TOLD:
        words = (FACTS[fact].label, FACTS[fact].question, *FACTS[fact].synonyms)
        rows += [(topic_features(normalise(word)), frozenset({fact})) for word in words]
    return fit_each(rows, _TOLD, strength)


def _named(lesson: Lesson, fact: str) -> list[int]:
    """The clauses that have a word for a fact."""
    mentions = [mention for mention in lesson.seen.found.mentions if mention.told.id == fact]
    return [
        index for index, clause in enumerate(lesson.seen.clauses)
        if any(clause.start <= mention.start < clause.end for mention in mentions)
    ]


def placed(lesson: Lesson, topics: Linear) -> dict[str, list[int]]:
    """The clauses in which a message states each of its bools: those that name it, else the one that most looks like it."""
    where: dict[str, list[int]] = {}
    chances: list[dict[str, float]] = []
    for fact in lesson.told:
        where[fact] = _named(lesson, fact)
        if not where[fact] and fact in topics.classes and lesson.seen.clauses and lesson.seen.asked != fact:
            chances = chances or [topics.probabilities(topic_features(clause.text)) for clause in lesson.seen.clauses]
            where[fact] = [max(range(len(chances)), key=lambda index: chances[index][fact])]
    return where


def clause_rows(lesson: Lesson, topics: Linear) -> Rows:
    """Each clause that names a bool or seems to speak of it, with what it says of it."""
    rows: Rows = []
    where = placed(lesson, topics)
    for index, clause in enumerate(lesson.seen.clauses):
        chances = topics.probabilities(topic_features(clause.text))
        here = lesson.seen.named(clause)
        likely = {fact for fact, chance in chances.items() if chance >= SPOKEN_OF}
        labelled = {fact for fact, at in where.items() if index in at}
        for fact in sorted(set(here) | likely | labelled):
            if fact in lesson.open or FACTS[fact].type != "bool" or (fact == lesson.seen.asked and fact not in here):
                continue
            label = lesson.told.get(fact, NOTHING)
            if label != NOTHING and fact not in labelled:
                continue
            if label == UNKNOWN:
                label = NOTHING
            rows.append((clause_features(lesson.seen, index, fact, here.get(fact), chances.get(fact, 0.0)), label))
    return rows


__all__ = [
    "FEWEST_OF_FIGURES", "FEWEST_OF_REPLIES", "Lesson", "Rows", "clause_rows", "figure_rows", "fit", "fit_stops", "fit_topics",
    "lessons", "message_rows", "off_topic_rows", "place_rows", "refusal_rows", "reply_rows", "sector_rows",
]
