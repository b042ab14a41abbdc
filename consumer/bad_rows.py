"""Rows of an extract that could not be read: kept sealed, since each may be a child."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from itertools import islice

from consumer.arrivals import Arrival
from consumer.holdings import last_instant
from consumer.sources import BATCH_RECORDS, Record
from consumer.sources.extract_rows import BadRow
from consumer.work import working
from schemas.database import Database, retrying
from schemas.house import House
from schemas.refusals import Reason, Refusal

_LONGEST_PLACE = 128
"""Characters that the column holds."""

_SHARD = "import"


def bad_row_arrival(bad: BadRow, *, source: str, file_name: str) -> Arrival:
    """Return a row or cell that could not be read, as it goes to quarantine."""
    raw = bad.raw.encode(errors="surrogateescape")
    place = "" if bad.column is None else f"column {bad.column}"[:_LONGEST_PLACE]
    refusal = Refusal(
        reason=Reason.BAD_ROW,
        place=place,
        digest=blake2b(raw, digest_size=16).digest(),
        source=source,
        clock_from=bad.clock_from,
    )
    return Arrival(
        record=Record(raw=raw, coordinates=f"{file_name}:{bad.line_number}"), told=refusal
    )


def keep_bad_rows(database: Database, house: House, rows: Iterable[Arrival], now: datetime) -> None:
    """Put rows into quarantine; the same row of an earlier import is there already."""
    left = iter(rows)
    while some := list(islice(left, BATCH_RECORDS)):
        retrying(partial(_keep, database, house, some, now))


def _keep(database: Database, house: House, rows: Sequence[Arrival], now: datetime) -> None:
    with working(database, house, shard=_SHARD) as work:
        # A replay may have left this database's clock ahead of the wall: it never goes back.
        at = max(now, last_instant(work.book.connection) or now)
        for row in rows:
            work.ingest.take(row, at)
