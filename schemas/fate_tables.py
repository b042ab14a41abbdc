"""What becomes of alerts after they were accepted, where the channel tells."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

fates = Table(
    "fates",
    metadata,
    Column("outbox_id", Integer, primary_key=True, autoincrement=False),
    Column("fate", String(24), nullable=False),
    Column("ask_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
)
"""``ask_at`` is when the channel is asked next, null once nothing more will be known;
``delivered_at`` when it said that every address has it.
"""
Index(
    "ix_fates_ask_at",
    fates.c.ask_at,
    sqlite_where=text("ask_at IS NOT NULL"),
    postgresql_where=text("ask_at IS NOT NULL"),
)
