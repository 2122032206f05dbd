"""The tables of conversations and of the post. Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

DIALOGUES = sa.Table(
    "dialogues",
    METADATA,
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
)
"""One row per person: the state of the dialogue after their last turn."""

INBOX = sa.Table(
    "mail_inbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("key", sa.String(255), nullable=False),
    sa.Column("sender", sa.String(255), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("address", sa.JSON, nullable=False),
    sa.Column("trusted", sa.Boolean, nullable=False),
    sa.Column("answer", sa.JSON(none_as_null=True)),
    sa.Column("received", sa.Float, nullable=False),
    sa.Column("done", sa.Float),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.UniqueConstraint("channel", "key", name="uq_mail_inbox_channel_key"),
    sa.Index("ix_mail_inbox_done", "done"),
    sa.Index("ix_mail_inbox_sender", "sender"),
    sqlite_autoincrement=True,
)
"""Messages in order of arrival. ``done``: when the turn was committed; from then on only the key counts.
``tries``: how often a restart has taken it up again."""

OUTBOX = sa.Table(
    "mail_outbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("inbox", sa.Integer),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("sender", sa.String(255), nullable=False),
    sa.Column("address", sa.JSON, nullable=False),
    sa.Column("message", sa.String(300), nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("erase", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("not_before", sa.Float, nullable=False, default=0.0),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Column("reason", sa.String(80), nullable=False, default=""),
    sa.Index("ix_mail_outbox_inbox", "inbox"),
    sa.Index("ix_mail_outbox_state_channel_sender", "state", "channel", "sender"),
    sa.Index("ix_mail_outbox_sender", "sender"),
    sqlite_autoincrement=True,
)
"""Parts of answers in order. ``state``: ready (to be delivered), claimed (for an answer that the channel is giving itself),
answered (it has), sent, dead. ``erase``: the person's data is deleted, this part is the goodbye."""

UNREACHABLE = sa.Table(
    "mail_unreachable",
    METADATA,
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("since", sa.Float, nullable=False),
)
"""Who has blocked us, until they write again."""
