"""What the database remembers of the files of one source: read here, written with their messages.

A step is written in the transaction of its batch: how far a file was taken, what its rows were, and
which delivery it is. So a crash leaves both or neither, and the file is then read again from its
start: what was told before has no effect, and a row that was compared has not changed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from alerts.deliveries import Counted
from alerts.silence import first_look, without_heartbeats
from consumer.offsets import OffsetsMoved
from schemas.book import Book
from schemas.database import Database
from schemas.deliveries import (
    Delivery,
    last_planned,
    mark_arrived,
    mark_missed,
    open_deliveries,
    plan_deliveries,
    unplan,
)
from schemas.feeds import Feeds
from schemas.file_tables import files, snapshot_rows
from schemas.inserts import insert_ignoring, insert_replacing

LOOKED_BACK = 200
"""Files read to find what is usual: 8 weeks of three a day. Source: assumption."""


KEPT = timedelta(days=775)
"""After how long without being told a row of a snapshot is forgotten.

Source: design, "Retention": cases are kept for 25 months.
"""


class FileState(StrEnum):
    """How far a file has come."""

    READING = "reading"
    TAKEN = "taken"
    CUT_OFF = "cut_off"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file as it is remembered; the words of its columns are in `schemas.file_tables`."""

    file_key: bytes
    source: str
    name: str
    folder: str
    mapping: str
    state: FileState
    modified_at: datetime
    sent_at: datetime
    found_at: datetime
    reason: str = ""
    note: str = ""
    header: str = ""
    is_closed: int = 0
    complete_to: datetime | None = None
    expected_at: datetime | None = None
    taken_at: datetime | None = None
    rows: int = 0
    bad_rows: int = 0
    gave: str = ""
    disappeared: int | None = None
    usual_rows: int | None = None
    batches: int = 0
    times_sent: int = 1
    thin_at: datetime | None = None
    told_at: datetime | None = None
    rows_used: int | None = None
    rows_left_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRow:
    """What is remembered of one reference: digests as JSON, and the file that told them."""

    row_key: bytes
    fields: str
    told_at: datetime
    replaces: bytes | None = None
    """The older key under which it was remembered; None where it was under this or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStep:
    """One batch of a file, as it is remembered. ``row.batches`` is how many there were before."""

    row: FileRow
    snapshot: tuple[SnapshotRow, ...] = ()
    compared_with: datetime | None = None
    """When the file before was sent that its rows are compared with; None where they are not."""
    quiet_until: datetime | None = None
    """Until when the feed may be silent: the limit of its next delivery; None without schedule."""

    def write(self, book: Book, feeds: Feeds, now: datetime) -> None:
        """Write the step in the transaction of its messages.

        Raises:
            OffsetsMoved: Another process has read on in this file.
        """
        connection, row = book.connection, self.row
        is_done = row.state is not FileState.READING
        told = replace(
            row,
            batches=row.batches + 1,
            taken_at=now if is_done else None,
            thin_at=now if row.thin_at is not None else None,
        )
        _remember(connection, row.source, self.snapshot)
        if row.state is FileState.TAKEN and self.compared_with is not None:
            told = replace(told, disappeared=_disappeared(connection, row, self.compared_with))
            _forget(connection, row)
        if not _advanced(connection, told, row.batches):
            raise OffsetsMoved(f"the file {row.name}")
        if row.state in (FileState.TAKEN, FileState.CUT_OFF) and row.expected_at is not None:
            mark_arrived(connection, row.source, row.expected_at, now)
        self._keep_quiet(feeds, now)

    def _keep_quiet(self, feeds: Feeds, now: datetime) -> None:
        """Let a feed with a schedule be silent until its next file is overdue."""
        feed = feeds.heard(self.row.source)
        if feed is None:
            return
        limits = [at for at in (feed.quiet_until, self.quiet_until) if at is not None]
        feed.quiet_until = None if self.quiet_until is None else max(limits)
        feed.silent_at = first_look(without_heartbeats(feed))
        feeds.keep(feed)
        if self.row.state is not FileState.READING:
            feeds.totals.look_again(feed.force, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain:
    """The same content has come once more; nothing is taken from it."""

    file_key: bytes

    def write(self, book: Book, _feeds: Feeds, _now: datetime) -> None:
        """Count it."""
        again = update(files).where(files.c.file_key == self.file_key)
        book.connection.execute(again.values(times_sent=files.c.times_sent + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Deliveries that are expected from now on. ``anew``: whether the schedule may have changed."""

    source: str
    deliveries: tuple[Delivery, ...]
    anew: bool

    def write(self, book: Book, _feeds: Feeds, now: datetime) -> None:
        """Store them."""
        if self.anew:
            unplan(book.connection, self.source, now)
        plan_deliveries(book.connection, self.source, self.deliveries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Deliveries that were not in their folder when it was looked into past their limit."""

    source: str
    expected: tuple[datetime, ...]

    def write(self, book: Book, _feeds: Feeds, now: datetime) -> None:
        """Mark them, for the sweep to ring."""
        mark_missed(book.connection, self.source, self.expected, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMemory:
    """Reads what is remembered of the files of one source."""

    database: Database
    source: str

    def file(self, keys: Collection[bytes]) -> FileRow | None:
        """Return a file by the keys under which it may be known, None where it never came."""
        with self.database.read() as connection:
            row = connection.execute(select(files).where(files.c.file_key.in_(keys))).first()
        return None if row is None else _file_row(row._mapping)

    def last_whole(self) -> FileRow | None:
        """Return the newest file that was taken whole."""
        whole = select(files).where(*self._taken()).order_by(files.c.sent_at.desc())
        with self.database.read() as connection:
            row = connection.execute(whole.limit(1)).first()
        return None if row is None else _file_row(row._mapping)

    def counted(self) -> list[Counted]:
        """Return how many rows earlier whole files had; of several for one delivery the largest."""
        counted = select(files.c.expected_at, files.c.sent_at, files.c.rows).where(*self._taken())
        newest = counted.order_by(files.c.sent_at.desc()).limit(LOOKED_BACK)
        most: dict[datetime, int] = {}
        with self.database.read() as connection:
            for row in connection.execute(newest):
                at = row.expected_at or row.sent_at
                most[at] = max(row.rows, most.get(at, 0))
        return [Counted(at=at, rows=rows) for at, rows in most.items()]

    def snapshot(self, keys: Collection[bytes]) -> dict[bytes, SnapshotRow]:
        """Return what is remembered of these references, by key."""
        of_them = select(snapshot_rows).where(
            snapshot_rows.c.source == self.source, snapshot_rows.c.row_key.in_(keys)
        )
        with self.database.read() as connection:
            rows = connection.execute(of_them).all()
        return {
            row.row_key: SnapshotRow(row_key=row.row_key, fields=row.fields, told_at=row.told_at)
            for row in rows
        }

    def planned_to(self, now: datetime) -> datetime | None:
        """Return the last instant up to now at which a delivery is expected; None where none is."""
        with self.database.read() as connection:
            return last_planned(connection, self.source, now)

    def open_deliveries(self) -> list[Delivery]:
        """Return the deliveries that have neither arrived nor were missed."""
        with self.database.read() as connection:
            return open_deliveries(connection, self.source)

    def _taken(self) -> tuple[Any, ...]:
        return files.c.source == self.source, files.c.state == FileState.TAKEN.value


_COLUMNS = [column.name for column in files.columns]
_REMEMBER = insert_replacing(snapshot_rows, ["source", "row_key"], ["fields", "told_at"])


def _file_row(row: Any) -> FileRow:
    return FileRow(**{**row, "state": FileState(row["state"])})


def _advanced(connection: Connection, told: FileRow, before: int) -> bool:
    values = {name: getattr(told, name) for name in _COLUMNS} | {"state": told.state.value}
    if before == 0 and connection.execute(insert_ignoring(files), values).rowcount == 1:
        return True
    step = update(files).where(files.c.file_key == told.file_key, files.c.batches == before)
    return connection.execute(step.values(**values)).rowcount == 1


def _disappeared(connection: Connection, row: FileRow, before: datetime) -> int:
    """Return how many references the file before still told and this one does not."""
    gone = select(func.count()).where(
        snapshot_rows.c.source == row.source,
        snapshot_rows.c.told_at >= before,
        snapshot_rows.c.told_at < row.sent_at,
    )
    return connection.execute(gone).scalar_one()


def _forget(connection: Connection, row: FileRow) -> None:
    """Forget the rows that no file has told of for so long that their cases are gone too."""
    old = delete(snapshot_rows).where(
        snapshot_rows.c.source == row.source, snapshot_rows.c.told_at < row.sent_at - KEPT
    )
    connection.execute(old)


def _remember(connection: Connection, source: str, rows: Sequence[SnapshotRow]) -> None:
    told = [
        {"source": source, "row_key": row.row_key, "fields": row.fields, "told_at": row.told_at}
        for row in rows
    ]
    if told:
        connection.execute(_REMEMBER, told)
    older = [row.replaces for row in rows if row.replaces is not None]
    if older:
        # Else it would be one of those that this file no longer tells.
        of_them = snapshot_rows.c.source == source, snapshot_rows.c.row_key.in_(older)
        connection.execute(delete(snapshot_rows).where(*of_them))
