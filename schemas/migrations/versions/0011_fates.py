"""What becomes of alerts after they were accepted. Of those accepted before, nobody asked."""

import sqlalchemy as sa
from alembic import op

revision = "0011_fates"
down_revision = "0010_what_feeds_send"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "fates",
        sa.Column("outbox_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fate", sa.String(24), nullable=False),
        sa.Column("ask_at", INSTANT),
        sa.Column("delivered_at", INSTANT),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_fates"),
    )
    op.create_index(
        "ix_fates_ask_at",
        "fates",
        ["ask_at"],
        sqlite_where=sa.text("ask_at IS NOT NULL"),
        postgresql_where=sa.text("ask_at IS NOT NULL"),
    )
