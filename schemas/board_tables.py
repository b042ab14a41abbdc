"""What the board itself keeps: who is signed in, and the last back-test."""

from sqlalchemy import Column, Integer, String, Table, Text

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
    Column("forces", Text),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)
"""``session_key`` is a digest: whoever reads the table cannot use what the browser holds.

``subject`` is the identity provider's own name for the person, ``roles`` words of
`alerts.board.people.BoardRole`, ``councils`` ONS codes, ``forces`` codes of the policy;
null for all. A row is deleted when it ends: it says who was there, and when.
"""

back_tests = Table(
    "back_tests",
    metadata,
    Column("back_test_id", Integer, primary_key=True, autoincrement=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("says", Text, nullable=False),
    Column("shows", Text, nullable=False),
    Column("picture", Text, nullable=False),
)
"""The back-test that was kept last, and no other: what it says and what its picture shows, a
sentence a line, and the picture (SVG). Numbers of both policies; no case, no name.
"""
