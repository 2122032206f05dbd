"""``zjtx ingest`` asks where it is not sure, refuses where nobody can be asked, and shows first what it would do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import actions.store
from bot.arguments import Parser
from bot.commands import ingest
from bot.errors import Failed, WrongCall
from policy_db.database import Database, open_database
from policy_db.documents import find_document

TEXT = "专精特新十条\n台经信〔2026〕7号\n一、总体要求\n坚持市场导向。\n台州市经信局\n2026年5月6日\n"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    opened.prepare()
    monkeypatch.setattr(actions.store, "database", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "十条.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*files: Path, yes: bool = False, dry_run: bool = False, more: tuple[str, ...] = ()) -> int:
    parser = Parser()
    ingest.add_arguments(parser)
    flags = [*(["--yes"] if yes else []), *(["--dry-run"] if dry_run else []), *more]
    return ingest.run(parser.parse_args([*map(str, files), *flags]))


def held(database: Database) -> bool:
    with database.session() as session:
        return find_document(session, "专精特新十条") is not None


def test_without_a_terminal_doubts_are_listed_and_nothing_is_stored(database: Database, file: Path) -> None:
    with pytest.raises(Failed, match=r"有 2 处不确定，请核对后加 --yes(.|\n)*标题是按首行猜的(.|\n)*没有找到文号"):
        run(file)
    assert not held(database)


def test_yes_confirms_everything(database: Database, file: Path) -> None:
    assert run(file, yes=True) == 0
    assert held(database)


def test_a_trial_shows_the_doubts_and_stores_nothing(database: Database, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, dry_run=True) == 0
    assert "不确定：标题是按首行猜的：「专精特新十条」。" in capsys.readouterr().out
    assert not held(database)


@pytest.mark.parametrize(("answers", "stored"), [(["是", "y"], True), (["嗯？", "是", "否"], False), (["n"], False)])
def test_on_a_terminal_each_doubt_is_asked(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], stored: bool,
) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return answers[len(asked) - 1]

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    if stored:
        assert run(file) == 0
    else:
        with pytest.raises(Failed, match="没有收入"):
            run(file)
    assert held(database) is stored and len(asked) == len(answers)
    assert "（是/否）" in asked[0]


def test_what_rests_on_the_document_is_said_after_every_ingest(
    database: Database, file: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    run(file, yes=True)
    assert "没有规则、名词或问答引用这些文件" in capsys.readouterr().out
    file.write_text("---\nsupersedes: [工信部企业〔2021〕170号]\n---\n" + TEXT, encoding="utf-8")
    run(file, yes=True, more=("--effects",))
    out = capsys.readouterr().out
    assert "受影响：规则引用" in out and "（所引文件已被取代）" in out and "规则版本没有变化，企业的判断都不变。" in out


def test_a_quote_that_is_lost_is_said_loudly(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "170.txt"
    path.write_text("为“专精特新”中小企业办实事清单\n工信部企业〔2021〕170号\n一、加大财税支持力度。\n", encoding="utf-8")
    run(path, yes=True)
    assert "！条款没有了：规则 " in capsys.readouterr().err


def test_the_effects_as_json_of_a_trial(database: Database, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, dry_run=True, more=("--json",))
    told = json.loads(capsys.readouterr().out)
    assert told["stored"] is False and [document["change"] for document in told["documents"]] == ["add"]
    assert [doubt["field"] for doubt in told["documents"][0]["doubts"]] == ["title", "doc_no"]
    assert set(told["effects"]) == {"rules", "terms", "questions", "lost", "compared", "decided", "decisions"}
    assert not held(database)


def test_a_table_of_enterprises_that_cannot_be_read_is_a_wrong_call(database: Database, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "2号.txt"
    path.write_text("优质中小企业梯度培育管理办法\n工信部企业〔2026〕2号\n第一条 本办法自2026年4月1日起施行。\n", encoding="utf-8")
    with pytest.raises(WrongCall):
        run(path, dry_run=True, more=("--enterprises", str(tmp_path / "没有.csv")))
