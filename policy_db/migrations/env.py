"""Runs the migrations on the connection that ``policy_db.database`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from policy_db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
