"""Counts that survive a crash: rows written in the transaction of the facts they count.

A count is keyed by metric, labels and shard (who wrote it); a scrape sums over the shards, so that
two consumers never wait for each other's row.
"""

from collections.abc import Mapping

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, func, select, text

from schemas.tables import counts

ALERTS = "danm_alerts"
RECEIPTS = "danm_receipts"
CLOSED = "danm_closed"
QUARANTINED = "danm_quarantined"
REVISED = "danm_verdicts_revised"
DROPPED = "danm_dropped"
UNMEASURED = "danm_clock_unmeasured"
CLOCK = "danm_clock_seconds"
LEG = "danm_leg_seconds"
WAITING = "danm_waiting_notifications"
WAITING_CHILDREN = "danm_waiting_children"

_ADD = text(
    "INSERT INTO counts (metric, labels, shard, value) VALUES (:metric, :labels, :shard, :by) "
    "ON CONFLICT (metric, labels, shard) DO UPDATE SET value = counts.value + excluded.value"
)


def labels(*values: str) -> str:
    """Return label values in the form in which a count is keyed."""
    return to_json(values).decode()


def label_values(keyed: str) -> tuple[str, ...]:
    """Return the label values that `labels` wrote."""
    return tuple(from_json(keyed))


def add_counts(connection: Connection, shard: str, changes: Mapping[tuple[str, str], int]) -> None:
    """Change counts by differences, in key order so that two writers cannot deadlock."""
    rows = [
        {"metric": metric, "labels": keyed, "shard": shard, "by": by}
        for (metric, keyed), by in sorted(changes.items())
        if by
    ]
    if rows:
        connection.execute(_ADD, rows)


def read_counts(connection: Connection) -> dict[str, dict[tuple[str, ...], int]]:
    """Return every count by metric and label values, summed over who wrote it."""
    summed = select(counts.c.metric, counts.c.labels, func.sum(counts.c.value)).group_by(
        counts.c.metric, counts.c.labels
    )
    told: dict[str, dict[tuple[str, ...], int]] = {}
    for metric, keyed, value in connection.execute(summed):
        told.setdefault(metric, {})[label_values(keyed)] = int(value)
    return told
