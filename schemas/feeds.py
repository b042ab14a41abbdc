"""What is known of each feed, and which of its numbered messages are missing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, select, update

from schemas.control_totals import ControlTotals
from schemas.feed_hours import FeedHours
from schemas.file_tables import deliveries
from schemas.inserts import insert_replacing
from schemas.reported_hours import ReportedHours
from schemas.tables import feeds, gaps

POLICE, COUNCIL = "police", "council"
"""The two sides a feed can speak for."""

_FEED_LOCKS = 0x66656564
"""First key of PostgreSQL's advisory locks on feeds: `feed` in ASCII; the second is the name."""

UNHEARD = ""
"""The side of a source whose every message so far was refused: only its numbers are known."""


@dataclass(slots=True, kw_only=True)
class Feed:
    """One source heard at least once; None where it never said so."""

    source: str
    side: str
    force: str | None
    local_authority: str | None
    first_message_at: datetime
    last_message_at: datetime
    heartbeat_at: datetime | None = None
    complete_to: datetime | None = None
    lowest_number: int | None = None
    highest_number: int | None = None
    quiet_until: datetime | None = None
    """Until when a feed with a schedule may be silent; None for one without."""
    silent_at: datetime | None = None
    """When it must be looked at for silence, never after its limit; None where nobody waits."""
    silence_told_at: datetime | None = None
    """When somebody was told that it is silent; None while it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A run of numbered messages that have not come; an alarm at ``due_at`` if they still have not.

    ``told_at`` is None until someone was told.
    """

    source: str
    first_missing: int
    last_missing: int
    due_at: datetime
    told_at: datetime | None = None


class Numbers(NamedTuple):
    """The lowest and highest numbers heard of a feed; None where it does not number."""

    lowest: int | None
    highest: int | None


NO_NUMBERS = Numbers(None, None)


def every_feed(connection: Connection) -> Iterator[Feed]:
    """Yield every feed heard at least once, by name."""
    for row in connection.execute(select(feeds).order_by(feeds.c.source)):
        yield Feed(**row._mapping)


