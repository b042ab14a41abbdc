"""One transaction of the monitor: what arrives and what falls due, on one book, written at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from alerts.sweep import Sweep
from consumer.ingest import Ingest
from consumer.ledger import count_waiting
from schemas.book import Book
from schemas.database import Database
from schemas.feeds import Feeds
from schemas.house import House
from schemas.instants import set_instant

HANDLED, SWEPT = "handled", "swept"
"""Names of the instants at which the last message was handled and the last sweep looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one transaction works with."""

    book: Book
    feeds: Feeds
    ingest: Ingest
    sweep: Sweep
    house: House

    def note(self, name: str, at: datetime) -> None:
        """Note when the last message was handled or the last sweep looked."""
        set_instant(self.book.connection, name, at)

    def flush(self) -> None:
        """Write everything that changed, in this transaction."""
        count_waiting(self.book, self.house.policies.versions[-1])
        self.ingest.flush()
        self.feeds.flush()
        self.book.flush()


@contextmanager
def working(database: Database, house: House, *, shard: str) -> Iterator[Work]:
    """Give the work of one transaction: written and committed at the end, undone on any error."""
    with database.write() as connection:
        book, feeds = Book(connection, shard=shard), Feeds(connection, shard=shard)
        work = Work(
            book=book,
            feeds=feeds,
            ingest=Ingest(book, feeds, house),
            sweep=Sweep(book, feeds, house),
            house=house,
        )
        yield work
        work.flush()
