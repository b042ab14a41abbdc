"""Counts that survive a crash: rows written in the transaction of the facts they count.

A count is keyed by metric, labels and shard (who wrote it); a scrape sums over the shards, so that
two consumers never wait for each other's row.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, func, select

from schemas.inserts import insert_adding
from schemas.tables import counts

Labels = tuple[str, ...]
"""Label values of one count, in the order in which its metric names the labels."""

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
DELIVERY = "danm_alert_delivery_seconds"
FATES = "danm_alert_fates"
EDGES = "edges"
"""No metric: the histogram edges by which clocks and legs were counted so far."""

NO_COUNCIL = "council not configured"
"""Why a message was dropped, as a label. Source: design, "Several councils"."""

CASE_PURGED = "case no longer kept"
"""Why a message was dropped, as a label: its case was removed by age. Source: assumption."""

_PURGED = "purged "

SUM = "sum"
"""Beside the edges of a histogram: the sum of its seconds."""

BEYOND = "+Inf"
"""The edge above all others."""

DELIVERY_EDGES = (1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 43_200)
"""Seconds from due to accepted. Source: design, "Numbers" (5 s, 10 s); lists go hours later."""

_ADD = insert_adding(counts, ["value"])


@lru_cache(maxsize=8_192)
def labels(*values: str) -> str:
    """Return label values in the form in which a count is keyed; there are few, asked for often."""
    return to_json(values).decode()


def label_values(keyed: str) -> Labels:
    """Return the label values that `labels` wrote."""
    return tuple(from_json(keyed))


def purged(metric: str) -> str:
    """Return under which name is kept what a metric counts and no row tells any more.

    No metric: counts are kept for ever, and the recount of rows needs it to say the same.
    """
    return f"{_PURGED}{metric}"


def add_counts(connection: Connection, shard: str, changes: Mapping[tuple[str, str], int]) -> None:
    """Change counts by differences, in key order so that two writers cannot deadlock."""
    rows = [
        {"metric": metric, "labels": keyed, "shard": shard, "value": by}
        for (metric, keyed), by in sorted(changes.items())
        if by
    ]
    if rows:
        connection.execute(_ADD, rows)


def observed(values: Labels, seconds: int, edges: Sequence[int]) -> Iterator[tuple[Labels, int]]:
    """Yield what one measurement adds to the counts of a histogram: to one edge, and to the sum."""
    place = bisect_left(edges, seconds)
    yield (*values, str(edges[place]) if place < len(edges) else BEYOND), 1
    yield (*values, SUM), seconds


def read_counts(
    connection: Connection, metrics: Collection[str] = ()
) -> dict[str, dict[Labels, int]]:
    """Return counts by metric and label values, summed over who wrote them.

    ``metrics`` names those wanted; of none named, all that were ever counted are returned.
    """
    summed = select(counts.c.metric, counts.c.labels, func.sum(counts.c.value)).group_by(
        counts.c.metric, counts.c.labels
    )
    if metrics:
        summed = summed.where(counts.c.metric.in_(metrics))
    told: dict[str, dict[Labels, int]] = {metric: {} for metric in metrics}
    for metric, keyed, value in connection.execute(summed):
        told.setdefault(metric, {})[label_values(keyed)] = int(value)
    return told
