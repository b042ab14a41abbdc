"""When a feed has been silent for too long: contract section 3, "Feeds"."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.silence import Usual, first_look, history_since, silent_from
from schemas.feed_hours import HourCounts
from schemas.feeds import COUNCIL, POLICE, UNHEARD, Feed
from schemas.moments import LONDON

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FRIDAY = datetime(2026, 6, 19, 12, tzinfo=UTC)
LONG_AGO = FRIDAY - 10 * WEEK


def a_feed(
    *,
    source: str = "/police/staffordshire/niche",
    side: str = POLICE,
    first: datetime = LONG_AGO,
    last: datetime = FRIDAY,
    beat: datetime | None = None,
    quiet_until: datetime | None = None,
) -> Feed:
    return Feed(
        source=source,
        side=side,
        force="staffordshire",
        local_authority=None,
        first_message_at=first,
        last_message_at=last,
        heartbeat_at=beat,
        quiet_until=quiet_until,
    )


def every_hour(messages: int, weeks: float = 8, until: datetime = FRIDAY) -> HourCounts:
    """Return the same number of messages in every hour of the weeks before an instant."""
    last = until.replace(minute=0, second=0)
    return {last - n * HOUR: messages for n in range(1, int(weeks * 168) + 1)}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def silent_at(feed: Feed, came: HourCounts) -> datetime:
    silence = silent_from(feed, came)
    assert silence is not None
    return silence.since


BUSY = every_hour(10)


@pytest.mark.parametrize(
    ("feed", "after", "usual"),
    [
        pytest.param(a_feed(beat=FRIDAY), HOUR, Usual.HEARTBEATS, id="it-sends-heartbeats"),
        pytest.param(
            a_feed(beat=FRIDAY - DAY), HOUR, Usual.HEARTBEATS, id="its-last-heartbeat-is-a-day-old"
        ),
        pytest.param(
            a_feed(beat=FRIDAY - DAY - timedelta(seconds=1)),
            6 * HOUR,
            Usual.HISTORY,
            id="it-stopped-sending-heartbeats-and-went-on",
        ),
        pytest.param(
            a_feed(first=FRIDAY - 4 * WEEK + HOUR), DAY, Usual.TOO_NEW, id="under-four-weeks"
        ),
        pytest.param(a_feed(first=FRIDAY - 4 * WEEK), 6 * HOUR, Usual.HISTORY, id="four-weeks"),
        pytest.param(
            a_feed(side=COUNCIL, source="/council/stoke/liquidlogic"),
            6 * HOUR,
            Usual.HISTORY,
            id="a-council-is-a-feed-like-any",
        ),
    ],
)
def test_a_busy_feed_is_silent_after_its_limit(feed: Feed, after: timedelta, usual: Usual) -> None:
    silence = silent_from(feed, BUSY)

    assert silence is not None
    assert (silence.since, silence.usual) == (FRIDAY + after, usual)


@pytest.mark.parametrize(
    "feed",
    [
        pytest.param(a_feed(side=UNHEARD), id="all-it-sent-was-refused"),
        pytest.param(a_feed(source="/danm/canary"), id="our-own-canary"),
        pytest.param(a_feed(quiet_until=FRIDAY + DAY), id="its-overdue-delivery-is-told-instead"),
    ],
)
def test_nobody_waits_for_a_feed_that_owes_nothing(feed: Feed) -> None:
    assert first_look(feed) is None
    assert silent_from(feed, BUSY) is None


@pytest.mark.parametrize(
    ("last", "silent"),
    [
        pytest.param("2026-06-19 08:00", "2026-06-19 14:00", id="six-hours-by-day"),
        pytest.param("2026-06-19 16:59", "2026-06-19 22:59", id="six-hours-just-before-the-night"),
        pytest.param("2026-06-19 17:00", "2026-06-20 03:00", id="at-23-the-night-has-begun"),
        pytest.param("2026-06-19 18:30", "2026-06-20 04:30", id="ten-hours-by-night"),
        pytest.param("2026-06-19 22:00", "2026-06-20 07:00", id="by-seven-it-is-day-again"),
        pytest.param("2026-06-20 00:30", "2026-06-20 07:00", id="six-hours-end-before-seven"),
        pytest.param("2026-06-20 01:00", "2026-06-20 07:00", id="six-hours-end-at-seven"),
        pytest.param("2026-06-20 02:00", "2026-06-20 08:00", id="six-hours-end-by-day"),
        pytest.param("2026-10-24 18:30", "2026-10-25 03:30", id="ten-hours-though-clocks-go-back"),
        pytest.param("2026-03-28 18:30", "2026-03-29 05:30", id="ten-hours-though-clocks-go-on"),
    ],
)
def test_the_least_silence_goes_by_the_clock_in_london(last: str, silent: str) -> None:
    at = local(last)
    feed = a_feed(first=at - 10 * WEEK, last=at)

    assert silent_at(feed, every_hour(50, until=at)) == local(silent)


def evenly(a_day: int) -> HourCounts:
    """Return so many a day over eight weeks, each hour of the week alike; a multiple of three."""
    return {FRIDAY - 8 * WEEK + n * HOUR: a_day // 3 for n in range(168)}


@pytest.mark.parametrize(
    ("a_day", "hours"),
    [
        pytest.param(3, 55.262042, id="three-a-day-over-two-days"),
        pytest.param(9, 18.420681, id="nine-a-day-most-of-a-day"),
        pytest.param(24, 6.907755, id="one-an-hour-just-over-the-least"),
        pytest.param(48, 6.0, id="two-an-hour-the-least-counts"),
    ],
)
def test_a_quiet_feed_may_be_silent_for_as_long_as_that_is_no_wonder(
    a_day: int, hours: float
) -> None:
    late = silent_at(a_feed(), evenly(a_day)) - FRIDAY

    assert 0 <= late.total_seconds() - hours * 3600 < 1


def test_a_feed_of_office_hours_is_not_silent_over_the_weekend() -> None:
    office = {hour: 2 for hour in every_hour(1) if hour.weekday() < 5 and 8 <= hour.hour < 16}
    friday_evening = FRIDAY + 4 * HOUR

    monday = silent_at(a_feed(last=friday_evening), office)

    assert local("2026-06-22 12:00") < monday < local("2026-06-22 13:00")


def test_what_it_fell_silent_since_its_last_message_is_not_what_is_usual() -> None:
    feed = a_feed()

    assert history_since(feed) == FRIDAY - 8 * WEEK
    assert silent_at(feed, BUSY) == FRIDAY + 6 * HOUR


@given(
    messages=st.dictionaries(st.integers(1, 8 * 168), st.integers(1, 50), max_size=60),
    minutes=st.integers(0, 7 * 24 * 60),
)
def test_it_is_never_looked_at_after_its_limit_and_never_told_under_six_hours(
    messages: dict[int, int], minutes: int
) -> None:
    last = FRIDAY + timedelta(minutes=minutes)
    feed = a_feed(last=last)
    came = {last.replace(minute=0) - n * HOUR: number for n, number in messages.items()}

    look, silence = first_look(feed), silent_from(feed, came)

    assert look is not None
    assert silence is not None
    assert last + 6 * HOUR <= look <= silence.since
    if silence.usual is Usual.HISTORY and silence.since > look:
        assert silence.expected == pytest.approx(6.9078, abs=0.01)
