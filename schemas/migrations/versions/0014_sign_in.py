"""Who is signed in to the board, and who deals with a message in quarantine."""

import sqlalchemy as sa
from alembic import op

revision = "0014_sign_in"
down_revision = "0013_lists_and_holds"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.add_column("quarantine", sa.Column("taken_by", sa.String(128)))
    op.add_column("quarantine", sa.Column("taken_at", INSTANT))
    op.create_table(
        "board_sessions",
        sa.Column("session_key", sa.LargeBinary(32), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("councils", sa.Text()),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("session_key", name="pk_board_sessions"),
    )
