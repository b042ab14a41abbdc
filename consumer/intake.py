"""The consuming loop: polls each source in turn and stores what came, one transaction a batch."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consumer.arrivals import Arrival, Reader
from consumer.canary_arrivals import is_canary
from consumer.holes import tell_holes
from consumer.offsets import Offsets, OffsetsMoved
from consumer.sources import Batch, Record, Source
from consumer.sources.ndjson_trouble import FileUnreadable
from consumer.sources.topics import Topics
from consumer.stopping import Waves, tally, tell_stopped, why_stopped
from consumer.work import HANDLED, working
from schemas.database import CommitUnknown, Database, retrying
from schemas.house import House
from schemas.refusals import OF_FILES, Refusal
from schemas.told import AHEAD

logger = logging.getLogger(__name__)

SHARD = "consume"
"""Whose counts these are."""

IDLE = timedelta(milliseconds=200)
"""How long to wait when no source had anything. Source: assumption, well under an alarm's 5 s."""


@dataclass(slots=True, kw_only=True)
class Intake:
    """Takes batches from sources into the database, each exactly once."""

    database: Database
    house: House
    reader: Reader
    sources: Sequence[Source]
    offsets: Offsets
    _waves: Waves = field(default_factory=dict)
    _stopped: dict[str, str] = field(default_factory=dict)
    """By feed that is no longer read: why, in plain words."""

    def turn(self, now: datetime) -> timedelta:
        """Poll every source once; return how long to wait before the next turn."""
        came = [self._poll(source, now) for source in self.sources if self._is_read(source)]
        return timedelta(0) if any(came) else IDLE

    @property
    def is_finished(self) -> bool:
        """Whether no source will ever give anything more."""
        return all(source.is_finished for source in self.sources)

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why messages do not come in as they should, in plain words; empty where they do."""
        outages = (source.outage for source in self.sources if isinstance(source, Topics))
        return (*(why for why in outages if why is not None), *self._stopped.values())

    def _is_read(self, source: Source) -> bool:
        return source.name not in self._stopped

    def _poll(self, source: Source, now: datetime) -> bool:
        try:
            batch = source.poll()
        except FileUnreadable as damage:
            # What stood behind the break may be a child: said until somebody sends it again.
            logger.error("a file breaks off", extra={"file": source.name})  # noqa: TRY400
            self._stopped[f"{source.name}, behind a break"] = str(damage)
            return True
        if batch.is_empty:
            return False
        self._take(source, batch, now)
        return True

    def _take(self, source: Source, batch: Batch, now: datetime) -> None:
        arrivals = self._read(batch, now)
        waves, to_stop = tally(self._waves, _told(source, arrivals))
        try:
            retrying(lambda: self._store(batch, arrivals, to_stop, now))
        except OffsetsMoved as moved:
            # Not accepted, so the source asks the database again where to go on.
            logger.warning("another process reads this partition", extra={"at": str(moved)})
            return
        except CommitUnknown:
            logger.warning("the commit may or may not have happened: reading again from the store")
            return
        self._waves = waves
        self.offsets.stored(batch.offsets)
        source.accepted(batch)
        for feed in to_stop:
            self._stop(source, feed)

    def _stop(self, source: Source, feed: str) -> None:
        logger.error("every message was refused: this feed is no longer read", extra={"feed": feed})
        self._stopped[feed] = why_stopped(feed)
        if isinstance(source, Topics):
            source.stop_topic(feed)

    def store(self, batch: Batch, now: datetime) -> None:
        """Store one batch: messages, states, ledger, quarantine and offsets, or nothing of it.

        Raises:
            OffsetsMoved: Another process has read on; nothing was stored.
        """
        self._store(batch, self._read(batch, now), (), now)

    def _read(self, batch: Batch, now: datetime) -> list[Arrival]:
        return [self.reader.read(record, now + AHEAD) for record in batch.records]

    def _store(
        self, batch: Batch, arrivals: list[Arrival], to_stop: tuple[str, ...], now: datetime
    ) -> None:
        with working(self.database, self.house, shard=SHARD) as work:
            self.offsets.advance(work.book.connection, batch.offsets)
            work.ingest.prepare(arrivals)
            for arrival in arrivals:
                work.ingest.take(arrival, now)
            work.ingest.settle(now)
            tell_holes(work.book, self.house, batch.holes, now)
            for feed in to_stop:
                tell_stopped(work.book, self.house, feed, now)
            if batch.step is not None:
                batch.step.write(work.book, work.feeds, now)
            if batch.step is not None or not all(map(is_canary, arrivals)):
                work.note(HANDLED, now)


def _told(source: Source, arrivals: Sequence[Arrival]) -> Iterator[tuple[str, bool]]:
    """Yield feed by feed whether a message was refused.

    Damaged ones side by side count once: one bad place on a broker's disk takes hundreds with it,
    and those behind them must not wait for a person. That a canary can be read says nothing of the
    partner's messages.
    """
    feed_of = _feed_of(source)
    beside: str | None = None
    for arrival in (one for one in arrivals if not is_canary(one)):
        feed = feed_of(arrival.record)
        if not arrival.record.damaged or beside != feed:
            yield feed, _is_refused(arrival)
        beside = feed if arrival.record.damaged else None


def _is_refused(arrival: Arrival) -> bool:
    """Whether a message was refused. A bad row stands in a file of which others can be read."""
    return isinstance(arrival.told, Refusal) and arrival.told.reason not in OF_FILES


def _feed_of(source: Source) -> Callable[[Record], str]:
    """Return how to name what is stopped alone where everything of it is refused."""
    return source.topic_of if isinstance(source, Topics) else lambda _: source.name
