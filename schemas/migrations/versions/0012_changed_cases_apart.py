"""A case that a message changed waits for its look apart from those that a deadline waits for.

Of cases there are nobody knows why they are looked at next, so their instant stays where it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_changed_cases_apart"
down_revision = "0011_fates"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.add_column("cases", sa.Column("changed_at", INSTANT))
    op.create_index(
        "ix_cases_changed_at",
        "cases",
        ["changed_at"],
        sqlite_where=sa.text("changed_at IS NOT NULL"),
        postgresql_where=sa.text("changed_at IS NOT NULL"),
    )
