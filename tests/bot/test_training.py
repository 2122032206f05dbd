"""The model is kept under a digest of what it is made from. Nothing is trained here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import models, training
from bot.errors import Failed
from bot.learning import gate
from bot.learning.development_set import SETTING


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with a data directory of its own, whose training writes a file in no time."""
    folder = tmp_path / "project"
    (folder / "nlu_data").mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "nlu_data/greet.yml"):
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setenv("ZJTX_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(SETTING, str(tmp_path / "no development set"))
    monkeypatch.setattr(training, "PROJECT", folder)
    monkeypatch.setattr(models, "PROJECT", folder)

    def fake(workshop: Path) -> Path:
        made = workshop / "new.tar.gz"
        made.write_text("model", encoding="utf-8")
        return made

    monkeypatch.setattr(training, "_train_into", fake)
    return folder


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "nlu_data/greet.yml", "nlu_data/new.yml"])
def test_the_digest_follows_every_ingredient(project: Path, name: str) -> None:
    before = models.digest(project)
    (project / name).write_text("changed", encoding="utf-8")
    assert models.digest(project) != before


def test_the_digest_ignores_what_does_not_go_into_the_model(project: Path) -> None:
    before = models.digest(project)
    (project / "README.md").write_text("changed", encoding="utf-8")
    (project / "nlu_data/__pycache__").mkdir()
    (project / "nlu_data/__pycache__/x.pyc").write_text("changed", encoding="utf-8")
    assert models.digest(project) == before


def test_a_model_is_trained_once_and_found_again(project: Path) -> None:
    trained = training.ready_model()
    assert trained == models.model_path()
    stamp = trained.stat().st_mtime_ns
    assert training.ready_model() == trained
    assert trained.stat().st_mtime_ns == stamp
    assert sorted(path.name for path in trained.parent.iterdir()) == [".lock", trained.name]


def test_only_the_last_good_models_are_kept(project: Path) -> None:
    for number in range(models.KEPT + 2):
        (project / "config.yml").write_text(str(number), encoding="utf-8")
        trained = training.train()
        os.utime(trained, (number, number))
    kept = list(trained.parent.glob("*.tar.gz"))
    assert len(kept) == models.KEPT
    assert trained in kept


