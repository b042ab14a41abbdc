"""What the tables keep of each source beside its messages about incidents, in a review's period."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, select

from consumer.quarantined import Standing
from reviews.pack import Count, Period, Sources
from schemas.refusals import Reason
from schemas.tables import control_totals, gaps, quarantine


def count_troubles(connection: Connection, period: Period, sources: Sources) -> None:
    """Count what could not be taken, what is missing, and the daily counts, by source."""
    of = (_quarantined(connection, period), _missing(connection, period))
    for found in (*of, _daily_counts(connection, period)):
        for source, count, number in found:
            sources.counts[source][count] += number


_Found = Iterator[tuple[str, Count, int]]


def _quarantined(connection: Connection, period: Period) -> _Found:
    kept = quarantine.c
    came = and_(kept.at >= period.since, kept.at < period.until, kept.at <= period.as_of)
    by = (kept.source, kept.reason, kept.state)
    for row in connection.execute(select(*by, func.count()).where(came).group_by(*by)):
        source, reason, state, number = row
        yield source, Count.QUARANTINED, number
        if reason == Reason.CONFLICT:
            yield source, Count.CONFLICTS, number
        if state == Standing.OPEN:
            yield source, Count.QUARANTINE_OPEN, number


def _missing(connection: Connection, period: Period) -> _Found:
    """Yield numbered messages that had not come when they were waited for in the period."""
    due = gaps.c.due_at
    within = and_(due >= period.since, due < period.until, due <= period.as_of)
    number = func.sum(gaps.c.last_missing - gaps.c.first_missing + 1)
    for source, missing in connection.execute(
        select(gaps.c.source, number).where(within).group_by(gaps.c.source)
    ):
        yield source, Count.NUMBERS_MISSING, int(missing)


def _daily_counts(connection: Connection, period: Period) -> _Found:
    days = control_totals.c.day.between(period.first.isoformat(), period.last.isoformat())
    for by in connection.scalars(select(control_totals.c.told_by).where(days)):
        # Kept as "source id"; an id has no space.
        yield by.rpartition(" ")[0], Count.DAILY_COUNTS, 1
