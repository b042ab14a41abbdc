"""Figures made each hour, and how finished weeks stood whenever that had changed."""

import sqlalchemy as sa
from alembic import op

revision = "0016_figures"
down_revision = "0015_found_by_alert"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("metric", sa.String(64), nullable=False),
        sa.Column("labels", sa.String(255), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("metric", "labels", name="pk_figures"),
    )
    op.create_table(
        "kept_weeks",
        sa.Column("week", sa.String(10), nullable=False),
        sa.Column("force", sa.String(64), nullable=False),
        sa.Column("local_authority", sa.String(9), nullable=False),
        sa.Column("risk", sa.String(16), nullable=False),
        sa.Column("notifications", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("cannot_tell", sa.Integer(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "week", "force", "local_authority", "risk", "made_at", name="pk_kept_weeks"
        ),
    )
