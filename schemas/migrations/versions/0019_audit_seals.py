"""Seals over the audit. What it said before the first of them, nobody vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "0019_audit_seals"
down_revision = "0018_back_tests"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("last_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("last_id", name="pk_audit_seals"),
    )
