"""Ringing for feeds that have gone silent, each once per silence.

A feed says when it must be looked at. Only then is read what it usually sends: it is silent, or the
instant from which it will be is stored for the next look.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.feed_words import silence_words
from alerts.raising import about_messages, raise_alert
from alerts.silence import (
    Silence,
    history_since,
    overdue_from,
    silent_from,
    without_heartbeats,
)
from schemas.book import Book
from schemas.deliveries import has_files
from schemas.feeds import Feed, Feeds
from schemas.house import House
from schemas.moments import zulu
from schemas.words import Kind


class SilenceSweep:
    """Looks at the feeds of one transaction that have said nothing for long enough."""

    def __init__(self, book: Book, feeds: Feeds, house: House) -> None:
        """Take the open book and feeds, and what does not change while the program runs."""
        self._book = book
        self._feeds = feeds
        self._house = house

    def next_due(self) -> datetime | None:
        """Return the next instant at which a feed must be looked at, if any."""
        return min(self._feeds.looks().values(), default=None)

    def turn(self, now: datetime) -> None:
        """Look at every feed that is due by now."""
        due = sorted(source for source, at in self._feeds.looks().items() if at <= now)
        if not due:
            return
        self._feeds.load(due)
        for source in due:
            feed = self._feeds.heard(source)
            # As it is now that it is ours: it may have spoken, or another may have rung.
            if feed is not None and self._feeds.looks().get(source, now + SOON) <= now:
                self._look(feed, now)

    def _look(self, feed: Feed, now: datetime) -> None:
        silence = self._silence(feed)
        feed.silent_at = None if silence is None else self._told_from(feed, silence)
        if silence is not None and feed.silent_at is not None and feed.silent_at <= now:
            feed.silence_told_at = now
            self._raise(feed, silence, now)
        self._feeds.hours.forget(feed.source, now)
        self._feeds.keep(feed)

    def _silence(self, feed: Feed) -> Silence | None:
        if feed.source in self._house.schedules:
            return overdue_from(feed)
        came = self._feeds.hours.between(feed.source, history_since(feed), feed.last_message_at)
        is_of_folder = has_files(self._book.connection, feed.source)
        return silent_from(without_heartbeats(feed) if is_of_folder else feed, came)

    def _told_from(self, feed: Feed, silence: Silence) -> datetime:
        """Return from when a silence is told: at once, but not of a feed whose backlog comes in."""
        since = self._house.live_since
        if since is None or silence.since >= since:
            return silence.since
        return max(silence.since, feed.last_message_at + READ_OUT_AFTER)

    def _raise(self, feed: Feed, silence: Silence, now: datetime) -> None:
        name = f"{feed.source} silent since {zulu(feed.last_message_at)}"
        reason = silence_words(feed, silence)
        policy = self._house.policies.at(now)
        alert = about_messages(Kind.SILENCE, name, now, reason, policy)
        raise_alert(self._book, replace(alert, due_at=silence.since), self._house)


READ_OUT_AFTER = timedelta(minutes=15)
"""After how long without a message the backlog of a feed has been read.

A feed with a schedule goes by when its messages were sent: while those of before the start are
read, each of them would make it overdue. Source: assumption, to agree with the data manager who
sets the monitor up.
"""

SOON = timedelta(seconds=1)
"""Anything later than now: a feed that nobody waits for any more."""
