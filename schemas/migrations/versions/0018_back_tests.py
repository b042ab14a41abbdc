"""The last back-test that was kept, so that the page of the policy shows what it found."""

import sqlalchemy as sa
from alembic import op

revision = "0018_back_tests"
down_revision = "0017_purged_cases"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "back_tests",
        sa.Column("back_test_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("back_test_id", name="pk_back_tests"),
    )
