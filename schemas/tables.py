"""The tables, the same on SQLite and PostgreSQL. Keyed hashes and sealed bytes, never a reference.

Every instant is a `UtcDateTime`. Columns beside a JSON picture are there to be searched or counted;
the picture itself (`cases.picture`) is what `schemas.pictures` reads and writes.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from schemas import audit_tables as audit_tables
from schemas import board_tables as board_tables
from schemas import canary_tables as canary_tables
from schemas import fate_tables as fate_tables
from schemas import feed_tables as feed_tables
from schemas import figure_tables as figure_tables
from schemas import file_tables as file_tables
from schemas import hold_tables as hold_tables
from schemas import list_tables as list_tables
from schemas import purge_tables as purge_tables
from schemas import review_tables as review_tables
from schemas.quarantine_tables import quarantine as quarantine
from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata as metadata
from schemas.utc import UtcDateTime

cases = Table(
    "cases",
    metadata,
    Column("case_key", Bytes(32), primary_key=True),
    Column("handle", String(16), nullable=False, unique=True),
    Column("sealed_ref", Bytes, nullable=False),
    Column("facts", Bytes, nullable=False),
    Column("picture", Bytes, nullable=False),
    Column("marks", Bytes, nullable=False),
    Column("state", String(16), nullable=False),
    Column("force", String(64)),
    Column("local_authority", String(9)),
    Column("risk", String(16), nullable=False),
    Column("rung", String(16)),
    Column("started_at", UtcDateTime),
    Column("next_due_at", UtcDateTime),
    Column("changed_at", UtcDateTime),
    Column("named_duplicate_of", Bytes(32)),
    Column("counted", Text, nullable=False, server_default=""),
    Column("reported_as", Text, nullable=False, server_default=""),
    Column("held_until", UtcDateTime),
    Column("changed_in_file", String(255)),
    Column("key_id", String(8), nullable=False, server_default=""),
)
"""``next_due_at`` is the next deadline, ``changed_at`` when a message came that nobody looked at.

