"""What the channels must remember across restarts and share between processes. Times are seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

TOKENS = sa.Table(
    "platform_tokens",
    METADATA,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("token", sa.Text, nullable=False, default=""),
    sa.Column("expires", sa.Float, nullable=False, default=0.0),
    sa.Column("forced", sa.Float, nullable=False, default=0.0),
    sa.Column("holder", sa.String(32), nullable=False, default=""),
    sa.Column("held_until", sa.Float, nullable=False, default=0.0),
)
"""Access tokens. Whoever is ``holder`` until ``held_until`` fetches the next one; ``forced``: when one was last renewed early."""

ALLOWANCES = sa.Table(
    "platform_allowances",
    METADATA,
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(128), primary_key=True),
    sa.Column("messages_left", sa.Integer, nullable=False, default=0),
    sa.Column("messages_until", sa.Float, nullable=False, default=0.0),
    sa.Column("events_left", sa.Integer, nullable=False, default=0),
    sa.Column("events_until", sa.Float, nullable=False, default=0.0),
)
"""How many messages may still be sent to a person unasked, and until when."""

CHOICES = sa.Table(
    "platform_choices",
    METADATA,
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(128), primary_key=True),
    sa.Column("payloads", sa.JSON, nullable=False),
)
"""The last numbered list that a person was shown."""

PIECES = sa.Table(
    "platform_pieces",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(40), nullable=False),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("answer", sa.String(300), nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("shown_to", sa.String(255), nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.UniqueConstraint("channel", "answer", "part"),
    sa.Index("ix_platform_pieces_person", "channel", "person"),
)
"""Bubbles that could not be sent (``open``), and those that were the passive reply to a delivery (``shown_to``)."""

SEEN = sa.Table(
    "platform_seen",
    METADATA,
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(255), primary_key=True),
    sa.Column("print", sa.String(64), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
"""Nonces and message ids of the last minutes: which message they came with, and how often."""

CURSORS = sa.Table(
    "platform_cursors",
    METADATA,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("cursor", sa.Text, nullable=False),
)
"""How far a stream of messages has been read."""
