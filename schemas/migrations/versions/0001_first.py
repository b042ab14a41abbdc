"""The tables of the first form."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
"""On SQLite whole microseconds since 1970."""


def upgrade() -> None:
    _make_cases()
    _make_homes()
    _make_alarms()
    _make_ledger()
    _make_quarantine()
    _make_feeds()
    _make_people()


def _make_cases() -> None:
    _make(
        "cases",
        _key("case_key", sa.LargeBinary(32)),
        sa.Column("handle", sa.String(16), nullable=False),
        sa.Column("sealed_ref", sa.LargeBinary, nullable=False),
        sa.Column("facts", sa.LargeBinary, nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=False),
        sa.Column("marks", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("force", sa.String(64)),
        sa.Column("local_authority", sa.String(9)),
        sa.Column("risk", sa.String(16), nullable=False),
        sa.Column("next_due_at", INSTANT),
        sa.Column("named_duplicate_of", sa.LargeBinary(32)),
        sa.Column("counted", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("handle", name="uq_cases_handle"),
    )
    _index("cases", "next_due_at", where="next_due_at IS NOT NULL")
    _index("cases", "named_duplicate_of", where="named_duplicate_of IS NOT NULL")
    _make(
        "messages",
        _key("message_key", sa.LargeBinary(16)),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("handled_at", INSTANT, nullable=False),
    )


def _make_homes() -> None:
    _make("homes", _key("kin", sa.String(64)))
    _make("home_cases", _key("kin", sa.String(64)), _key("case_key", sa.LargeBinary(32)))


def _make_alarms() -> None:
    _make(
        "claims",
        _key("case_key", sa.LargeBinary(32)),
        _key("clock", sa.String(16)),
        _key("rung", sa.String(32)),
        sa.Column("raised_at", INSTANT, nullable=False),
    )
    _make(
        "alerts",
        _key("alert_id", sa.String(36)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("rung", sa.String(16), nullable=False),
        sa.Column("clock", sa.String(16)),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("delivery", sa.String(8), nullable=False),
        sa.Column("case_key", sa.LargeBinary(32)),
        sa.Column("local_authority", sa.String(9)),
        sa.Column("risk", sa.String(16)),
        sa.Column("youngest", sa.String(16)),
        sa.Column("children", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
    )
    _index("alerts", "case_key")
    _index("alerts", "raised_at")
    _make(
        "outbox",
        _key("outbox_id", sa.Integer, autoincrement=True),
        sa.Column("alert_id", sa.String(36), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_attempt_at", INSTANT),
        sa.Column("accepted_at", INSTANT),
    )
    _index("outbox", "next_attempt_at", where="next_attempt_at IS NOT NULL")


def _make_ledger() -> None:
    _make(
        "judgements",
        _key("case_key", sa.LargeBinary(32)),
        _key("measure", sa.String(32)),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("seconds", sa.BigInteger),
        sa.Column("judged_at", INSTANT, nullable=False),
        sa.Column("latest", sa.String(64), nullable=False),
        sa.Column("revisions", sa.Integer, nullable=False, server_default="0"),
    )
    _make(
        "counts",
        _key("metric", sa.String(64)),
        _key("labels", sa.String(255)),
        _key("shard", sa.String(96)),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


def _make_quarantine() -> None:
    _make(
        "quarantine",
        _key("quarantine_id", sa.String(36)),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("place", sa.String(128), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("coordinates", sa.String(512), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("clock_from", INSTANT),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary),
    )
    _index("quarantine", "state")
    _index("quarantine", "digest")


def _make_feeds() -> None:
    _make(
        "offsets",
        _key("group", sa.String(128)),
        _key("topic", sa.String(249)),
        _key("partition", sa.Integer),
        sa.Column("topic_id", sa.String(64), nullable=False),
        sa.Column("next_offset", sa.BigInteger, nullable=False),
    )
    _make(
        "feeds",
        _key("source", sa.String(255)),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("force", sa.String(64)),
        sa.Column("local_authority", sa.String(9)),
        sa.Column("first_message_at", INSTANT, nullable=False),
        sa.Column("last_message_at", INSTANT, nullable=False),
        sa.Column("heartbeat_at", INSTANT),
        sa.Column("complete_to", INSTANT),
        sa.Column("lowest_number", sa.BigInteger),
        sa.Column("highest_number", sa.BigInteger),
    )
    _make(
        "gaps",
        _key("source", sa.String(255)),
        _key("first_missing", sa.BigInteger),
        sa.Column("last_missing", sa.BigInteger, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
    )
    _make("contacts", _key("case_key", sa.LargeBinary(32)), _key("told_at", INSTANT))
    _index("contacts", "told_at")
    _make(
        "control_totals",
        _key("force", sa.String(64)),
        _key("local_authority", sa.String(9)),
        _key("day", sa.String(10)),
        sa.Column("incidents_with_children", sa.Integer, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("told_by", sa.String(512), nullable=False),
    )


def _make_people() -> None:
    _make(
        "audit",
        _key("audit_id", sa.Integer, autoincrement=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("handle", sa.String(16)),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
    )
    _make(
        "entered",
        _key("entered_id", sa.Integer, autoincrement=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("taken_at", INSTANT),
    )
    _make("instants", _key("name", sa.String(64)), sa.Column("at", INSTANT, nullable=False))


def _key(name: str, kind: Any, *, autoincrement: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, autoincrement=autoincrement, info={"is_key": True})


def _make(table: str, *parts: sa.Column[Any] | sa.UniqueConstraint) -> None:
    keys = [c.name for c in parts if isinstance(c, sa.Column) and c.info.get("is_key")]
    op.create_table(table, *parts, sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"))


def _index(table: str, column: str, *, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        f"ix_{table}_{column}",
        table,
        [column],
        sqlite_where=condition,
        postgresql_where=condition,
    )
