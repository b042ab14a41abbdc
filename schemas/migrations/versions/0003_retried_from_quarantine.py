"""Messages retried from quarantine, and entered ones, found without reading every row.

A retry may find another reason than the one under which a message was counted: the count stays, so
the row says what it was. Until here reason and count were the same, so nothing is filled in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_retried_from_quarantine"
down_revision = "0002_waits_in_order"


def upgrade() -> None:
    op.add_column("quarantine", sa.Column("counted_as", sa.String(32)))
    op.create_index(
        "ix_entered_not_taken",
        "entered",
        ["entered_id"],
        sqlite_where=sa.text("taken_at IS NULL"),
        postgresql_where=sa.text("taken_at IS NULL"),
    )
