"""Files that come into a folder: what each gave, what the last one held, which are expected."""

import sqlalchemy as sa
from alembic import op

revision = "0004_files_in_folders"
down_revision = "0003_retried_from_quarantine"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.add_column("feeds", sa.Column("quiet_until", INSTANT))
    _files()
    op.create_table(
        "snapshot_rows",
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("row_key", sa.LargeBinary(32), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source", "row_key", name="pk_snapshot_rows"),
    )
    op.create_index("ix_snapshot_rows_told_at", "snapshot_rows", ["source", "told_at"])
    op.create_table(
        "deliveries",
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("expected_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("arrived_at", INSTANT),
        sa.Column("missed_at", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.PrimaryKeyConstraint("source", "expected_at", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_due_at",
        "deliveries",
        ["due_at"],
        sqlite_where=sa.text("missed_at IS NOT NULL AND told_at IS NULL"),
        postgresql_where=sa.text("missed_at IS NOT NULL AND told_at IS NULL"),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("file_key", sa.LargeBinary(32), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("header", sa.String(64), server_default="", nullable=False),
        sa.Column("is_closed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("modified_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("complete_to", INSTANT),
        sa.Column("expected_at", INSTANT),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bad_rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("gave", sa.Text(), server_default="", nullable=False),
        sa.Column("disappeared", sa.Integer()),
        sa.Column("usual_rows", sa.Integer()),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("times_sent", sa.Integer(), server_default="1", nullable=False),
        sa.Column("thin_at", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.PrimaryKeyConstraint("file_key", name="pk_files"),
    )
    op.create_index("ix_files_source", "files", ["source", "sent_at"])
    op.create_index(
        "ix_files_thin_at",
        "files",
        ["thin_at"],
        sqlite_where=sa.text("thin_at IS NOT NULL AND told_at IS NULL"),
        postgresql_where=sa.text("thin_at IS NOT NULL AND told_at IS NULL"),
    )
