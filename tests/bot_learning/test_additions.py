"""Corrected messages: what is taken, what is turned down and why, and how it gets into the files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import main
from bot.errors import WrongCall
from bot.learning import examples, fact_corrections
from bot.learning.additions import Correction, entries, intent_corrections, review

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("additions.yaml").read_text(encoding="utf-8"))
KNOWN = [("小巨人几号截止", "ask_window"), ("今年营收8000万", "inform"), ("你好", "greet")]
INTENTS = ["ask_window", "greet", "inform", "thanks"]
HELD_OUT = ["单冠下一批几月份呀", "多谢"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_correction_is_judged(case: dict[str, Any]) -> None:
    (reviewed,) = review([Correction(case["text"], case["intent"])], KNOWN, INTENTS, HELD_OUT)
    assert (reviewed.taken, reviewed.present) == (case.get("taken", False), case.get("present", False))
    assert case.get("says", "") in (reviewed.problem or "")
    assert (reviewed.problem is None) == ("says" not in case)


def test_corrections_are_judged_against_each_other() -> None:
    said = [Correction("謝謝 小巨人", "thanks"), Correction("谢谢小巨人！", "thanks"), Correction("谢谢单冠", "greet")]
    first, second, third = review(said, KNOWN, INTENTS, HELD_OUT)
    assert first.taken
    assert second.present
    assert third.problem and "謝謝 小巨人" in third.problem


@pytest.mark.parametrize(
    "content",
    [
        "- {text: ' 多 谢\t啦 ', intent: thanks, by: 服务专员}\n- {text: 在不在, intent: greet}\n",
        '{"text": "多 谢 啦", "intent": "thanks"}\n\n{"text": "在不在", "intent": "greet"}\n',
    ],
    ids=["YAML", "JSON lines"],
)
def test_both_forms_are_read(content: str) -> None:
    assert intent_corrections(entries(content)) == [Correction("多 谢 啦", "thanks"), Correction("在不在", "greet")]


@pytest.mark.parametrize("content", ["", "a: 1", "[]", "- 你好", "- {text: 3, intent: greet}", '{"text": ', "- ["])
def test_what_is_no_list_of_corrections_is_a_wrong_call(content: str) -> None:
    with pytest.raises(WrongCall):
        entries(content)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Training data of two intents, and a model that reads every message as a greeting."""
    for intent, text in (("greet", "你好"), ("thanks", "谢谢")):
        content = f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n    - {text}\n'
        (tmp_path / f"{intent}.yml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    monkeypatch.setattr("bot.commands.nlu._model", lambda: Path("model"))
    monkeypatch.setattr(
        "bot.learning.readings.readings",
        lambda model, texts: [{"intent": {"name": "greet", "confidence": 0.5}} for _ in texts],
    )
    return tmp_path


def add(tmp_path: Path, content: str, *options: str) -> int:
    file = tmp_path / "corrections.yaml"
    file.write_text(content, encoding="utf-8")
    return main(["nlu", "add", str(file), *options])


def test_added_messages_stand_at_the_end_in_the_style_of_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(folder, "- {text: '谢了：#1 哈', intent: thanks}\n- {text: 多谢, intent: thanks}\n", "--yes") == 0
    assert (folder / "thanks.yml").read_text(encoding="utf-8").endswith("  examples: |\n    - 谢谢\n    - 谢了：#1 哈\n    - 多谢\n")
    assert examples.examples(folder) == [("你好", "greet"), ("谢谢", "thanks"), ("谢了：#1 哈", "thanks"), ("多谢", "thanks")]
    said = capsys.readouterr().out
    assert "+ 多谢 → thanks" in said
    assert "现在读作 greet（0.50）" in said
    assert "zjtx train" in said


def test_adding_twice_changes_nothing(folder: Path) -> None:
    assert add(folder, "- {text: 多谢, intent: thanks}", "--yes") == 0
    before = (folder / "thanks.yml").read_bytes()
    assert add(folder, "- {text: 多谢！, intent: thanks}", "--yes") == 0
    assert (folder / "thanks.yml").read_bytes() == before


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("是\n", True), ("n\n", False), ("", False)])
def test_nothing_is_written_without_a_yes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert add(folder, "- {text: 多谢, intent: thanks}") == (0 if written else 1)
    assert (("多谢", "thanks") in examples.examples(folder)) == written


