"""Opens the policy database and brings it up to date: schema, bundled documents, mirror of rules and terms."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from sqlalchemy import create_engine, event, select, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool

from policy_db.lock import file_lock
from policy_db.models import Mark

if TYPE_CHECKING:
    from alembic.config import Config

PACKAGE = Path(__file__).parent
PREPARED_FROM = ("corpus", "rules", "programs", "terms", "migrations/versions")
CODE = ("ingest", "sync.py", "models.py")
ADVISORY_LOCK = 0x7A6A7478


class DatabaseUnavailable(RuntimeError):
    """The database cannot be used; the Chinese message says which and why, without its password."""


class Database:
    """One policy database. ``prepare`` it once per process before use; take sessions from it, one per piece of work."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)

    @contextlib.contextmanager
    def session(self, *, writing: bool = False) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it raises.

        ``writing``: take SQLite's write lock at once and wait for it, so that reading first and writing later cannot fail
        because another process wrote in between. Other databases need no such hint.
        """
        engine = self.engine.execution_options(immediate=True) if writing else self.engine
        with Session(engine, future=True) as session, session.begin():
            yield session

    def prepare(self) -> bool:
        """Brings schema, bundled documents and mirrored rules up to date; True if anything was done.

        Safe to call from several processes at once: one does the work, the others wait and find it done. Nothing is stored
        if anything fails. Raises ``DatabaseUnavailable``, and ``policy_db.ingest.errors.IngestError`` for a bundled document
        that cannot be read.
        """
        digest = bundle_digest()
        if self._prepared() == digest:
            return False
        self._reach()
        with self._alone():
            if self._prepared() == digest:
                return False
            with self.engine.begin() as connection:
                migrate(connection)
            from policy_db.ingest.bundle import store_bundle
            from policy_db.sync import sync_rules, sync_terms
            from policy_db.terms import TERMS

            with self.session(writing=True) as session:
                store_bundle(session)
                sync_rules(session)
                sync_terms(session, TERMS.values())
                session.merge(Mark(name="bundle", digest=digest))
        return True

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()

    def _reach(self) -> None:
        try:
            self.engine.connect().close()
        except SQLAlchemyError as error:
            address = self.url.render_as_string(hide_password=True)
            raise DatabaseUnavailable(f"连不上数据库 {address}，请检查 ZJTX_DATABASE_URL 和数据库服务。") from error

    def _prepared(self) -> Optional[str]:
        try:
            with self.engine.connect() as connection:
                return connection.execute(select(Mark.digest).where(Mark.name == "bundle")).scalar_one_or_none()
        except SQLAlchemyError:
            return None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if self.url.get_backend_name() == "sqlite" and self.url.database not in (None, "", ":memory:"):
            with file_lock(Path(str(self.url.database) + ".lock")):
                yield
        elif self.url.get_backend_name() == "postgresql":
            with self.engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
                try:
                    yield
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
        else:
            yield


def open_database(url: Optional[str] = None) -> Database:
    """The database at ``url``; default the environment's ZJTX_DATABASE_URL, else an SQLite file in the data directory.

    Raises ``DatabaseUnavailable`` for an address that is none, and for a directory that cannot be made.
    """
    given = url or os.environ.get("ZJTX_DATABASE_URL")
    if given:
        try:
            parsed = make_url(given)
        except SQLAlchemyError as error:
            raise DatabaseUnavailable("ZJTX_DATABASE_URL 不是数据库地址，应如 sqlite:////数据/policy.sqlite。") from error
    else:
        parsed = URL.create("sqlite", database=str(data_directory() / "policy.sqlite"))
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        directory = Path(str(parsed.database)).resolve().parent
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(f"数据目录 {directory} 建不了，请检查 ZJTX_HOME 或 ZJTX_DATABASE_URL。") from error
    try:
        return Database(parsed)
    except (SQLAlchemyError, ImportError) as error:
        raise DatabaseUnavailable(f"没有安装 {parsed.drivername} 数据库所需的驱动。") from error


def data_directory() -> Path:
    """Where the assistant keeps its own files: ZJTX_HOME, else ``var`` in the working directory."""
    return Path(os.environ.get("ZJTX_HOME") or "var").resolve()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Upgrades the schema on ``connection`` to ``revision``, inside the caller's transaction."""
    from alembic import command

    command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> Config:
    """The configuration with which Alembic's own commands run the migrations on ``connection``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def bundle_digest() -> str:
    """Digest of every file that ``prepare`` reads, and of the code that reads them."""
    digest = hashlib.sha256()
    for name in (*PREPARED_FROM, *CODE):
        root = PACKAGE / name
        files = sorted(path for path in root.rglob("*") if path.suffix in (".yml", ".txt", ".py")) if root.is_dir() else [root]
        for path in files:
            if path.exists():
                digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        remote: Engine = create_engine(url, future=True, pool_pre_ping=True)
        return remote
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False, "timeout": 30}}
    in_memory = url.database in (None, "", ":memory:")
    # SQLAlchemy would open an SQLite file anew for every session; a pool keeps it open.
    options["poolclass"] = StaticPool if in_memory else QueuePool
    engine: Engine = create_engine(url, future=True, **options)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling commits before DDL; without it a failed migration rolls back whole.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        if not in_memory:
            connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


__all__ = ["Database", "DatabaseUnavailable", "alembic_config", "bundle_digest", "data_directory", "migrate", "open_database"]
