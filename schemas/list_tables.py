"""Tables of what goes out together: lists at fixed times, digests, and which alarms they name."""

from sqlalchemy import Column, Index, String, Table, Text, text

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

lists = Table(
    "lists",
    metadata,
    Column("list_id", String(36), primary_key=True),
    Column("sort", String(16), nullable=False),
    Column("role", String(32), nullable=False),
    Column("local_authority", String(9)),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime),
    Column("source", String(255), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)
"""One list for one role about one council, or about all where that is null.

``sort`` is a word of `schemas.words.ListSort`; ``due_at`` is when it goes out, ``made_at`` when it
was put into the outbox, under its own id as an alert is. ``source`` is the file's whose alarms it
holds back; empty for all others.
"""
Index(
    "ix_lists_due_at",
    lists.c.due_at,
    sqlite_where=text("made_at IS NULL"),
    postgresql_where=text("made_at IS NULL"),
)
Index("ix_lists_made_at", lists.c.made_at)
Index("ix_lists_role", lists.c.role, lists.c.local_authority, lists.c.sort, lists.c.due_at)

list_alerts = Table(
    "list_alerts",
    metadata,
    Column("list_id", String(36), primary_key=True),
    Column("alert_id", String(36), primary_key=True),
)
"""Alarms that a digest names in the place of an interruption each."""
