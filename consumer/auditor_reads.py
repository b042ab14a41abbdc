"""What the auditor reads, in short transactions: cases as they are stored, and unsent alerts."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, or_, select

from alerts.sent_rows import IS_OPEN, RAISED_AT, sent
from consumer.auditor_rules import GRACE, Looks
from schemas.among import among
from schemas.tables import alerts, cases, outbox
from schemas.words import State

AT_ONCE = 300
"""Cases read in one transaction.

Source: measured; 3 ms on SQLite, where a reader may keep the file for 100 ms.
"""

UNSENT_FOR = timedelta(minutes=15)
"""From when an alert that nobody is trying is found.

Source: the longest pause between two tries.
"""

PUT_OFF_FOR = timedelta(hours=1)
"""A try that lies further ahead was put off by a clock that has gone back since. Assumption."""

Try = tuple[int, int]
"""A row of the outbox, and how often somebody has taken it in hand."""

_MAY_RING = (State.WAITING.value, State.RECEIVED.value)
"""In which states a case has deadlines: its own, or those of the council's pickup."""


def cases_after(connection: Connection, key: bytes) -> list[Row[Any]]:
    """Return the next cases by their key; without a picture where they cannot ring."""
    may_ring = cases.c.state.in_(_MAY_RING)
    rows = (
        select(
            cases.c.case_key,
            cases.c.handle,
            case((may_ring, cases.c.picture)).label("picture"),
            case((may_ring, cases.c.marks)).label("marks"),
            cases.c.next_due_at,
            cases.c.changed_at,
            cases.c.held_until,
            cases.c.counted,
        )
        .where(cases.c.case_key > key)
        .order_by(cases.c.case_key)
        .limit(AT_ONCE)
    )
    return list(connection.execute(rows))


def looks_of(connection: Connection, keys: Collection[bytes]) -> dict[bytes, tuple[str, Looks]]:
    """Return case code and instants of some cases, by key."""
    rows = select(cases.c.case_key, cases.c.handle, cases.c.next_due_at, cases.c.changed_at)
    found = connection.execute(rows.where(among(connection, cases.c.case_key, keys)))
    return {row.case_key: (row.handle, (row.next_due_at, row.changed_at)) for row in found}


def not_tried(connection: Connection, now: datetime) -> Mapping[Try, str | None]:
    """Return the unsent alerts and lists that nobody tries to send: of which case, if of one."""
    at = outbox.c.next_attempt_at
    is_left = or_(at.is_(None), at < now - GRACE, at > now + PUT_OFF_FOR)
    unsent = (
        sent(outbox.c.outbox_id, outbox.c.attempts, cases.c.handle)
        .join(cases, cases.c.case_key == alerts.c.case_key, isouter=True)
        .where(IS_OPEN, is_left, now - UNSENT_FOR > RAISED_AT)
        .order_by(outbox.c.outbox_id)
    )
    return {(row.outbox_id, row.attempts): row.handle for row in connection.execute(unsent)}
