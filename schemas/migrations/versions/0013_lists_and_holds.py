"""Lists and digests, cases in hand, canaries; whom an alarm interrupted.

Of alerts there are nobody kept whom they interrupted: where they were told now, all were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_lists_and_holds"
down_revision = "0012_changed_cases_apart"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    op.add_column("alerts", sa.Column("interrupts", sa.Text()))
    op.add_column("cases", sa.Column("held_until", INSTANT))
    op.add_column("cases", sa.Column("changed_in_file", sa.String(255)))
    _lists()
    _holds()
    _canaries()


def _lists() -> None:
    op.create_table(
        "lists",
        sa.Column("list_id", sa.String(36), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("local_authority", sa.String(9)),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT),
        sa.Column("source", sa.String(255), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("list_id", name="pk_lists"),
    )
    not_made = sa.text("made_at IS NULL")
    op.create_index(
        "ix_lists_due_at", "lists", ["due_at"], sqlite_where=not_made, postgresql_where=not_made
    )
    op.create_index("ix_lists_role", "lists", ["role", "local_authority", "sort", "due_at"])
    op.create_table(
        "list_alerts",
        sa.Column("list_id", sa.String(36), nullable=False),
        sa.Column("alert_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "alert_id", name="pk_list_alerts"),
    )


def _holds() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("acknowledgement_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_key", sa.LargeBinary(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128)),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("check_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("acknowledgement_id", name="pk_acknowledgements"),
    )
    op.create_index("ix_acknowledgements_case_key", "acknowledgements", ["case_key", "at"])


def _canaries() -> None:
    op.create_table(
        "canaries",
        sa.Column("canary_id", sa.String(36), nullable=False),
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT),
        sa.Column("swept_at", INSTANT),
        sa.Column("handed_at", INSTANT),
        sa.PrimaryKeyConstraint("canary_id", name="pk_canaries"),
    )
    op.create_index("ix_canaries_sent_at", "canaries", ["sent_at"])
