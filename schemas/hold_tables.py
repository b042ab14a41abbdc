"""Who has taken a case in hand, until when."""

from sqlalchemy import Column, Index, Integer, String, Table

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("acknowledgement_id", Integer, primary_key=True, autoincrement=True),
    Column("case_key", Bytes(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("name", String(128)),
    Column("reason", String(32), nullable=False),
    Column("check_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
"""``check_at`` is when the next look was promised: then it lapses. ``ended_at`` is when it was
given up or replaced before; null else. ``name`` is erased after 90 days; nobody is counted by it.
"""
Index("ix_acknowledgements_case_key", acknowledgements.c.case_key, acknowledgements.c.at)
