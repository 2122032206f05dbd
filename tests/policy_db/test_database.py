"""Preparing a database: migrations equal models, a second run finds nothing to do, two at once do no harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_mock_engine, func, select

from policy_db.database import Database, DatabaseUnavailable, alembic_config, migrate, open_database
from policy_db.models import Base, Clause, Document, Mark, Program, RuleVersion
from policy_db.rules import load_rulebook


def test_the_migrated_schema_is_that_of_the_models(empty: Database) -> None:
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_taken_back_and_run_again(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
        migrate(connection)
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_tables_can_be_made_on_postgresql() -> None:
    statements: list[str] = []
    engine = create_mock_engine(
        "postgresql+psycopg2://", lambda sql, *_: statements.append(str(sql.compile(dialect=engine.dialect))))
    Base.metadata.create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in statement for statement in statements) == len(Base.metadata.tables)


def test_a_second_preparation_does_nothing(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    assert database.prepare() is True
    assert database.prepare() is False
    assert open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}").prepare() is False


def test_preparing_again_after_a_change_of_the_bundle_keeps_every_row(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")
    database.prepare()
    with database.session() as session:
        before = session.execute(select(Clause.id, Clause.label).order_by(Clause.id)).all()
        session.get(Mark, "bundle").digest = "of another version"
    assert database.prepare() is True
    with database.session() as session:
        assert session.execute(select(Clause.id, Clause.label).order_by(Clause.id)).all() == before


def test_two_processes_may_prepare_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'policy.sqlite'}"
    command = [sys.executable, "-c", f"from policy_db.database import open_database; print(open_database({url!r}).prepare())"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=120)[0].strip() for process in running]
    assert sorted(answers) == ["False", "True"]
    with open_database(url).session() as session:
        assert session.execute(select(func.count()).select_from(Document)).scalar_one() > 10


def test_a_failed_preparation_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'policy.sqlite'}")

    def broken(_session: object) -> None:
        raise RuntimeError("rules cannot be read")

    with monkeypatch.context() as patched:
        patched.setattr("policy_db.sync.sync_rules", broken)
        with pytest.raises(RuntimeError):
            database.prepare()
    with database.session() as session:
        assert session.execute(select(func.count()).select_from(Document)).scalar_one() == 0
    assert database.prepare() is True


def test_a_writing_session_holds_the_lock_from_its_beginning(empty: Database) -> None:
    with empty.session(writing=True) as session:
        session.execute(select(Document.id)).all()
        other = sqlite3.connect(str(empty.url.database), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_where_the_database_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZJTX_DATABASE_URL", raising=False)
    monkeypatch.setenv("ZJTX_HOME", str(tmp_path / "home"))
    assert open_database().url.database == str(tmp_path / "home" / "policy.sqlite")
    monkeypatch.setenv("ZJTX_DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert open_database().url.database == str(tmp_path / "other.sqlite")


@pytest.mark.parametrize(("url", "message"), [
    ("nonsense", "ZJTX_DATABASE_URL 不是数据库地址"),
    ("nosuch://host/name", "没有安装 nosuch 数据库所需的驱动"),
    ("sqlite:////proc/none/policy.sqlite", "数据目录 /proc/none 建不了"),
    ("postgresql://me:secret@127.0.0.1:1/policy", "连不上数据库 postgresql://me:***@127.0.0.1:1/policy"),
])
def test_a_database_that_cannot_be_used_is_named_calmly(url: str, message: str) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        open_database(url).prepare()
    assert str(refused.value).startswith(message)


def test_programs_are_mirrored(prepared: Database) -> None:
    with prepared.session() as session:
        program = session.get(Program, "little_giant")
        assert program is not None and program.name == "专精特新“小巨人”企业"
        mirrored = {(version.program_id, version.version): version for version in session.execute(select(RuleVersion)).scalars()}
        rulebook = load_rulebook()
        for id_ in rulebook.programs:
            for version in rulebook.versions(id_):
                row = mirrored.pop((id_, version.version))
                assert (row.start, row.end, row.rating, row.digest) == (version.start, version.end, version.rating, version.digest)
                assert len(row.windows) == len(version.windows) and len(row.contacts) == len(version.contacts)
                assert sum(item.kind == "benefit" for item in row.provisions) == len(version.benefits)
        assert not mirrored
