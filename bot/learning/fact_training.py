"""Learns the second reader of facts anew from ``policy_db/facts/lessons`` and puts it in its place if it reads no worse."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.errors import Failed
from bot.learning import fact_corrections
from bot.learning.development_set import fact_cases
from bot.learning.examples import examples
from bot.learning.fact_models import (
    FEWEST_OF_FIGURES,
    FEWEST_OF_REPLIES,
    Lesson,
    Rows,
    clause_rows,
    figure_rows,
    fit,
    fit_stops,
    fit_topics,
    lessons,
    message_rows,
    off_topic_rows,
    place_rows,
    refusal_rows,
    reply_rows,
    sector_rows,
)
from bot.learning.facts import misread_facts
from bot.wording import say
from policy_db.facts.catalog import FACTS
from policy_db.facts.learned.message import STATES_NOTHING, message_features
from policy_db.facts.learned.models import PATH, Models, digest, on_trial, read_models, readable, save_models
from policy_db.facts.learned.told import NOTHING, refusal_features, reply_features
from policy_db.facts.seen import Seen, see
from policy_db.facts.text import normalise

_ASKING = ("ask_", "compare_", "explain_", "out_of_scope", "greet", "thanks", "goodbye", "help", "restart", "show_", "talk_to_")
_OF_ONES_OWN = re.compile(r"我们|我司|咱|我厂|公司|我家")
# How much of the facts of the development set a new reader may read worse than the one in place.
_SLACK: Final = 0.005
# Inverse regularisation, chosen by cross-validation (docs/decisions/fact-models.md).
_STRENGTH: Final = {
    "messages": 20.0, "figures": 40.0, "replies": 20.0, "topics": 10.0, "clauses": 20.0, "places": 20.0, "sectors": 20.0,
    "refusals": 20.0, "stops": 10.0,
}


def questions() -> list[str]:
    """What people ask the assistant, from the training data of the intents: messages that state nothing and answer nothing.

    Those in which somebody speaks of his own enterprise are left out, as they may state something after all.
    """
    return [text for text, intent in examples() if intent.startswith(_ASKING) and not _OF_ONES_OWN.search(text)]


def learn(cases: Sequence[Mapping[str, Any]]) -> Models:
    """The models out of labelled messages; takes minutes."""
    stops = fit_stops([normalise(text) for text in (*(case["text"] for case in cases), *_written())], _STRENGTH["stops"])
    learnt, asked = lessons(cases, stops), [see(normalise(text), None, None, stops) for text in questions()]
    topics = fit_topics(learnt, _STRENGTH["topics"])
    stating_nothing = [(message_features(one), STATES_NOTHING) for one in asked]
    refusing_nothing = [(refusal_features(one), NOTHING) for one in asked]

    def rows(of: Callable[[Lesson], Rows]) -> Rows:
        return [row for lesson in learnt for row in of(lesson)]

    return Models(
        messages=fit([*rows(message_rows), *stating_nothing], _STRENGTH["messages"]),
        figures=fit(rows(figure_rows), _STRENGTH["figures"], FEWEST_OF_FIGURES),
        replies=fit(
            [*rows(reply_rows), *off_topic_rows(learnt), *_answering_nothing(asked)], _STRENGTH["replies"], FEWEST_OF_REPLIES
        ),
        topics=topics,
        clauses=fit(rows(partial(clause_rows, topics=topics)), _STRENGTH["clauses"]),
        places=fit(rows(place_rows), _STRENGTH["places"]),
        sectors=fit(rows(sector_rows), _STRENGTH["sectors"], FEWEST_OF_FIGURES),
        refusals=fit([*rows(refusal_rows), *refusing_nothing], _STRENGTH["refusals"]),
        stops=stops,
    )


def _written() -> list[str]:
    return [text for text, _ in examples()]


def _answering_nothing(asked: Sequence[Seen]) -> Rows:
    """Questions in the place of an answer, each to another bool in turn."""
    facts = [fact.id for fact in FACTS.values() if fact.type == "bool"]
    return [(reply_features(one, facts[place % len(facts)]), NOTHING) for place, one in enumerate(asked)]


def train_facts() -> Path:
    """Learns, compares on the development set and replaces ``models.npz``; raises ``Failed`` for a reader that reads worse."""
    cases = fact_cases()
    before = _score(cases) if readable() else None
    made = PATH.with_suffix(".made.npz")
    save_models(learn(fact_corrections.lessons()), digest(fact_corrections.FOLDER), made)
    with on_trial(read_models(made)):
        after = _score(cases)
    if before is not None and (after[0] < before[0] - _SLACK or after[1] > before[1] + _SLACK):
        made.unlink()
        raise Failed(say("train.facts_worse", before=_figures(before), after=_figures(after)))
    os.replace(made, PATH)
    read_models.cache_clear()
    return PATH


def _score(cases: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """The parts of the stated facts that are read right, and of the read ones that are wrong."""
    counts = misread_facts(cases)
    right, missed, wrong = counts["right"], counts["missed"], counts["wrong"]
    return right / max(right + missed + wrong, 1), wrong / max(right + wrong, 1)


def _figures(score: tuple[float, float]) -> str:
    return f"{score[0]:.1%} / {score[1]:.1%}"


__all__ = ["learn", "train_facts"]
