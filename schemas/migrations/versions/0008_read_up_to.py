"""Up to when all that came to a partition has been read: a backlog of ours is told in alarms.

What was read until here says nothing about it, so nothing is filled in; the next look does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_read_up_to"
down_revision = "0007_who_leased"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.add_column("offsets", sa.Column("read_to", INSTANT))
