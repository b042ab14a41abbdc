"""Comparing what a force counted for a day with what we hold of it: what never arrived.

A count is compared when it comes, or when its day has ended; where the force sends a file on a
schedule, when the file with that day has been read or is overdue.
"""

from dataclasses import replace
from datetime import datetime

from alerts.feed_words import day_words, difference_words, place_words
from alerts.raising import about_messages, raise_alert
from schemas.book import Book
from schemas.control_totals import ControlTotal
from schemas.deliveries import has_arrived_since
from schemas.feeds import Feed, Feeds
from schemas.house import House
from schemas.reported_hours import Place, held_with_children
from schemas.schedules import slot_of
from schemas.words import Kind


class TotalsSweep:
    """Looks at the control totals of one transaction whose instant has come."""

    def __init__(self, book: Book, feeds: Feeds, house: House) -> None:
        """Take the open book and feeds, and what does not change while the program runs."""
        self._book = book
        self._feeds = feeds
        self._house = house

    def next_due(self) -> datetime | None:
        """Return the next instant at which a count must be compared, if any."""
        dues = (one.judge_at for one in self._feeds.totals.open())
        return min((at for at in dues if at is not None), default=None)

    def turn(self, now: datetime) -> None:
        """Compare every count that is due by now, or put it off until the file of its day."""
        for total in self._feeds.totals.open():
            if total.judge_at is not None and total.judge_at <= now:
                until = self._waits_until(total, now)
                judged = self._judge(total, now) if until is None else total
                self._feeds.totals.store(replace(judged, judge_at=until))

    def _waits_until(self, total: ControlTotal, now: datetime) -> datetime | None:
        """Return until when the file with that day may still come, None where it came or is late.

        Of several feeds each must have told what it knows of the day.
        """
        waits = (self._file_due(feed, total) for feed in self._feeds.police_of(total.force))
        return max((at for at in waits if at is not None and at > now), default=None)

    def _file_due(self, feed: Feed, total: ControlTotal) -> datetime | None:
        if feed.quiet_until is None:
            return None
        schedule = self._house.schedules.get(feed.source)
        if schedule is None:
            has_come = has_arrived_since(self._book.connection, feed.source, total.day_ends)
        else:
            has_come = slot_of(schedule, feed.last_message_at) >= total.day_ends
        return None if has_come else feed.quiet_until

    def _judge(self, total: ControlTotal, now: datetime) -> ControlTotal:
        place = Place(total.force, total.local_authority)
        self._feeds.reported.flush()
        held = held_with_children(self._book.connection, place, total.day)
        difference = total.incidents_with_children - held
        if difference <= (total.told_difference or 0):
            return total
        policy = self._house.policies.at(now)
        name = f"{total.force} {total.local_authority} {total.day} {difference}"
        reason = f"{place_words(place, policy)}, {day_words(total.day)}: "
        reason += difference_words(total.incidents_with_children, held)
        alert = about_messages(Kind.RECONCILIATION, name, now, reason, policy)
        alert = replace(alert, local_authority=total.local_authority)
        raise_alert(self._book, alert, self._house)
        return replace(total, told_difference=difference)
