"""The report: what it counts, and that its page needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.learning.development_set import SETTING, Message, fact_cases, messages
from bot.learning.report import make_report, report_page
from bot.learning.wording import report_text

MESSAGES = [
    Message("小巨人几号截止", "ask_window", frozenset({"little_giant"})),
    Message("截止没", "ask_window", frozenset()),
    Message("<b>材料</b>", "ask_materials", frozenset()),
    Message("天气", "out_of_scope", frozenset()),
]


def parsed(top: str, program: str | None = None, fallback: bool = False) -> dict[str, Any]:
    ranking = [{"name": top, "confidence": 0.6}, {"name": "greet", "confidence": 0.2}]
    entities = [{"entity": "program", "value": program}] if program else []
    return {
        "intent": {"name": "nlu_fallback", "confidence": 0.6} if fallback else ranking[0],
        "intent_ranking": ranking,
        "entities": entities,
    }


READ = [
    parsed("ask_window", "little_giant"),
    parsed("ask_materials", "hidden_champion"),
    parsed("ask_window", fallback=True),
    parsed("greet", fallback=True),
]
CASES = [
    {"text": "三千二", "asked": "revenue", "facts": {"revenue": 3200}},
    {"text": "三千二", "asked": "revenue", "facts": {"revenue": 32}},
    {"text": "今天天气不错", "facts": {"employees": 5}},
]
REPORT = make_report("m.tar.gz", MESSAGES, READ, CASES)


def test_weakest_intents_stand_first_with_what_they_are_read_as() -> None:
    assert [row["intent"] for row in REPORT["intents"]] == ["ask_materials", "out_of_scope", "ask_window"]
    window = REPORT["intents"][-1]
    assert (window["right"], window["messages"], window["read_as"]) == (1, 2, {"ask_materials": 1})


def test_misread_messages_say_whether_the_person_was_asked_back() -> None:
    assert [(item["text"], item["read"], item["asked_back"]) for item in REPORT["misread"]] == [
        ("<b>材料</b>", "ask_window", True),
        ("截止没", "ask_materials", False),
    ]


def test_program_names_are_scored() -> None:
    assert (REPORT["programs"]["precision"], REPORT["programs"]["recall"]) == (0.5, 1.0)
    assert [item["text"] for item in REPORT["programs"]["misread"]] == ["截止没"]


def test_misread_facts_carry_what_was_meant_and_read() -> None:
    facts = REPORT["facts"]
    assert (facts["right"], facts["missed"], facts["wrong"]) == (1, 1, 1)
    assert [(item["fact"], item["kind"], item["meant"], item["read"]) for item in facts["misread"]] == [
        ("revenue", "wrong", 32, 3200),
        ("employees", "missed", 5, None),
    ]


def test_the_page_is_whole_and_escapes_what_people_wrote() -> None:
    page = report_page(REPORT)
    assert "&lt;b&gt;材料&lt;/b&gt;" in page
    assert "<b>" not in page
    assert not any(word in page for word in ("src=", "href=", "<script", "url("))


def test_the_text_names_the_weakest_and_the_misread() -> None:
    text = report_text(REPORT)
    assert "ask_materials：F1 0.000" in text
    assert "截止没：应为 ask_window，读作 ask_materials（0.60）" in text


def test_another_folder_of_sets_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/dev.yml").write_text("- {text: 你好, intent: greet}\n", encoding="utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert messages() == [Message("你好", "greet", frozenset())]
    assert fact_cases() == []


def test_the_command_reports_on_the_served_model(
    trained_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page, asked = tmp_path / "page.html", tmp_path / "set.yml"
    asked.write_text("- {text: 小巨人几号截止, intent: ask_window, programs: [little_giant]}\n", encoding="utf-8")
    monkeypatch.setenv("ZJTX_HOME", str(trained_home))
    assert main(["nlu", "report", "--set", str(asked), "--out", str(page), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["messages"], report["figures"]["accuracy"], report["programs"]["recall"]) == (1, 1.0, 1.0)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