class Feeds:
    """The feeds and gaps that one transaction holds."""

    def __init__(self, connection: Connection, *, shard: str) -> None:
        """Read every gap; feeds are read, and their gaps anew, when asked for.

        ``shard`` names whose counts of incidents these are.
        """
        self._connection = connection
        self.hours = FeedHours(connection)
        self.reported = ReportedHours(connection, shard)
        self.totals = ControlTotals(connection)
        self._looks: dict[str, datetime] | None = None
        self._feeds: dict[str, Feed] = {}
        self._held: set[str] = set()
        self._heard: set[str] = set()
        self._gaps: dict[str, list[Gap]] = {}
        self._changed: set[str] = set()
        self._read_gaps(select(gaps))

    def load(self, sources: Iterable[str]) -> None:
        """Read these feeds and their gaps for update, in order of their names."""
        wanted = sorted(set(sources) - self._held)
        if not wanted:
            return
        self._lock(wanted)
        self._held.update(wanted)
        rows = self._connection.execute(select(feeds).where(feeds.c.source.in_(wanted)))
        self._feeds |= {row.source: Feed(**row._mapping) for row in rows}
        # As they were before we held the feed; but what we have told of meanwhile was told.
        stale = [source for source in wanted if source not in self._changed]
        for source in stale:
            self._gaps.pop(source, None)
        self._read_gaps(select(gaps).where(gaps.c.source.in_(stale)))

    def _lock(self, sources: list[str]) -> None:
        """Keep others from these feeds until the commit, also where a feed has no row yet.

        Locking rows that do not exist loses what two consumers hear first at the same time.
        """
        if self._connection.dialect.name == "sqlite":
            return  # one writer holds the whole file
        for source in sources:
            key = func.pg_advisory_xact_lock(_FEED_LOCKS, func.hashtext(source))
            self._connection.execute(select(key))

    def _read_gaps(self, wanted: Select[Any]) -> None:
        rows = self._connection.execute(wanted.order_by(gaps.c.source, gaps.c.first_missing))
        for row in rows:
            self._gaps.setdefault(row.source, []).append(Gap(**row._mapping))

    def heard(self, source: str) -> Feed | None:
        """Return a feed that was loaded, None where it was never heard."""
        return self._feeds.get(source)

    def keep(self, feed: Feed) -> None:
        """Note a feed as changed."""
        self._feeds[feed.source] = feed
        self._heard.add(feed.source)

    def looks(self) -> dict[str, datetime]:
        """Return when each feed of whose silence nobody was told must be looked at, by name."""
        if self._looks is None:
            stored = select(feeds.c.source, feeds.c.silent_at).where(is_not_told_silent())
            self._looks = {row.source: row.silent_at for row in self._connection.execute(stored)}
        others = {source: at for source, at in self._looks.items() if source not in self._feeds}
        return others | {
            feed.source: feed.silent_at
            for feed in self._feeds.values()
            if feed.silent_at is not None and feed.silence_told_at is None
        }

    def police_of(self, force: str) -> list[Feed]:
        """Return the police feeds that speak for a force, as this transaction knows them."""
        known = {feed.source: feed for feed in every_feed(self._connection)} | self._feeds
        found = (known[source] for source in sorted(known))
        return [feed for feed in found if feed.side == POLICE and feed.force == force]

    def number(self, source: str, numbers: Numbers, now: datetime) -> None:
        """Note between which numbers a feed's messages lie, also where one was refused."""
        feed = self._feeds.get(source) or Feed(
            source=source,
            side=UNHEARD,
            force=None,
            local_authority=None,
            first_message_at=now,
            last_message_at=now,
        )
        feed.lowest_number, feed.highest_number = numbers
        self.keep(feed)

    def gaps_of(self, source: str) -> list[Gap]:
        """Return the runs of messages still missing from a feed, in order."""
        return self._gaps.get(source, [])

    def set_gaps(self, source: str, missing: list[Gap]) -> None:
        """Note which runs are still missing from a feed."""
        if missing != self._gaps.get(source, []):
            self._gaps[source] = missing
            self._changed.add(source)

    def untold_gaps(self) -> list[Gap]:
        """Return the gaps nobody was told of, soonest due first."""
        every = (gap for missing in self._gaps.values() for gap in missing)
        untold = (gap for gap in every if gap.told_at is None)
        return sorted(untold, key=lambda gap: (gap.due_at, gap.source, gap.first_missing))

    def tell(self, told: Gap, now: datetime) -> None:
        """Note that someone was told of a gap: it never rings again."""
        missing = self._gaps[told.source]
        self.set_gaps(
            told.source, [replace(gap, told_at=now) if gap == told else gap for gap in missing]
        )

    def flush(self) -> None:
        """Write what changed, in this transaction."""
        told = [_row(self._feeds[source]) for source in sorted(self._heard)]
        if told:
            self._connection.execute(_REPLACE_FEED, told)
        if self._changed:
            self._connection.execute(delete(gaps).where(gaps.c.source.in_(self._changed)))
        rows = [_gap_row(gap) for source in sorted(self._changed) for gap in self._gaps[source]]
        if rows:
            self._connection.execute(gaps.insert(), rows)
        self.hours.flush()
        self.reported.flush()


def unschedule(connection: Connection, scheduled: Collection[str]) -> None:
    """Look anew at feeds that had a schedule and no longer have one: no delivery is awaited.

    Those of folders keep theirs, which another process may read.
    """
    of_folder = exists(select(deliveries).where(deliveries.c.source == feeds.c.source))
    gone = feeds.c.quiet_until.is_not(None) & feeds.c.source.not_in(scheduled) & ~of_folder
    looked_at = {"quiet_until": None, "silent_at": feeds.c.last_message_at}
    connection.execute(update(feeds).where(gone).values(**looked_at, silence_told_at=None))


def is_not_told_silent() -> ColumnElement[bool]:
    """Return the condition that a feed must be looked at for silence, now or later."""
    return feeds.c.silent_at.is_not(None) & feeds.c.silence_told_at.is_(None)


_REPLACE_FEED = insert_replacing(
    feeds, ["source"], [column.name for column in feeds.columns if column.name != "source"]
)


def _row(feed: Feed) -> dict[str, Any]:
    return {column.name: getattr(feed, column.name) for column in feeds.columns}


def _gap_row(gap: Gap) -> dict[str, Any]:
    return {column.name: getattr(gap, column.name) for column in gaps.columns}
