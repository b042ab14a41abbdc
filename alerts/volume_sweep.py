"""Every hour: whether far fewer incidents were reported than usual, by force and council."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.feed_words import place_words, volume_words
from alerts.raising import about_messages, raise_alert
from alerts.volume import (
    EPISODE_ENDS_AFTER,
    FIRST_JUDGED_AFTER,
    WEEKS,
    Comparison,
    Measure,
    Standpoint,
    compare,
    lowest,
)
from schemas.book import Book
from schemas.feed_hours import ONE_HOUR, hour_of
from schemas.feeds import Feeds
from schemas.house import House
from schemas.moments import zulu
from schemas.reported_hours import Place
from schemas.volume_episodes import Episode, read_episodes, store_episode
from schemas.volume_looks import next_look, take_look
from schemas.words import Kind

READ_BACK = timedelta(weeks=WEEKS + 2)
"""Hours read before the end of a window: its earlier weeks, the longest window, a clock change."""


class VolumeSweep:
    """Looks at the volume of incidents once every whole hour."""

    def __init__(self, book: Book, feeds: Feeds, house: House) -> None:
        """Take the open book and feeds, and what does not change while the program runs."""
        self._book = book
        self._feeds = feeds
        self._house = house
        self._next: datetime | None = None

    def next_due(self) -> datetime | None:
        """Return the next hour at which is looked, None where nothing was reported yet."""
        if self._next is None:
            self._feeds.reported.flush()
            self._next = next_look(self._book.connection)
        return self._next

    def turn(self, now: datetime) -> None:
        """Look, where an hour has begun since the last look; missed hours are not made up."""
        due_at = self.next_due()
        if due_at is None or due_at > now:
            return
        since = self._feeds.reported.known_since()
        hour = hour_of(now)
        soonest = min(since.values(), default=hour) + FIRST_JUDGED_AFTER
        next_at = max(hour + ONE_HOUR, soonest)
        if not take_look(self._book.connection, due_at, next_at):
            self._next = None  # another process looks at this hour
            return
        self._next = next_at
        self._look(now, since)

    def _look(self, now: datetime, since: Mapping[Place, datetime]) -> None:
        hour, policy = hour_of(now), self._house.policies.at(now)
        judged = {
            place: Standpoint(now=hour, ends_at=self._complete_to(place.force, hour), since=at)
            for place, at in since.items()
            if policy.is_configured(place.local_authority) and hour - at >= FIRST_JUDGED_AFTER
        }
        if not judged:
            return
        soonest = min(at.ends_at for at in judged.values())
        rows = self._feeds.reported.since(soonest - READ_BACK)
        for place, at in sorted(judged.items()):
            found = compare(rows.get(place, ()), at)
            for measure in Measure:
                low = lowest(found, measure)
                if low is not None:
                    self._note(place, low, now)

    def _complete_to(self, force: str, hour: datetime) -> datetime:
        """Return up to when all that a force's feeds know has come, this hour where none says.

        One that is told to be silent would hold the others back for ever.
        """
        feeds = self._feeds.police_of(force)
        speaking = [feed for feed in feeds if feed.silence_told_at is None]
        told = (feed.complete_to for feed in speaking or feeds)
        return hour_of(min((hour, *(at for at in told if at is not None))))

    def _note(self, place: Place, low: Comparison, now: datetime) -> None:
        """Tell of a drop, unless it belongs to an episode that was told."""
        connection, hour = self._book.connection, hour_of(now)
        before = read_episodes(connection).get((place, low.measure))
        if before is not None and hour - before.last_low_at < EPISODE_ENDS_AFTER:
            episode = replace(before, last_low_at=hour)
        else:
            episode = Episode(told_at=hour, last_low_at=hour)
            self._raise(place, low, now)
        store_episode(connection, place, low.measure, episode)

    def _raise(self, place: Place, low: Comparison, now: datetime) -> None:
        policy = self._house.policies.at(now)
        name = f"{place.force} {place.local_authority} {low.measure} {zulu(now)}"
        reason = f"{place_words(place, policy)}: {volume_words(low)}"
        alert = about_messages(Kind.VOLUME, name, now, reason, policy)
        alert = replace(alert, local_authority=place.local_authority)
        raise_alert(self._book, alert, self._house)
