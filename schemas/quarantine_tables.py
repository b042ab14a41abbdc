"""What could not be taken as it came, kept until somebody deals with it."""

from sqlalchemy import Column, Index, String, Table

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", String(36), primary_key=True),
    Column("reason", String(32), nullable=False),
    Column("place", String(128), nullable=False),
    Column("source", String(255), nullable=False),
    Column("coordinates", String(512), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("clock_from", UtcDateTime),
    Column("digest", Bytes(16), nullable=False),
    Column("sealed", Bytes),
    Column("counted_as", String(32)),
    Column("taken_by", String(128)),
    Column("taken_at", UtcDateTime),
)
"""``counted_as``: the reason under which it was counted, where a retry found another by now.

``taken_by``: who said that they deal with it, and since when; null where nobody did.
"""
Index("ix_quarantine_state", quarantine.c.state)
Index("ix_quarantine_digest", quarantine.c.digest)
