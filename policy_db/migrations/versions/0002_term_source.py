"""A term's meaning is its text, with the source in words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("terms") as batch:
        batch.alter_column("definition", new_column_name="text", existing_type=sa.Text(), existing_nullable=False)
        batch.drop_column("citations")
        batch.add_column(sa.Column("source", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("terms") as batch:
        batch.drop_column("source")
        batch.add_column(sa.Column("citations", sa.JSON(), nullable=False, server_default="[]"))
        batch.alter_column("text", new_column_name="definition", existing_type=sa.Text(), existing_nullable=False)
