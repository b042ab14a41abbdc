"""When a feed that says nothing has been silent for too long. Pure.

One rule for the alarm and for trust: a feed is trusted until the instant at which it is silent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, log

from alerts.feeds import is_own
from schemas.feed_hours import ONE_HOUR, HourCounts, hour_of
from schemas.feeds import UNHEARD, Feed
from schemas.moments import LONDON

EXPECTED_WITHIN = timedelta(days=1)
"""A source that sent a heartbeat so long before its last message is expected to go on.

Source: contract section 3, "Feeds".
"""

AFTER_HEARTBEAT = timedelta(hours=1)
"""How long a source that sends heartbeats may say nothing. Source: contract section 3, "Feeds"."""

NOT_KNOWN_YET = timedelta(hours=24)
"""How long any other may say nothing while its history is short. Source: as above."""

HISTORY, ENOUGH_HISTORY = timedelta(weeks=8), timedelta(weeks=4)
"""How far back it counts what a feed usually sends, and from when on that is known at all.

Source: contract section 3, "Feeds".
"""

BY_DAY, BY_NIGHT = timedelta(hours=6), timedelta(hours=10)
"""The least silence that is told, by day, and from 23:00 to 07:00. Source: as above."""

NIGHT_BEGINS, NIGHT_ENDS = 23, 7
"""Hours of the clock in London. Source: as above."""

CHANCE = 0.001
"""Silence less likely than this is no accident. Source: contract section 3, "Feeds"."""

_MESSAGES_MISSED = -log(CHANCE)
"""With so many expected, none at all has just that chance: 6.9."""

_HOURS_OF_A_WEEK = 168
_SECONDS_OF_AN_HOUR = 3_600


class Usual(StrEnum):
    """By what a feed is known to be silent."""

    HEARTBEATS = "heartbeats"
    SCHEDULE = "schedule"
    TOO_NEW = "too new"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """From when a feed is silent if nothing more comes, and by what that is known.

    ``expected`` is how many messages usually come in that time, None where nobody knows.
    """

    since: datetime
    usual: Usual
    expected: float | None = None


def first_look(feed: Feed) -> datetime | None:
    """Return when a feed must be looked at if nothing more comes; never after its limit.

    None for one that nobody waits for: the monitor's own, one whose every message was refused, and
    one with a schedule, whose overdue delivery is told instead. What a feed usually sends is read
    only when its least limit has passed, not with every message.
    """
    if feed.side == UNHEARD or is_own(feed) or feed.quiet_until is not None:
        return None
    last = feed.last_message_at
    if _sends_heartbeats(feed):
        return last + AFTER_HEARTBEAT
    if last - feed.first_message_at < ENOUGH_HISTORY:
        return last + NOT_KNOWN_YET
    return _least_limit(last)


def silent_from(feed: Feed, came: HourCounts) -> Silence | None:
    """Return from when a feed is silent if nothing more comes, None as `first_look`.

    ``came`` are its messages by hour over the 8 weeks before its last one; what it fell silent
    since then is not what is usual.
    """
    at = first_look(feed)
    if at is None:
        return None
    if _sends_heartbeats(feed):
        return Silence(since=at, usual=Usual.HEARTBEATS)
    last = feed.last_message_at
    began = max(last - HISTORY, feed.first_message_at, min(came, default=last))
    if last - began < ENOUGH_HISTORY:
        return Silence(since=last + NOT_KNOWN_YET, usual=Usual.TOO_NEW)
    rates = _rates(came, began, last)
    since = max(_least_limit(last), _unlikely_from(last, rates))
    return Silence(since=since, usual=Usual.HISTORY, expected=_expected(last, since, rates))


def without_heartbeats(feed: Feed) -> Feed:
    """Return a feed as one that is not expected to go on.

    What a folder reads is told with a heartbeat of ours, which says how far a file is complete.
    """
    return replace(feed, heartbeat_at=None)


def overdue_from(feed: Feed) -> Silence | None:
    """Return from when a feed with a schedule is silent: when its next delivery is overdue."""
    if feed.quiet_until is None:
        return None
    return Silence(since=feed.quiet_until, usual=Usual.SCHEDULE)


def history_since(feed: Feed) -> datetime:
    """Return from when on the messages of a feed tell what is usual."""
    return hour_of(feed.last_message_at - HISTORY)


def _sends_heartbeats(feed: Feed) -> bool:
    beat = feed.heartbeat_at
    return beat is not None and beat >= feed.last_message_at - EXPECTED_WITHIN


def _least_limit(last: datetime) -> datetime:
    """Return the first instant that is not too soon by the clock: 6 h of silence, 10 h at night."""
    at, by_night = last + BY_DAY, last + BY_NIGHT
    while _is_night(at) and at < by_night:
        at = min(hour_of(at) + ONE_HOUR, by_night)
    return at


def _is_night(at: datetime) -> bool:
    hour = at.astimezone(LONDON).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS


def _rates(came: HourCounts, began: datetime, last: datetime) -> Sequence[float]:
    """Return how many messages came per hour, by hour of the week in London from Monday on."""
    by_hour = [0.0] * _HOURS_OF_A_WEEK
    weeks = (last - began) / timedelta(weeks=1)
    for hour, messages in came.items():
        if hour >= hour_of(began):
            by_hour[_hour_of_week(hour)] += messages / weeks
    return by_hour


def _hour_of_week(at: datetime) -> int:
    local = at.astimezone(LONDON)
    return local.weekday() * 24 + local.hour


def _unlikely_from(last: datetime, rates: Sequence[float]) -> datetime:
    """Return when silence since the last message becomes less likely than the chance allowed.

    As Poisson has it: so many messages were expected since then that none is no accident.
    """
    missing = _MESSAGES_MISSED
    hours = _hours_from(last, rates)
    start, length, rate = next(hours)
    while any(rates) and rate * length < missing:
        missing -= rate * length
        start, length, rate = next(hours)
    seconds = missing / rate * _SECONDS_OF_AN_HOUR if rate else 0
    return start + timedelta(seconds=ceil(seconds))


def _expected(last: datetime, until: datetime, rates: Sequence[float]) -> float:
    """Return how many messages usually come between two instants."""
    expected = 0.0
    for start, hours, rate in _hours_from(last, rates):
        if start >= until:
            break
        expected += rate * min(hours, (until - start) / ONE_HOUR)
    return expected


def _hours_from(at: datetime, rates: Sequence[float]) -> Iterator[tuple[datetime, float, float]]:
    """Yield each hour from an instant on, without end: its start, how much is left, its rate."""
    while True:
        ends = hour_of(at) + ONE_HOUR
        yield at, (ends - at) / ONE_HOUR, rates[_hour_of_week(at)]
        at = ends
