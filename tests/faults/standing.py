"""All that a run comes to, in a form in which two runs can be compared."""

from typing import Any

from sqlalchemy import Connection, Table, func, select

from consumer.listings import incidents
from schemas.counts import ALERTS, DROPPED, QUARANTINED, WAITING, WAITING_CHILDREN
from schemas.file_tables import files, snapshot_rows
from schemas.listing import incident_json
from schemas.tables import (
    alerts,
    audit,
    claims,
    contacts,
    counts,
    feeds,
    judgements,
    messages,
    quarantine,
)
from schemas.words import Kind

BY_THE_MINUTE = frozenset({Kind.QUARANTINE, Kind.CONFLICT})
"""Alerts that are named by the minute at which they rang."""

OF_THE_ROWS = (ALERTS, DROPPED, QUARANTINED, WAITING, WAITING_CHILDREN)
"""Counts that do not depend on which of two topics was read first, as first judgements do."""

REVISED = "verdict revised"
"""What the audit calls it where a receipt was read before its report: so does a first judgement."""

NOT_BY_THE_CLOCK: dict[Table, tuple[str, ...]] = {
    messages: ("message_key", "digest"),
    claims: ("case_key", "clock", "rung"),
    judgements: ("case_key", "measure", "latest"),
    quarantine: ("reason", "digest", "clock_from"),
    contacts: ("case_key", "told_at"),
    feeds: ("source", "side", "force", "local_authority", "complete_to"),
    files: ("file_key", "state", "rows", "bad_rows", "gave", "complete_to", "times_sent"),
    snapshot_rows: ("source", "row_key", "fields", "told_at"),
}
"""What of each table does not depend on when the program lived."""


def standing(connection: Connection) -> dict[str, Any]:
    """Return cases, alerts, counts and memory, in a fixed order."""
    found: dict[str, Any] = {
        table.name: sorted(
            connection.execute(select(*(table.c[name] for name in columns))).all(), key=repr
        )
        for table, columns in NOT_BY_THE_CLOCK.items()
    }
    listed = incidents(connection)
    found["cases"] = sorted((incident_json(one) | {"rung": one.rung} for one in listed), key=repr)
    found["audit"] = _audit(connection)
    found["alerts"] = _alerts(connection)
    found["counts"] = _counts(connection)
    return found


def _audit(connection: Connection) -> list[Any]:
    """Return what was audited, but for verdicts that only the second of two topics revised."""
    rows = select(audit.c.action, audit.c.handle, audit.c.detail)
    kept = rows.where(audit.c.action != REVISED)
    return sorted(connection.execute(kept).all(), key=repr)


def _alerts(connection: Connection) -> list[tuple[str, ...]]:
    rows = connection.execute(select(alerts.c.alert_id, alerts.c.kind, alerts.c.rung)).all()
    return sorted(
        (row.kind, row.rung, "" if row.kind in BY_THE_MINUTE else row.alert_id) for row in rows
    )


def _counts(connection: Connection) -> list[Any]:
    """Return the counts over all shards."""
    total = select(counts.c.metric, counts.c.labels, func.sum(counts.c.value))
    by = total.group_by(counts.c.metric, counts.c.labels).order_by(counts.c.metric, counts.c.labels)
    rows = connection.execute(by.where(counts.c.metric.in_(OF_THE_ROWS))).all()
    return [(row[0], row[1], int(row[2])) for row in rows if row[2]]
