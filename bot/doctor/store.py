"""The database and the model, looked at without changing either."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import models
from bot.doctor.finding import Finding, finding
from policy_db.database import DatabaseUnavailable, alembic_config, open_database


def check_database() -> Finding:
    """Reachable, and on the newest revision of the schema."""
    try:
        database = open_database()
    except DatabaseUnavailable as unavailable:
        return finding("database", "unusable", reason=unavailable)
    shown = database.url.render_as_string(hide_password=True)
    file = database.url.database if database.url.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():  # connecting would make it
        return finding("database", "empty", url=shown)
    try:
        with database.engine.connect() as connection:
            now, newest = _revisions(connection)
    except SQLAlchemyError as error:
        return finding("database", "unreachable", url=shown, reason=type(error.__cause__ or error).__name__)
    finally:
        database.close()
    outcome = "ok" if now == newest else "empty" if now is None else "old"
    return finding("database", outcome, url=shown, now=now, newest=newest)


def check_model() -> Finding:
    """Trained from what the project holds now, unless an earlier one was put back on purpose."""
    try:
        current, serving, put_back = models.model_path(), models.served(), models.pinned()
    except OSError:
        return finding("model", "nowhere")
    if put_back:
        return finding("model", "put_back", name=put_back.name)
    if current.exists():
        return finding("model", "ok", name=current.name)
    if models.refused_path(current).exists():
        return finding("model", "refused", report=models.refused_path(current).with_name("*.json"))
    return finding("model", "old" if serving else "none")


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    script = ScriptDirectory.from_config(alembic_config(connection))
    return MigrationContext.configure(connection).get_current_revision(), script.get_current_head()
