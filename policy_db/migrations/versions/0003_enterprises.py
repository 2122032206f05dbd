"""Add enterprises: files, people, statements, link codes, consents, notices, reports and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PERSON = 255


def upgrade() -> None:
    op.create_table(
        "enterprises",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("uscc", sa.String(18), nullable=True),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enterprises"),
    )
    op.create_index("ix_enterprises_uscc", "enterprises", ["uscc"])
    op.create_table(
        "people",
        sa.Column("id", sa.String(PERSON), nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        _owned("people", "enterprise_id", "enterprises"),
    )
    op.create_index("ix_people_enterprise_id", "people", ["enterprise_id"])
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=False),
        sa.Column("fact", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("said_by", sa.String(PERSON), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("message", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('exact', 'range', 'unknown')", name="ck_statements_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.UniqueConstraint("enterprise_id", "message", "fact", name="uq_statements_enterprise_id_message_fact"),
        _owned("statements", "enterprise_id", "enterprises"),
    )
    op.create_index("ix_statements_current", "statements", ["enterprise_id", "until"])
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_link_codes"),
        _owned("link_codes", "enterprise_id", "enterprises"),
    )
    op.create_index("ix_link_codes_enterprise_id", "link_codes", ["enterprise_id"])
    op.create_table(
        "consents",
        sa.Column("person_id", sa.String(PERSON), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "topic", name="pk_consents"),
        _owned("consents", "person_id", "people"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(PERSON), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("person_id", "key", name="uq_notices_person_id_key"),
        _owned("notices", "person_id", "people"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=False),
        sa.Column("program", sa.String(60), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        _owned("reports", "enterprise_id", "enterprises"),
    )
    op.create_index("ix_reports_enterprise_id", "reports", ["enterprise_id"])
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(PERSON), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("message", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('not_understood', 'wants_person', 'wrong_answer')", name="ck_tickets_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("person_id", "message", name="uq_tickets_person_id_message"),
        _owned("tickets", "person_id", "people"),
    )


def downgrade() -> None:
    for table in ("tickets", "reports", "notices", "consents", "link_codes", "statements", "people", "enterprises"):
        op.drop_table(table)


def _owned(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    """A foreign key whose rows go with their owner."""
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=f"fk_{table}_{column}_{owner}", ondelete="CASCADE")
