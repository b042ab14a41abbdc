"""The canaries: messages of our own, each followed through the whole path."""

from sqlalchemy import Column, Index, String, Table

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

canaries = Table(
    "canaries",
    metadata,
    Column("canary_id", String(36), primary_key=True),
    Column("path", String(255), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("swept_at", UtcDateTime),
    Column("handed_at", UtcDateTime),
)
"""``path`` is the way it was sent in by: a topic, or what people enter. It was taken in by the
consumer, seen by the look at the clock, and handed over by the dispatch; null where not yet.
"""
Index("ix_canaries_sent_at", canaries.c.sent_at)
