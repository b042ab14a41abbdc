"""How often each feed spoke in each hour: what is usual for it, and so what is silence.

Messages of one instant count once: a file is no storm of messages, and comes tomorrow, not at once.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from schemas.feed_tables import feed_hours
from schemas.inserts import insert_adding

ONE_HOUR = timedelta(hours=1)

KEPT = timedelta(weeks=10)
"""How long hours are kept: 8 weeks before the last message, and a silence of two.

Source: the 8 weeks of contract section 3, "Feeds"; the rest is an assumption.
"""

HourCounts = Mapping[datetime, int]
"""Messages by the instant at which their hour began."""


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour of an instant; hours of London begin with those of UTC."""
    return at.replace(minute=0, second=0, microsecond=0)


class FeedHours:
    """The hours that one transaction counts."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of the transaction."""
        self._connection = connection
        self._came: Counter[tuple[str, datetime]] = Counter()
        self._last: dict[str, datetime] = {}

    def count(self, source: str, at: datetime) -> None:
        """Count a new message of a feed, unless the one before was sent at that very instant."""
        if self._last.get(source) != at:
            self._last[source] = at
            self._came[source, hour_of(at)] += 1

    def between(self, source: str, start: datetime, end: datetime) -> HourCounts:
        """Return the messages of a feed by hour, those of this transaction included."""
        self.flush()
        of_it = select(feed_hours.c.hour, feed_hours.c.messages).where(
            feed_hours.c.source == source, feed_hours.c.hour >= start, feed_hours.c.hour <= end
        )
        return {row.hour: row.messages for row in self._connection.execute(of_it)}

    def forget(self, source: str, now: datetime) -> None:
        """Drop the hours of a feed by which nothing is judged any more."""
        old = delete(feed_hours).where(
            feed_hours.c.source == source, feed_hours.c.hour < now - KEPT
        )
        self._connection.execute(old)

    def flush(self) -> None:
        """Write what was counted, in this transaction; in order, so that no two can deadlock."""
        rows = [
            {"source": source, "hour": hour, "messages": number}
            for (source, hour), number in sorted(self._came.items())
        ]
        if rows:
            self._connection.execute(_ADD, rows)
        self._came.clear()


_ADD = insert_adding(feed_hours, ["messages"])
