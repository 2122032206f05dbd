"""Judgements, reviews and reports in words; the words stand in ``wording.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.learning.additions import Outcome, Reviewed
from bot.learning.fact_corrections import ReviewedFacts
from bot.learning.gate import Judgement
from bot.wording import section

SHOWN = 10
Words = Mapping[str, Any]


def worse_text(judgement: Judgement) -> str:
    """The figures that stop a model, on one line."""
    words = section("nlu")
    parts = []
    for worse in judgement.worse:
        sentence = words["worse"] if worse.before is not None else words["worse_alone"]
        parts.append(sentence.format(name=words["figures"][worse.figure], limit=worse.limit, before=worse.before, now=worse.now))
    return str(words["join"]).join(parts)


def flips_text(judgement: Judgement) -> str:
    """The messages that a model does not read as meant any more, one a line."""
    words = section("nlu")
    flips = judgement.flips
    lines = [words["flips"].format(count=len(flips))] if flips else []
    lines += [words["flip"].format(text=flip.text, meant=flip.meant, now=flip.now) for flip in flips[:SHOWN]]
    return "\n".join([*lines, *_more(words, len(flips) - SHOWN)])


def review_text(reviewed: Sequence[Reviewed], now: Sequence[Mapping[str, Any]]) -> str:
    """What would become of each corrected message, and how the model reads it now."""
    words = section("nlu")
    lines = []
    for each, reading in zip(reviewed, now):
        intent, confidence = reading["name"], reading["confidence"]
        same = intent == each.correction.intent
        reads = words["reads_right" if same else "reads_now"].format(intent=intent, confidence=confidence)
        lines += _judged(words, each, each.correction.text, each.correction.intent, reads)
    return "\n".join(lines)


def facts_review_text(reviewed: Sequence[ReviewedFacts]) -> str:
    """What would become of each message with its facts put right, and which of them are read otherwise now."""
    words = section("nlu")
    lines = []
    for each in reviewed:
        correction = each.correction
        told = [*(f"{fact}={value}" for fact, value in correction.facts.items()), *(f"{fact}=?" for fact in correction.unknown)]
        otherwise = words["facts_read_otherwise"].format(facts=words["join"].join(each.misread))
        reads = otherwise if each.misread else words["facts_read_right"]
        lines += _judged(words, each, correction.text, words["join"].join(told), reads)
    return "\n".join(lines)


def _judged(words: Words, each: Outcome, text: str, meant: str, reads: str) -> list[str]:
    """A correction with its mark, and why it is not taken or how it is read now."""
    mark = words["marks"]["taken" if each.taken else "present" if each.present else "refused"]
    reason = each.problem or (words["present"] if each.present else None)
    return [
        words["review"].format(mark=mark, text=text, intent=meant), words["because"].format(reason=reason) if reason else reads
    ]


def report_text(report: Mapping[str, Any]) -> str:
    """A report for the terminal: figures, weakest intents, confusions, program names and facts."""
    words = section("nlu")
    figures = report["figures"]
    lines = [words["report_head"].format(**report)]
    lines += [words["figure"].format(name=name, value=figures[figure]) for figure, name in words["figures"].items()]
    lines += ["", words["weakest"]]
    for row in report["intents"][:SHOWN]:
        lines.append(words["intent"].format(**{**row, "read_as": _read_as(row["read_as"], words)}))
    lines += ["", words["confusions"].format(count=len(report["misread"]))]
    for item in report["misread"]:
        lines.append(words["misread"].format(**{**item, "asked_back": words["asked_back"] if item["asked_back"] else ""}))
    programs = report["programs"]
    lines += ["", words["programs"].format(**programs)]
    for item in programs["misread"]:
        meant, read = (_names(item[side], words) for side in ("meant", "read"))
        lines.append(words["program"].format(text=item["text"], meant=meant, read=read))
    facts = report["facts"]
    if facts["cases"]:
        lines += ["", words["facts"].format(**facts)]
        lines += [words["fact"].format(**item, what=words["fact_kinds"][item["kind"]]) for item in facts["misread"]]
    return "\n".join(lines)


def _read_as(counts: Mapping[str, int], words: Words) -> str:
    shown = (words["times"].format(intent=intent, count=count) for intent, count in counts.items())
    return str(words["join"]).join(shown) or str(words["nothing"])


def _names(ids: Sequence[str], words: Words) -> str:
    return str(words["join"]).join(ids) or str(words["nothing"])


def _more(words: Words, count: int) -> list[str]:
    return [words["more"].format(count=count)] if count > 0 else []
