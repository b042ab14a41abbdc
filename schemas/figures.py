"""Figures of delays as they are kept: made anew each hour; how a week stood is never lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from schemas.counts import Labels, label_values, labels
from schemas.due import Due
from schemas.figure_tables import figures, kept_weeks
from schemas.inserts import Replacing, put_rows
from schemas.instants import set_instant
from schemas.tables import instants

CLOCK_QUANTILE = "danm_clock_quantile_seconds"
CLOCK_SAMPLE = "danm_clock_sample"
TOLD_IN_TIME = "danm_told_in_time_ratio"
TOLD_IN_TIME_LOW = "danm_told_in_time_low_ratio"
TOLD_IN_TIME_HIGH = "danm_told_in_time_high_ratio"
WEEK_TOLD_IN_TIME = "danm_week_told_in_time_ratio"
WEEK_TOLD_IN_TIME_LOW = "danm_week_told_in_time_low_ratio"
WEEK_TOLD_IN_TIME_HIGH = "danm_week_told_in_time_high_ratio"
WEEK_SAMPLE = "danm_week_sample"
WEEK_LIMIT = "danm_week_limit_ratio"
NOTICE_QUANTILE = "danm_notice_quantile_seconds"
NOTICE_SAMPLE = "danm_notice_sample"
NOTICE_OPEN = "danm_notice_open"
TAKEN_IN_TIME = "danm_taken_in_time_ratio"
TAKEN_IN_TIME_LOW = "danm_taken_in_time_low_ratio"
TAKEN_IN_TIME_HIGH = "danm_taken_in_time_high_ratio"
TAKEN_SAMPLE = "danm_taken_sample"
INTERRUPTIONS = "danm_interruptions"
TAKEN_IN_HAND = "danm_taken_in_hand"

DUE = Due(name="figures due", every=timedelta(hours=1), lease=timedelta(minutes=15))
"""How often figures are made. Source: design, "hourly"; the lease as for an audit."""

_MADE = "figures made"
_REPLACING = Replacing(("metric", "labels"), ("value",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a metric; ``labels`` are in the order in which the metric names them."""

    metric: str
    labels: Labels
    value: float


WeekOf = tuple[str, str, str, str]
"""The Monday of a week, force, council and risk."""

Counted = tuple[int, int, int, int, int]
"""How many notifications, and of them: in time, late, nobody can tell, still open within limits."""

_NOTHING: Counted = (0, 0, 0, 0, 0)
_WEEK_OF = ("week", "force", "local_authority", "risk")
_COUNTED = ("notifications", "in_time", "late", "cannot_tell", "still_open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What one making of figures gives; ``weeks`` are the finished ones, from ``first_week`` on."""

    as_of: datetime
    figures: Sequence[Figure]
    weeks: Mapping[WeekOf, Counted]
    first_week: date


def write_figures(connection: Connection, made: Made) -> None:
    """Put figures in the place of those before, and add how weeks stand where that has changed."""
    connection.execute(delete(figures))
    rows = [
        {"metric": one.metric, "labels": labels(*one.labels), "value": one.value}
        for one in made.figures
    ]
    # Replacing: a watcher whose lease was over may write at the same time.
    put_rows(connection, figures, rows, replacing=_REPLACING)
    put_rows(connection, kept_weeks, list(_changed_weeks(connection, made)))
    set_instant(connection, _MADE, made.as_of)
    DUE.put_off(connection, made.as_of + DUE.every)


def _changed_weeks(connection: Connection, made: Made) -> Iterator[dict[str, Any]]:
    before = weeks_as_of(connection, made.as_of, since=made.first_week)
    for week in sorted({*before, *made.weeks}):
        counted = made.weeks.get(week, _NOTHING)
        if counted != before.get(week, _NOTHING):
            told = dict(zip((*_WEEK_OF, *_COUNTED), (*week, *counted), strict=True))
            yield told | {"made_at": made.as_of}


def weeks_as_of(connection: Connection, at: datetime, *, since: date) -> dict[WeekOf, Counted]:
    """Return how the weeks from a Monday on stood, as it was known at an instant."""
    columns = [kept_weeks.c[name] for name in (*_WEEK_OF, *_COUNTED)]
    told = select(*columns).where(
        kept_weeks.c.week >= since.isoformat(), kept_weeks.c.made_at <= at
    )
    rows = connection.execute(told.order_by(kept_weeks.c.made_at))
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def read_figures(connection: Connection) -> dict[str, dict[Labels, float]]:
    """Return what was last made, by metric and label values."""
    told: dict[str, dict[Labels, float]] = {}
    for row in connection.execute(select(figures).order_by(figures.c.metric, figures.c.labels)):
        told.setdefault(row.metric, {})[label_values(row.labels)] = row.value
    return told


def figures_made_at(connection: Connection) -> datetime | None:
    """Return when figures were last made; None where they never were."""
    at: datetime | None = connection.scalar(select(instants.c.at).where(instants.c.name == _MADE))
    return at
