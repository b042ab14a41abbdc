"""The counts once more, the slow and obvious way: from the rows they count, never from themselves.

Every night both are compared (design, law 6); and where a new policy moves the histogram edges, the
clocks and legs are counted anew.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, select, text

from consumer.ledger import NO_RUNG, clock_edges, place_labels
from schemas import counts as names
from schemas.counts import Labels, add_counts, label_values, labels, observed, purged, read_counts
from schemas.database import Database
from schemas.pictures import load_case, load_marks
from schemas.policy import Policy
from schemas.tables import alerts, cases, counts, judgements, quarantine
from schemas.words import Clock

Counts = dict[str, dict[Labels, int]]
"""By metric and label values."""

SHARD = "recount"
"""Who wrote the counts that were counted anew."""

_A_THOUSAND_AT_ONCE = {"yield_per": 1_000}
"""Rows held in memory. Source: assumption; a million cases would not fit."""

_HISTOGRAMS = (names.CLOCK, names.LEG)
_PURGED = tuple(purged(metric) for metric in _HISTOGRAMS)

RECOUNTED = (
    *_HISTOGRAMS,
    names.UNMEASURED,
    names.RECEIPTS,
    names.REVISED,
    names.CLOSED,
    names.WAITING,
    names.WAITING_CHILDREN,
    names.ALERTS,
    names.QUARANTINED,
)
"""What rows still tell. Messages dropped and deliveries leave none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One count that is not what the rows say."""

    metric: str
    labels: Labels
    counted: int
    recounted: int


def recount(connection: Connection, policy: Policy) -> Counts:
    """Return every count that rows still tell, by the labels and edges of this policy.

    Reads every case, judgement and alert: for the night, not for a scrape.
    """
    told = {metric: Counter[Labels]() for metric in RECOUNTED}
    told |= _recount_histograms(connection, clock_edges(policy))
    _recount_judgements(connection, told)
    _recount_waiting(connection, policy, told)
    told[names.ALERTS].update(_by(connection, alerts.c.kind, alerts.c.rung))
    counted_as = func.coalesce(quarantine.c.counted_as, quarantine.c.reason)
    told[names.QUARANTINED].update(_by(connection, counted_as))
    return {metric: {key: n for key, n in values.items() if n} for metric, values in told.items()}


def differences(connection: Connection, policy: Policy) -> list[Difference]:
    """Return the counts that are not what the rows say, none where all is well.

    Counts are kept for ever: beside the rows stands what those told that were purged by age.
    """
    counted, told = read_counts(connection, RECOUNTED), recount(connection, policy)
    gone = read_counts(connection, [purged(metric) for metric in RECOUNTED])
    recounted = {m: Counter(told[m]) + Counter(gone[purged(m)]) for m in RECOUNTED}
    found = [
        Difference(
            metric=metric,
            labels=key,
            counted=counted[metric].get(key, 0),
            recounted=recounted[metric].get(key, 0),
        )
        for metric in RECOUNTED
        for key in sorted({*counted[metric], *recounted[metric]})
    ]
    return [one for one in found if one.counted != one.recounted]


def ensure_edges(database: Database, policy: Policy) -> bool:
    """Count clocks and legs anew if this policy's edges are not those they were counted by.

    Called at start, before anything is counted. Return whether anything was rewritten.
    """
    edges = set(clock_edges(policy))
    with database.read() as connection:
        if set(edges_held(connection)) == edges:
            return False
    with database.write() as connection:
        recount_edges(connection, policy)
    return True


def recount_edges(connection: Connection, policy: Policy) -> None:
    """Rewrite the counts of clocks and legs by this policy's edges, in this transaction.

    What rows no longer tell (purged by age) keeps its total and its sum, and moves from its old
    edge to the next one that there is: never shown as sooner than it was.
    """
    _keep_others_out(connection)
    before, after = edges_held(connection), clock_edges(policy)
    kept = _kept_only_in_counts(connection, before) if before else {}
    fresh = _recount_histograms(connection, after)
    fresh |= {metric: Counter() for metric in _PURGED}
    for metric, values in (*kept.items(), *read_counts(connection, _PURGED).items()):
        for key, value in values.items():
            fresh[metric][_moved(key, after)] += value
    anew = (*_HISTOGRAMS, *_PURGED, names.EDGES)
    connection.execute(delete(counts).where(counts.c.metric.in_(anew)))
    changes = {(m, labels(*key)): n for m, values in fresh.items() for key, n in values.items()}
    edges = {(names.EDGES, labels(str(edge))): 1 for edge in after}
    add_counts(connection, SHARD, changes | edges)


def _keep_others_out(connection: Connection) -> None:
    """Wait until no other process is counting: a judgement of theirs would be counted by nobody."""
    if connection.dialect.name != "sqlite":  # there one writer holds the whole file
        connection.execute(text("LOCK TABLE counts IN EXCLUSIVE MODE"))


def edges_held(connection: Connection) -> tuple[int, ...]:
    """Return the edges, rising, by which clocks and legs were counted so far."""
    return tuple(
        sorted(int(key[0]) for key in read_counts(connection, (names.EDGES,))[names.EDGES])
    )


def _kept_only_in_counts(
    connection: Connection, edges: Sequence[int]
) -> dict[str, Counter[Labels]]:
    """Return what was counted by these edges and no row tells any more."""
    counted = read_counts(connection, _HISTOGRAMS)
    told = _recount_histograms(connection, edges)
    return {metric: Counter(counted[metric]) - told[metric] for metric in _HISTOGRAMS}


def _moved(key: Labels, edges: Sequence[int]) -> Labels:
    *values, edge = key
    if edge in (names.SUM, names.BEYOND):
        return key
    return *values, next((str(other) for other in edges if int(edge) <= other), names.BEYOND)


def _recount_histograms(connection: Connection, edges: Sequence[int]) -> dict[str, Counter[Labels]]:
    told = {metric: Counter[Labels]() for metric in _HISTOGRAMS}
    for sort, values, _, seconds in _judged(connection):
        if seconds is not None and sort in ("clock", "leg"):
            metric = names.CLOCK if sort == "clock" else names.LEG
            for key, by in observed(values, seconds, edges):
                told[metric][key] += by
    return told


def _recount_judgements(connection: Connection, told: Mapping[str, Counter[Labels]]) -> None:
    for sort, values, outcome, seconds in _judged(connection):
        if sort == "closed":
            told[names.CLOSED][values] += 1
        if sort == "clock" and seconds is None:
            told[names.UNMEASURED][values] += 1
        if sort == "clock" and values[0] == Clock.DUTY:
            told[names.RECEIPTS][*values[1:], outcome] += 1
    revised = select(func.coalesce(func.sum(judgements.c.revisions), 0))
    told[names.REVISED][()] += int(connection.execute(revised).scalar_one())


def _judged(connection: Connection) -> Iterator[tuple[str, Labels, str, int | None]]:
    """Yield sort, labels, outcome and seconds of every first judgement."""
    rows = select(
        judgements.c.measure, judgements.c.labels, judgements.c.outcome, judgements.c.seconds
    )
    for row in connection.execute(rows, execution_options=_A_THOUSAND_AT_ONCE):
        yield row.measure.split(":")[0], label_values(row.labels), row.outcome, row.seconds


def _recount_waiting(
    connection: Connection, policy: Policy, told: Mapping[str, Counter[Labels]]
) -> None:
    rows = select(cases.c.picture, cases.c.marks)
    for row in connection.execute(rows, execution_options=_A_THOUSAND_AT_ONCE):
        case = load_case(row.picture) if row.picture else None
        if case is None or not case.rings:
            continue
        rung = load_marks(row.marks).highest() or NO_RUNG
        key = (*place_labels(case, policy), case.risk, rung)
        told[names.WAITING][key] += 1
        told[names.WAITING_CHILDREN][key] += case.children or 0


def _by(connection: Connection, *columns: ColumnElement[str]) -> dict[Labels, int]:
    """Return how many rows have each combination of values."""
    counted = select(*columns, func.count()).group_by(*columns)
    return {tuple(values): number for *values, number in connection.execute(counted)}
