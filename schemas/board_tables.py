"""Who is signed in to the board. A row is deleted when it ends: it says who was there, and when."""

from sqlalchemy import Column, String, Table, Text

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

board_sessions = Table(
    "board_sessions",
    metadata,
    Column("session_key", Bytes(32), primary_key=True),
    Column("subject", String(255), nullable=False),
    Column("name", String(128), nullable=False),
    Column("roles", Text, nullable=False),
    Column("councils", Text),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)
"""``session_key`` is a digest: whoever reads the table cannot use what the browser holds.

``subject`` is the identity provider's own name for the person, ``roles`` words of
`alerts.board.people.BoardRole`, ``councils`` ONS codes; null for all.
"""
