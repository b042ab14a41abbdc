"""What is left of cases that were removed by age."""

from sqlalchemy import Column, String, Table

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

purged_cases = Table(
    "purged_cases",
    metadata,
    Column("case_key", Bytes(32), primary_key=True),
    Column("purged_at", UtcDateTime, nullable=False),
    Column("key_id", String(8), nullable=False, server_default=""),
)
"""The keyed hash of its reference, and when: by it an old message is known that is sent again, and
opens no new wait.
"""
