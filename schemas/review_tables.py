"""What a review keeps: how many stood in each pack for a board, to lay the next one beside it."""

from sqlalchemy import Column, Integer, String, Table, Text

from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

board_packs = Table(
    "board_packs",
    metadata,
    Column("pack_id", Integer, primary_key=True, autoincrement=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("as_of", UtcDateTime, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("counts", Text, nullable=False),
)
"""``counts`` are the exact ones by place, as JSON: they stand here since they may stand in no file
of a pack. No case, no name.
"""
