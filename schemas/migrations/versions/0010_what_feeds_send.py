"""What feeds send by the hour, what is told of it, and when each of them must be looked at.

Incidents are counted from the cases there are, as if known since they were first heard of. Hours of
messages are not known, so nobody can say yet what is usual; every feed is looked at anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_what_feeds_send"
down_revision = "0009_rows_of_files"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""

REPORTED = {
    "sqlite": "json_extract(CAST(picture AS TEXT), '$.m.reported[0]')",
    "postgresql": "(convert_from(picture, 'UTF8')::json -> 'm' -> 'reported' ->> 0)::bigint",
}
"""Seconds since 1970; null where nobody told it."""
HEARD = {
    "sqlite": "json_extract(CAST(picture AS TEXT), '$.h')",
    "postgresql": "(convert_from(picture, 'UTF8')::json ->> 'h')::bigint",
}
CHILDREN = {
    "sqlite": "json_extract(CAST(picture AS TEXT), '$.n')",
    "postgresql": "(convert_from(picture, 'UTF8')::json ->> 'n')::bigint",
}
HOUR = {"sqlite": "({} / 3600) * 3600000000", "postgresql": "to_timestamp(({} / 3600) * 3600)"}
TOLD_PLACE = "force IS NOT NULL AND local_authority IS NOT NULL AND length(picture) > 0"


def upgrade() -> None:
    _tables()
    op.add_column("feeds", sa.Column("silent_at", INSTANT))
    op.add_column("feeds", sa.Column("silence_told_at", INSTANT))
    op.add_column("control_totals", sa.Column("judge_at", INSTANT))
    op.add_column("control_totals", sa.Column("told_difference", sa.Integer))
    condition = sa.text("judge_at IS NOT NULL")
    op.create_index(
        "ix_control_totals_judge_at",
        "control_totals",
        ["judge_at"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
    op.add_column("cases", sa.Column("reported_as", sa.Text, nullable=False, server_default=""))
    _fill(op.get_bind().dialect.name)


def _tables() -> None:
    op.create_table(
        "feed_hours",
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("source", "hour", name="pk_feed_hours"),
    )
    op.create_table(
        "reported_hours",
        sa.Column("force", sa.String(64), nullable=False),
        sa.Column("local_authority", sa.String(9), nullable=False),
        sa.Column("reported_hour", INSTANT, nullable=False),
        sa.Column("known_hour", INSTANT, nullable=False),
        sa.Column("shard", sa.String(96), nullable=False),
        sa.Column("incidents", sa.Integer, nullable=False),
        sa.Column("high", sa.Integer, nullable=False),
        sa.Column("with_children", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(
            "force",
            "local_authority",
            "reported_hour",
            "known_hour",
            "shard",
            name="pk_reported_hours",
        ),
    )
    op.create_table(
        "volume_episodes",
        sa.Column("force", sa.String(64), nullable=False),
        sa.Column("local_authority", sa.String(9), nullable=False),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("last_low_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("force", "local_authority", "measure", name="pk_volume_episodes"),
    )


def _fill(dialect: str) -> None:
    reported, heard, children = REPORTED[dialect], HEARD[dialect], CHILDREN[dialect]
    hour = HOUR[dialect]
    op.execute(
        f"""
        UPDATE cases SET reported_as = (({reported} / 3600) * 3600)
            || ' ' || CASE WHEN risk = 'high' THEN 'h' ELSE '-' END
            || CASE WHEN {children} > 0 THEN 'c' ELSE '-' END
            || ' ' || local_authority || ' ' || force
        WHERE {TOLD_PLACE} AND {reported} IS NOT NULL
        """  # noqa: S608
    )
    op.execute(
        f"""
        INSERT INTO reported_hours (force, local_authority, reported_hour, known_hour, shard,
            incidents, high, with_children)
        SELECT force, local_authority, {hour.format(reported)}, {hour.format(heard)}, 'upgrade',
            count(*), sum(CASE WHEN risk = 'high' THEN 1 ELSE 0 END),
            sum(CASE WHEN {children} > 0 THEN 1 ELSE 0 END)
        FROM cases WHERE {TOLD_PLACE} AND {reported} IS NOT NULL
        GROUP BY 1, 2, 3, 4
        """  # noqa: S608
    )
    op.execute(
        """
        UPDATE feeds SET silent_at = last_message_at
        WHERE side <> '' AND quiet_until IS NULL AND source NOT LIKE '/danm/%'
        """
    )
