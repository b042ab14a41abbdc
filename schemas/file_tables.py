"""Tables of files that come into a folder: what each gave, what the last one held, what is due."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

files = Table(
    "files",
    metadata,
    Column("file_key", Bytes(32), primary_key=True),
    Column("source", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("folder", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("header", String(64), nullable=False, server_default=""),
    Column("is_closed", Integer, nullable=False, server_default="0"),
    Column("modified_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("complete_to", UtcDateTime),
    Column("expected_at", UtcDateTime),
    Column("found_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("rows", Integer, nullable=False),
    Column("bad_rows", Integer, nullable=False, server_default="0"),
    Column("gave", Text, nullable=False, server_default=""),
    Column("disappeared", Integer),
    Column("usual_rows", Integer),
    Column("batches", Integer, nullable=False),
    Column("times_sent", Integer, nullable=False, server_default="1"),
    Column("thin_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("rows_used", Integer),
    Column("rows_left_out", Integer),
)
"""One row per content that came. ``file_key`` is its keyed digest, so that a repeat is known.

``is_closed``: whether its last line ended with a line end. ``batches`` counts its transactions, by
which a second reader is noticed. ``thin_at``: when it was found to have under half of its usual
rows; ``told_at``: when somebody was told of that.
"""
Index("ix_files_source", files.c.source, files.c.sent_at)
Index(
    "ix_files_thin_at",
    files.c.thin_at,
    sqlite_where=text("thin_at IS NOT NULL AND told_at IS NULL"),
    postgresql_where=text("thin_at IS NOT NULL AND told_at IS NULL"),
)

snapshot_rows = Table(
    "snapshot_rows",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("row_key", Bytes(32), primary_key=True),
    Column("fields", Text, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
)
"""What the last file told of each reference, as keyed digests only, to find what has changed."""
Index("ix_snapshot_rows_told_at", snapshot_rows.c.source, snapshot_rows.c.told_at)

deliveries = Table(
    "deliveries",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("expected_at", UtcDateTime, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime),
    Column("missed_at", UtcDateTime),
    Column("told_at", UtcDateTime),
)
"""Each delivery that is expected: ``due_at`` is its limit, ``missed_at`` when its folder was looked
into past the limit and it was not there. Only then does the sweep ring, so that a monitor that was
down raises no alarm about files that were waiting all the time.
"""
Index(
    "ix_deliveries_due_at",
    deliveries.c.due_at,
    sqlite_where=text("missed_at IS NOT NULL AND told_at IS NULL"),
    postgresql_where=text("missed_at IS NOT NULL AND told_at IS NULL"),
)
