"""Rows of an extract that could not be read: kept sealed, since each may be a child."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from consumer.arrivals import Arrival
from consumer.holdings import last_instant
from consumer.sources import BATCH_RECORDS, Record
from consumer.work import working
from schemas.database import Database, retrying
from schemas.house import House

_SHARD = "import"


def keep_bad_rows(database: Database, house: House, rows: Iterable[Record], now: datetime) -> None:
    """Put rows into quarantine; the same row of an earlier import is there already."""
    left = iter(rows)
    while some := list(islice(left, BATCH_RECORDS)):
        retrying(partial(_keep, database, house, some, now))


def _keep(database: Database, house: House, rows: Sequence[Record], now: datetime) -> None:
    with working(database, house, shard=_SHARD) as work:
        # A replay may have left this database's clock ahead of the wall: it never goes back.
        at = max(now, last_instant(work.book.connection) or now)
        for row in rows:
            if row.refused is not None:
                work.ingest.take(Arrival(record=row, told=row.refused), at)
