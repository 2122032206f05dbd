"""How well the served model reads the development set: what is confused, which intents are weakest, which facts are misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.learning.development_set import Message
from bot.learning.facts import misread_facts
from bot.nlu.score import FALLBACK, OUT_OF_SCOPE, score, top_intent
from bot.wording import section

TEMPLATE = Path(__file__).with_name("report.html")
FIGURES = ("accuracy", "macro_f1", "oos_recall", "refused", "asked_back")


def make_report(
    model: str,
    messages: Sequence[Message],
    parsed: Sequence[Mapping[str, Any]],
    cases: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The report as JSON: ``figures``, ``intents`` (weakest first), ``confusions``, ``misread``, ``programs``, ``facts``.

    ``parsed``: what the model makes of each message; ``cases``: the cases of facts.
    """
    figures = score([message.intent for message in messages], parsed)
    return {
        "model": model,
        "messages": len(messages),
        "figures": {name: round(getattr(figures, name), 4) for name in FIGURES},
        "intents": _intents(messages, parsed),
        "confusions": [
            {"meant": meant, "read": read, "count": count} for (meant, read), count in figures.confusions.most_common()
        ],
        "misread": _misread(messages, parsed),
        "programs": _programs(messages, parsed),
        "facts": misread_facts(cases),
    }


def report_page(report: Mapping[str, Any]) -> str:
    """The report as one HTML page that needs no other file."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    names = sorted(
        {row["intent"] for row in report["intents"]} | {confusion["read"] for confusion in report["confusions"]}
    )
    table = {(confusion["meant"], confusion["read"]): confusion["count"] for confusion in report["confusions"]}
    for row in report["intents"]:
        table[row["intent"], row["intent"]] = row["right"]
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(report=report, names=names, table=table, words=section("nlu"))


def _intents(messages: Sequence[Message], parsed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    read = [top_intent(each) for each in parsed]
    given = Counter(read)
    rows = []
    for intent, count in Counter(message.intent for message in messages).items():
        instead = Counter(name for message, name in zip(messages, read) if message.intent == intent != name)
        right = count - instead.total()
        rows.append(
            {
                "intent": intent, "messages": count, "right": right, "recall": round(right / count, 4),
                "precision": round(right / given[intent], 4) if given[intent] else 0.0,
                "f1": round(2 * right / (count + given[intent]), 4), "read_as": dict(instead.most_common()),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["f1"], row["intent"]))


def _misread(messages: Sequence[Message], parsed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for message, each in zip(messages, parsed):
        read, asked_back = top_intent(each), each["intent"]["name"] == FALLBACK
        if read != message.intent and not (asked_back and message.intent == OUT_OF_SCOPE):
            confidence = next(guess["confidence"] for guess in each["intent_ranking"] if guess["name"] == read)
            found.append(
                {
                    "text": message.text, "meant": message.intent, "read": read,
                    "confidence": round(confidence, 3), "asked_back": asked_back,
                }
            )  # fmt: skip
    return sorted(found, key=lambda item: (item["meant"], item["read"]))


def _programs(messages: Sequence[Message], parsed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    right = found = wanted = 0
    misread = []
    for message, each in zip(messages, parsed):
        named = {entity["value"] for entity in each["entities"] if entity["entity"] == "program"}
        right, found, wanted = right + len(named & message.programs), found + len(named), wanted + len(message.programs)
        if named != message.programs:
            misread.append({"text": message.text, "meant": sorted(message.programs), "read": sorted(named)})
    return {
        "precision": round(right / found, 4) if found else 1.0,
        "recall": round(right / wanted, 4) if wanted else 1.0,
        "misread": misread,
    }
