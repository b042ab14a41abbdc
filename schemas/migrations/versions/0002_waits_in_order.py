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

FILL_STARTED_AT = {
    # `a`: from when its alarms are armed; `h`: first heard of, where no start is known. Seconds.
    "sqlite": """
        UPDATE cases SET started_at = 1000000 * coalesce(
            json_extract(CAST(picture AS TEXT), '$.a'), json_extract(CAST(picture AS TEXT), '$.h'))
        WHERE length(picture) > 0
    """,
    "postgresql": """
        UPDATE cases SET started_at = to_timestamp(coalesce(
            convert_from(picture, 'UTF8')::json ->> 'a',
            convert_from(picture, 'UTF8')::json ->> 'h')::bigint)
        WHERE length(picture) > 0
    """,
}

FILL_RUNG = """
    UPDATE cases SET rung = (
        SELECT claims.rung FROM claims
        WHERE claims.case_key = cases.case_key
            AND claims.clock = 'duty'
            AND claims.rung IN ('warn', 'breach', 'escalate', 'ceiling')
        ORDER BY CASE claims.rung
            WHEN 'ceiling' THEN 4 WHEN 'escalate' THEN 3 WHEN 'breach' THEN 2 ELSE 1 END DESC
        LIMIT 1)
"""


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("rung", sa.String(16)))
        cases.add_column(sa.Column("started_at", INSTANT))
    op.execute(FILL_STARTED_AT[op.get_bind().dialect.name])
    op.execute(FILL_RUNG)
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["force", "local_authority", "risk", "started_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_cases_started_at", "cases", ["started_at"])