def test_what_is_good_is_added_and_what_is_not_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder, "- {text: 多谢, intent: thanks}\n- {text: 谢谢, intent: greet}\n", "--yes") == 1
    assert ("多谢", "thanks") in examples.examples(folder)
    said = capsys.readouterr()
    assert "✗ 谢谢 → greet" in said.out
    assert "有 1 条没有收" in said.err


@pytest.fixture
def lessons(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of lessons with one reply in it."""
    place = folder / "lessons"
    place.mkdir()
    (place / "first.yml").write_text("- {text: 早就有了, asked: is_hightech, facts: {is_hightech: true}}\n", encoding="utf-8")
    monkeypatch.setattr(fact_corrections, "FOLDER", place)
    return place


def test_facts_put_right_become_a_lesson(lessons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = "- {text: 证书去年到期没去弄, asked: is_hightech, on: 2026-05-08, facts: {is_hightech: false}}\n"
    assert add(lessons.parent, content, "--yes") == 0
    assert fact_corrections.lessons(lessons)[-1:] == [
        {"text": "早就有了", "asked": "is_hightech", "facts": {"is_hightech": True}}
    ]
    assert fact_corrections.lessons(lessons)[0] == {
        "text": "证书去年到期没去弄", "asked": "is_hightech", "on": "2026-05-08", "facts": {"is_hightech": False}
    }
    said = capsys.readouterr().out
    assert "+ 证书去年到期没去弄 → is_hightech=False" in said and "zjtx train --facts" in said


def test_a_lesson_is_added_once(lessons: Path) -> None:
    content = "- {text: 早就有了！, asked: is_hightech, facts: {is_hightech: true}}\n"
    assert add(lessons.parent, content, "--yes") == 0
    assert not (lessons / fact_corrections.FILE).exists()


def test_an_entry_may_put_right_both_intent_and_facts(lessons: Path) -> None:
    assert add(lessons.parent, "- {text: 多谢我们是高企, intent: thanks, facts: {is_hightech: true}}\n", "--yes") == 0
    assert ("多谢我们是高企", "thanks") in examples.examples(lessons.parent)
    assert (lessons / fact_corrections.FILE).exists()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{text: 有的, facts: {no_such: true}}", "没有名为 no_such 的事项"),
        ("{text: 有的, asked: nothing, facts: {is_hightech: true}}", "没有名为 nothing 的事项"),
        ("{text: 有的, facts: {is_hightech: 3}}", "不能是 3"),
        ("{text: 两百, facts: {employees: -2}}", "不能是 -2"),
        ("{text: 两百, facts: {employees: true}}", "不能是 True"),
        ("{text: 电话13812345678, facts: {is_hightech: true}}", "电话"),
        ("{text: '   ', unknown: [revenue]}", "没有文字"),
    ],
)
def test_facts_that_cannot_be_learned_from_are_told(
    lessons: Path, capsys: pytest.CaptureFixture[str], entry: str, reason: str
) -> None:
    assert add(lessons.parent, f"- {entry}\n", "--yes") == 1
    assert reason in capsys.readouterr().out
    assert not (lessons / fact_corrections.FILE).exists()


@pytest.mark.parametrize("entry", ["{text: 有的, facts: [is_hightech]}", "{text: 有的, unknown: revenue}", "{text: 有的, facts: {revenue: 3}, on: 昨天}"])
def test_facts_in_another_form_are_a_wrong_call(lessons: Path, entry: str) -> None:
    assert add(lessons.parent, f"- {entry}\n", "--yes") == 2