def test_the_last_good_model_serves_when_training_fails(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = training.train()

    def fail(_: Path) -> Path:
        raise Failed("规则互相矛盾")

    monkeypatch.setattr(training, "_train_into", fail)
    (project / "domain.yml").write_text("changed", encoding="utf-8")
    assert training.ready_model() == earlier
    assert "规则互相矛盾" in capsys.readouterr().err
    with pytest.raises(Failed):
        training.train()


def test_without_any_model_a_failed_training_is_the_end(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> Path:
        raise Failed("规则互相矛盾")

    monkeypatch.setattr(training, "_train_into", fail)
    with pytest.raises(Failed, match="规则互相矛盾"):
        training.ready_model()


def change(project: Path, content: str) -> None:
    (project / "config.yml").write_text(content, encoding="utf-8")


def trained(project: Path, *contents: str) -> list[Path]:
    """A model for each content, in the order of their making."""
    made = []
    for number, content in enumerate(contents):
        change(project, content)
        made.append(training.train())
        os.utime(made[-1], (number, number))
    return made


def test_the_model_before_can_be_put_back_and_stays_after_a_restart(project: Path) -> None:
    first, _ = trained(project, "a", "b")
    assert models.restore() == first
    assert training.ready_model() == first
    assert training.ready_model() == first
    change(project, "c")
    assert training.ready_model() == first, "a start must not undo what was put back"


def test_restoring_again_goes_further_back_until_there_is_nothing(project: Path) -> None:
    first, second, _ = trained(project, "a", "b", "c")
    assert [models.restore(), models.restore()] == [second, first]
    with pytest.raises(Failed, match="更早"):
        models.restore()


def test_training_ends_what_was_put_back(project: Path) -> None:
    trained(project, "a", "b")
    models.restore()
    change(project, "c")
    third = training.train()
    assert training.ready_model() == third


def test_a_model_put_back_and_then_lost_does_not_stop_a_start(project: Path) -> None:
    _, second = trained(project, "a", "b")
    models.restore().unlink()
    assert training.ready_model() == second


@pytest.fixture
def reads(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A development set of two messages; what a model makes of them is what its configuration says here."""
    folder = tmp_path / "sets"
    (folder / "nlu").mkdir(parents=True)
    messages = "- {text: 你好, intent: greet}\n- {text: 今天天气怎么样, intent: out_of_scope}\n"
    (folder / "nlu/dev.yml").write_text(messages, encoding="utf-8")
    monkeypatch.setenv(SETTING, str(folder))
    content: dict[str, str] = {}

    def train_into(workshop: Path) -> Path:
        made = workshop / "new.tar.gz"
        made.write_text((project / "config.yml").read_text(encoding="utf-8"), encoding="utf-8")
        return made

    def readings(model: Path, texts: list[str]) -> list[dict[str, object]]:
        names = content[model.read_text(encoding="utf-8")].split()
        return [{"intent": {"name": name}, "intent_ranking": [{"name": name}]} for name in names]

    monkeypatch.setattr(training, "_train_into", train_into)
    monkeypatch.setattr("bot.learning.readings.readings", readings)
    return content


def test_the_first_model_is_taken_without_being_judged(project: Path, reads: dict[str, str]) -> None:
    change(project, "bad")
    assert training.ready_model() == models.model_path()


def test_a_model_that_reads_worse_is_kept_aside_and_the_current_one_stays(
    project: Path, reads: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    reads.update(good="greet out_of_scope", bad="thanks out_of_scope")
    (good,) = trained(project, "good")
    change(project, "bad")
    with pytest.raises(Failed, match=r"意图准确率由 1\.000 变为 0\.500"):
        training.train()
    assert "你好：应为 greet，现在读作 thanks" in capsys.readouterr().err
    refused = models.refused_path(models.model_path())
    assert refused.read_text(encoding="utf-8") == "bad"
    assert "thanks" in refused.with_name(refused.name.replace(".tar.gz", ".json")).read_text(encoding="utf-8")
    assert training.ready_model() == good, "a start does not train again what was refused"
    assert "没有采用" in capsys.readouterr().err


def test_a_model_that_reads_as_well_takes_its_place_and_clears_what_was_refused(
    project: Path, reads: dict[str, str]
) -> None:
    reads.update(good="greet out_of_scope", bad="thanks out_of_scope", better="greet out_of_scope")
    trained(project, "good")
    change(project, "bad")
    with pytest.raises(Failed):
        training.train()
    change(project, "better")
    assert training.train() == models.model_path()
    assert list((models.folder() / "refused").iterdir()) == []


def test_a_model_is_judged_against_the_one_that_was_put_back(project: Path, reads: dict[str, str]) -> None:
    reads.update(good="greet out_of_scope", other="greet out_of_scope", bad="thanks out_of_scope")
    good, _ = trained(project, "good", "other")
    models.restore()
    change(project, "bad")
    with pytest.raises(Failed):
        training.train()
    assert training.ready_model() == good


def test_an_earlier_model_that_does_not_load_leaves_the_floors_to_decide(
    project: Path, reads: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads.update(new="greet out_of_scope", worse="greet greet")
    trained(project, "old")
    change(project, "new")
    training.train()
    monkeypatch.setattr(models, "served", lambda: models.folder() / "gone.tar.gz")
    change(project, "worse")
    with pytest.raises(Failed, match=r"无关问题识别率为 0\.000"):
        training.train()


def test_the_floors_name_figures_that_exist() -> None:
    bounds = gate.limits()
    assert set(bounds["at_least"]) | set(bounds["at_most"]) == set(bounds["slack"])
    assert set(bounds["slack"]) <= set(gate.Score.__dataclass_fields__)


def test_what_a_killed_training_left_is_cleared_away(project: Path) -> None:
    left = models.folder() / ".training-left"
    left.mkdir()
    (left / "half").write_text("model", encoding="utf-8")
    training.train()
    assert not left.exists()


def test_missing_files_are_named(project: Path) -> None:
    (project / "domain.yml").unlink()
    with pytest.raises(Failed, match=r"domain\.yml"):
        training.train()
