"""Alerts by route: whom a row of the outbox is for, what became of it, and what stands in for it.

Rows there are went by a channel that needs no route and were for every recipient, which is what the
empty texts say. Found without reading every row: what is not accepted yet, and when a second way is
due.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_alerts_by_route"
down_revision = "0004_files_in_folders"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    for column in (
        sa.Column("route", sa.String(64), nullable=False, server_default=""),
        sa.Column("roles", sa.Text, nullable=False, server_default=""),
        sa.Column("instead", sa.String(16)),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("second_at", INSTANT),
        sa.Column("second_for", sa.Integer),
        sa.Column("given_up_at", INSTANT),
        sa.Column("last_error", sa.String(200)),
    ):
        op.add_column("outbox", column)
    _index("ix_outbox_second_at", "second_at", where="second_at IS NOT NULL")
    _index("ix_outbox_second_for", "second_for", where="second_for IS NOT NULL")
    _index("ix_outbox_unsent", "alert_id", where="accepted_at IS NULL")


def _index(name: str, column: str, *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "outbox", [column], sqlite_where=condition, postgresql_where=condition)