They wait apart: a backlog of changes must not stand before a deadline. ``held_until``: until when
somebody has it in hand. ``changed_in_file``: the source of the file that changed it, while nobody
has looked. ``key_id`` names an HMAC key under which some hash in the row may stand; it is the
newest only where all stand under that. Empty where an older program opened it.
"""
Index(
    "ix_cases_waiting",
    cases.c.force,
    cases.c.local_authority,
    cases.c.risk,
    cases.c.started_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index("ix_cases_started_at", cases.c.started_at)

messages = Table(
    "messages",
    metadata,
    Column("message_key", Bytes(16), primary_key=True),
    Column("digest", Bytes(16), nullable=False),
    Column("handled_at", UtcDateTime, nullable=False),
)

home_cases = Table(
    "home_cases",
    metadata,
    Column("kin", String(64), primary_key=True),
    Column("case_key", Bytes(32), primary_key=True),
)

claims = Table(
    "claims",
    metadata,
    Column("case_key", Bytes(32), primary_key=True),
    Column("clock", String(16), primary_key=True),
    Column("rung", String(32), primary_key=True),
    Column("raised_at", UtcDateTime, nullable=False),
)
"""A rung rings at most once per case and clock, whoever looks: the key refuses a second."""

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("rung", String(16), nullable=False),
    Column("clock", String(16)),
    Column("due_at", UtcDateTime, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("delivery", String(8), nullable=False),
    Column("case_key", Bytes(32)),
    Column("local_authority", String(9)),
    Column("risk", String(16)),
    Column("youngest", String(16)),
    Column("children", Integer),
    Column("reason", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("interrupts", Text),
)
"""``interrupts``: whom of the recipients it was told at once; null where nobody kept that."""
Index("ix_alerts_case_key", alerts.c.case_key)
Index("ix_alerts_raised_at", alerts.c.raised_at)

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Integer, primary_key=True, autoincrement=True),
    Column("alert_id", String(36), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("route", String(64), nullable=False, server_default=""),
    Column("roles", Text, nullable=False, server_default=""),
    Column("instead", String(16)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("second_at", UtcDateTime),
    Column("second_for", Integer),
    Column("given_up_at", UtcDateTime),
    Column("last_error", String(200)),
    Column("leased_by", String(64)),
)
"""``attempts`` counts leases and is the fence, ``failures`` what was not accepted; ``leased_by`` is
who is sending it, until ``next_attempt_at`` at most. ``second_at`` is when the route's second is
tried beside it; ``second_for`` the row in whose place this one stands.
"""
Index("ix_outbox_alert_id", outbox.c.alert_id)
Index(
    "ix_outbox_unsent",
    outbox.c.alert_id,
    sqlite_where=text("accepted_at IS NULL"),
    postgresql_where=text("accepted_at IS NULL"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("case_key", Bytes(32), primary_key=True),
    Column("measure", String(32), primary_key=True),
    Column("labels", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("seconds", BigInteger),
    Column("judged_at", UtcDateTime, nullable=False),
    Column("latest", String(64), nullable=False),
    Column("revisions", Integer, nullable=False, server_default="0"),
)
"""The ledger: the first judgement of each case and clock, leg or disposition, and its revisions."""

counts = Table(
    "counts",
    metadata,
    Column("metric", String(64), primary_key=True),
    Column("labels", String(255), primary_key=True),
    Column("shard", String(96), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

offsets = Table(
    "offsets",
    metadata,
    Column("group", String(128), primary_key=True),
    Column("topic", String(249), primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("topic_id", String(64), nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    Column("read_to", UtcDateTime),
)
"""``read_to``: up to when all that came has been read; null where nobody knows."""

feeds = Table(
    "feeds",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("side", String(8), nullable=False),
    Column("force", String(64)),
    Column("local_authority", String(9)),
    Column("first_message_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Column("heartbeat_at", UtcDateTime),
    Column("complete_to", UtcDateTime),
    Column("lowest_number", BigInteger),
    Column("highest_number", BigInteger),
    Column("quiet_until", UtcDateTime),
    Column("silent_at", UtcDateTime),
    Column("silence_told_at", UtcDateTime),
)
"""``quiet_until``: until when a feed with a schedule may be silent; null where it has none.
``silent_at``: when it must be looked at for silence, never after its limit.
"""

gaps = Table(
    "gaps",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("first_missing", BigInteger, primary_key=True),
    Column("last_missing", BigInteger, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

contacts = Table(
    "contacts",
    metadata,
    Column("case_key", Bytes(32), primary_key=True),
    Column("told_at", UtcDateTime, primary_key=True),
)
"""When a council's contact feed spoke of a case: by which its own rungs ring or stay silent."""
Index("ix_contacts_told_at", contacts.c.told_at)

control_totals = Table(
    "control_totals",
    metadata,
    Column("force", String(64), primary_key=True),
    Column("local_authority", String(9), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("incidents_with_children", Integer, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    Column("told_by", String(512), nullable=False),
    Column("judge_at", UtcDateTime),
    Column("told_difference", Integer),
)
"""``judge_at``: when it is to be compared with what we hold; null once that is done."""

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("handle", String(16)),
    Column("detail", Text, nullable=False, server_default=""),
)

entered = Table(
    "entered",
    metadata,
    Column("entered_id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("sealed", Bytes, nullable=False),
    Column("taken_at", UtcDateTime),
)
"""What people put in: messages like any other, read by `consumer.sources.entered`."""
Index(
    "ix_entered_not_taken",
    entered.c.entered_id,
    sqlite_where=text("taken_at IS NULL"),
    postgresql_where=text("taken_at IS NULL"),
)

instants = Table(
    "instants",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""Instants the whole database has: the last message handled, the last sweep."""

for _known in (
    cases.c.next_due_at,
    cases.c.changed_at,
    cases.c.named_duplicate_of,
    outbox.c.next_attempt_at,
    outbox.c.second_at,
    outbox.c.second_for,
    control_totals.c.judge_at,
):
    # Looked for only where they are told, which is in few rows.
    Index(
        f"ix_{_known.table.name}_{_known.name}",
        _known,
        sqlite_where=text(f"{_known.name} IS NOT NULL"),
        postgresql_where=text(f"{_known.name} IS NOT NULL"),
    )
