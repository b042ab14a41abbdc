"""The exact counts of packs written for a board, so that the next one can be laid beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0022_board_packs"
down_revision = "0021_session_forces"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "board_packs",
        sa.Column("pack_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pack_id", name="pk_board_packs"),
    )
