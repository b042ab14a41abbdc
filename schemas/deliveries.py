"""Expected deliveries and thin files as they are stored, for whoever looks at the clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update
from sqlalchemy.sql import ColumnElement

from schemas.file_tables import deliveries, files
from schemas.inserts import insert_ignoring

_UNTOLD_DELIVERY = deliveries.c.missed_at.is_not(None) & deliveries.c.told_at.is_(None)
_UNTOLD_THIN = files.c.thin_at.is_not(None) & files.c.told_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One expected delivery of a source; None where it has not happened."""

    expected_at: datetime
    due_at: datetime
    arrived_at: datetime | None = None
    missed_at: datetime | None = None
    told_at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinFile:
    """A file with under half of its usual rows, of which nobody was told yet."""

    file_key: bytes
    source: str
    name: str
    rows: int
    usual_rows: int
    thin_at: datetime


def is_anything_untold(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a missed delivery or a thin file must be told by now."""
    missed = select(deliveries.c.source).where(_UNTOLD_DELIVERY, deliveries.c.due_at <= now)
    thin = select(files.c.source).where(_UNTOLD_THIN, files.c.thin_at <= now)
    return exists(missed) | exists(thin)


def untold_deliveries(connection: Connection) -> list[Delivery]:
    """Return the deliveries missed and not told, by source and hour, for update."""
    of_it = select(deliveries).where(_UNTOLD_DELIVERY, deliveries.c.arrived_at.is_(None))
    rows = of_it.order_by(deliveries.c.source, deliveries.c.expected_at).with_for_update()
    return [Delivery(**row._mapping) for row in connection.execute(rows)]


def delivery_before(connection: Connection, source: str, at: datetime) -> Delivery | None:
    """Return the delivery expected before an instant, None where none is known."""
    of_it = select(deliveries).where(deliveries.c.source == source, deliveries.c.expected_at < at)
    row = connection.execute(of_it.order_by(deliveries.c.expected_at.desc()).limit(1)).first()
    return None if row is None else Delivery(**row._mapping)


def mark_told(connection: Connection, told: Delivery, now: datetime) -> None:
    """Note that a delivery was told of, or stands in a silence that was: it never rings again."""
    _change(connection, told.source, {told.expected_at}, {"told_at": now})


def untold_thin_files(connection: Connection) -> list[ThinFile]:
    """Return the thin files nobody was told of, for update."""
    wanted = [files.c[name] for name in ThinFile.__slots__]
    rows = select(*wanted).where(_UNTOLD_THIN).order_by(files.c.thin_at, files.c.source)
    return [ThinFile(**row._mapping) for row in connection.execute(rows.with_for_update())]


def mark_thin_told(connection: Connection, told: ThinFile, now: datetime) -> None:
    """Note that somebody was told of a thin file."""
    connection.execute(update(files).where(files.c.file_key == told.file_key).values(told_at=now))


def plan_deliveries(connection: Connection, source: str, planned: Iterable[Delivery]) -> None:
    """Store deliveries that are expected; one that is stored already stays as it is."""
    rows = [
        {"source": source, "expected_at": one.expected_at, "due_at": one.due_at} for one in planned
    ]
    if rows:
        connection.execute(insert_ignoring(deliveries), rows)


def open_deliveries(connection: Connection, source: str) -> list[Delivery]:
    """Return the deliveries of a source that have not arrived and were not missed, in order."""
    of_it = select(deliveries).where(
        deliveries.c.source == source,
        deliveries.c.arrived_at.is_(None),
        deliveries.c.missed_at.is_(None),
    )
    rows = connection.execute(of_it.order_by(deliveries.c.expected_at))
    return [Delivery(**row._mapping) for row in rows]


def last_planned(connection: Connection, source: str, until: datetime) -> datetime | None:
    """Return the last instant up to another at which a delivery is expected; None for none."""
    of_it = select(deliveries.c.expected_at).where(
        deliveries.c.source == source, deliveries.c.expected_at <= until
    )
    at: datetime | None = connection.execute(
        of_it.order_by(deliveries.c.expected_at.desc()).limit(1)
    ).scalar()
    return at


def unplan(connection: Connection, source: str, after: datetime) -> None:
    """Forget what is expected after an instant: the schedule may have changed."""
    connection.execute(
        delete(deliveries).where(
            deliveries.c.source == source,
            deliveries.c.expected_at > after,
            deliveries.c.arrived_at.is_(None),
            deliveries.c.missed_at.is_(None),
        )
    )


def mark_arrived(connection: Connection, source: str, expected_at: datetime, now: datetime) -> None:
    """Note that a delivery has come, also before its hour or long after its limit."""
    came = update(deliveries).where(
        deliveries.c.source == source,
        deliveries.c.expected_at == expected_at,
        deliveries.c.arrived_at.is_(None),
    )
    connection.execute(came.values(arrived_at=now))


def has_arrived_since(connection: Connection, source: str, at: datetime) -> bool:
    """Whether a delivery of a source has arrived that was expected at an instant or later."""
    arrived = select(deliveries.c.source).where(
        deliveries.c.source == source,
        deliveries.c.expected_at >= at,
        deliveries.c.arrived_at.is_not(None),
    )
    return connection.execute(arrived.limit(1)).first() is not None


def has_files(connection: Connection, source: str) -> bool:
    """Whether files of a source came into a folder."""
    return connection.scalar(select(exists(select(files).where(files.c.source == source)))) or False


def mark_missed(
    connection: Connection, source: str, expected: Collection[datetime], now: datetime
) -> None:
    """Note that the folder was looked into past the limit, and these were not there."""
    _change(connection, source, expected, {"missed_at": now})


def _change(
    connection: Connection, source: str, expected: Collection[datetime], values: dict[str, datetime]
) -> None:
    of_them = update(deliveries).where(
        deliveries.c.source == source, deliveries.c.expected_at.in_(expected)
    )
    connection.execute(of_them.values(**values))
