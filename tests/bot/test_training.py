"""The model is kept under a digest of what it is made from. Nothing is trained here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import training
from bot.errors import Failed


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with a data directory of its own, whose training writes a file in no time."""
    folder = tmp_path / "project"
    (folder / "nlu_data").mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "nlu_data/greet.yml"):
        (folder / name).write_text(name, encoding="utf-8")
    monkeypatch.setenv("ZJTX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(training, "PROJECT", folder)
    monkeypatch.setattr(training, "model_path", lambda: training._models() / f"{training.digest(folder)[:16]}.tar.gz")

    def fake(workshop: Path) -> Path:
        made = workshop / "new.tar.gz"
        made.write_text("model", encoding="utf-8")
        return made

    monkeypatch.setattr(training, "_train_into", fake)
    return folder


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "nlu_data/greet.yml", "nlu_data/new.yml"])
def test_the_digest_follows_every_ingredient(project: Path, name: str) -> None:
    before = training.digest(project)
    (project / name).write_text("changed", encoding="utf-8")
    assert training.digest(project) != before


def test_the_digest_ignores_what_does_not_go_into_the_model(project: Path) -> None:
    before = training.digest(project)
    (project / "README.md").write_text("changed", encoding="utf-8")
    (project / "nlu_data/__pycache__").mkdir()
    (project / "nlu_data/__pycache__/x.pyc").write_text("changed", encoding="utf-8")
    assert training.digest(project) == before


def test_a_model_is_trained_once_and_found_again(project: Path) -> None:
    trained = training.ready_model()
    assert trained == training.model_path()
    stamp = trained.stat().st_mtime_ns
    assert training.ready_model() == trained
    assert trained.stat().st_mtime_ns == stamp
    assert sorted(path.name for path in trained.parent.iterdir()) == [".lock", trained.name]


def test_only_the_last_good_models_are_kept(project: Path) -> None:
    for number in range(training.KEPT_MODELS + 2):
        (project / "config.yml").write_text(str(number), encoding="utf-8")
        trained = training.train()
        os.utime(trained, (number, number))
    kept = list(trained.parent.glob("*.tar.gz"))
    assert len(kept) == training.KEPT_MODELS
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


def test_missing_files_are_named(project: Path) -> None:
    (project / "domain.yml").unlink()
    with pytest.raises(Failed, match=r"domain\.yml"):
        training.train()
