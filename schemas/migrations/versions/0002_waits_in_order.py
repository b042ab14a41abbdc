"""When a wait began and how far its alarms have come, in columns.

Until here only the picture of a case told its start, so the longest wait was found by reading every
picture. Both columns are filled for the cases there are: the start from the picture, the rung from
what has rung on the alarm clock.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_waits_in_order"
down_revision = "0001_first"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""

STARTED_AT = {
    # `a`: from when its alarms are armed; `h`: first heard of, where no start is known. Seconds.
    "sqlite": """
        CASE WHEN length(picture) > 0 THEN 1000000 * coalesce(
            json_extract(CAST(picture AS TEXT), '$.a'), json_extract(CAST(picture AS TEXT), '$.h'))
        END
    """,
    "postgresql": """
        CASE WHEN length(picture) > 0 THEN to_timestamp(coalesce(
            convert_from(picture, 'UTF8')::json ->> 'a',
            convert_from(picture, 'UTF8')::json ->> 'h')::bigint)
        END
    """,
}

RUNG = """
    (SELECT claims.rung FROM claims
    WHERE claims.case_key = cases.case_key
        AND claims.clock = 'duty'
        AND claims.rung IN ('warn', 'breach', 'escalate', 'ceiling')
    ORDER BY CASE claims.rung
        WHEN 'ceiling' THEN 4 WHEN 'escalate' THEN 3 WHEN 'breach' THEN 2 ELSE 1 END DESC
    LIMIT 1)
"""

CASES = sa.table("cases", sa.column("rung"), sa.column("started_at"))


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("rung", sa.String(16)))
        cases.add_column(sa.Column("started_at", INSTANT))
    started_at: sa.ColumnElement[object] = sa.literal_column(STARTED_AT[op.get_bind().dialect.name])
    # Both at once: PostgreSQL writes a row anew each time that it is changed.
    op.execute(CASES.update().values(rung=sa.literal_column(RUNG), started_at=started_at))
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["force", "local_authority", "risk", "started_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_cases_started_at", "cases", ["started_at"])
