"""The consuming loop: polls each source in turn and stores what came, one transaction a batch."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consumer.arrivals import Reader
from consumer.offsets import Offsets, OffsetsMoved
from consumer.sources import Batch, Source
from consumer.work import HANDLED, working
from schemas.database import CommitUnknown, Database, retrying
from schemas.house import House
from schemas.told import AHEAD

logger = logging.getLogger(__name__)

SHARD = "consume"
"""Whose counts these are."""

IDLE = timedelta(milliseconds=200)
"""How long to wait when no source had anything. Source: assumption, well under an alarm's 5 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes batches from sources into the database, each exactly once."""

    database: Database
    house: House
    reader: Reader
    sources: Sequence[Source]
    offsets: Offsets

    def turn(self, now: datetime) -> timedelta:
        """Poll every source once; return how long to wait before the next turn."""
        came = [self._poll(source, now) for source in self.sources]
        return timedelta(0) if any(came) else IDLE

    @property
    def is_finished(self) -> bool:
        """Whether no source will ever give anything more."""
        return all(source.is_finished for source in self.sources)

    def _poll(self, source: Source, now: datetime) -> bool:
        batch = source.poll()
        if not batch.records and not batch.offsets:
            return False
        try:
            retrying(lambda: self.store(batch, now))
        except OffsetsMoved as moved:
            # Not accepted, so the source asks the database again where to go on.
            logger.warning("another process reads this partition", extra={"at": str(moved)})
            return True
        except CommitUnknown:
            logger.warning("the commit may or may not have happened: reading again from the store")
            return True
        self.offsets.stored(batch.offsets)
        source.accepted(batch)
        return True

    def store(self, batch: Batch, now: datetime) -> None:
        """Store one batch: messages, states, ledger, quarantine and offsets, or nothing of it.

        Raises:
            OffsetsMoved: Another process has read on; nothing was stored.
        """
        arrivals = [self.reader.read(record, now + AHEAD) for record in batch.records]
        with working(self.database, self.house, shard=SHARD) as work:
            self.offsets.advance(work.book.connection, batch.offsets)
            work.ingest.prepare(arrivals)
            for arrival in arrivals:
                work.ingest.take(arrival, now)
            work.ingest.settle(now)
            work.note(HANDLED, now)
