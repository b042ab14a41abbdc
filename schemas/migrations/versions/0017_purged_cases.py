"""What is left of cases that were removed by age. An older program removed none."""

import sqlalchemy as sa
from alembic import op

revision = "0017_purged_cases"
down_revision = "0016_figures"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.create_table(
        "purged_cases",
        sa.Column("case_key", sa.LargeBinary(32), nullable=False),
        sa.Column("purged_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_key", name="pk_purged_cases"),
    )
