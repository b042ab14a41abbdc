"""The last time of a list is the one that a slow look at every minute finds."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.list_times import last_time
from schemas.hours import FrontDoorHours
from schemas.moments import LONDON, local_day, local_midnight
from schemas.policy import ListTimes

HOURS = FrontDoorHours()
MINUTE = timedelta(minutes=1)
AROUND = st.sampled_from(
    [
        datetime(2026, 10, 24, 12, tzinfo=UTC),
        datetime(2027, 3, 27, 12, tzinfo=UTC),
        datetime(2026, 12, 24, 12, tzinfo=UTC),
        datetime(2026, 6, 12, 12, tzinfo=UTC),
    ]
)
"""Around both changes of the clock, over Christmas, over an ordinary weekend."""
MINUTES = st.integers(0, 4 * 24 * 60)
HOURS_OF_LISTS = (time(7), time(8, 30), time(16), time(22))
TIMES = st.lists(st.sampled_from(HOURS_OF_LISTS), min_size=1, unique=True)


def slow_last(times: ListTimes, now: datetime, since: datetime) -> datetime | None:
    at = now
    while at >= since:
        noon = local_midnight(local_day(at)) + timedelta(hours=12)
        is_day = HOURS.is_open(noon) or not times.is_on_open_days_only
        if is_day and at.astimezone(LONDON).time() in times.at:
            return at
        at -= MINUTE
    return None


@given(AROUND, MINUTES, MINUTES, TIMES, st.booleans())
def test_the_last_time_is_that_of_a_slow_look(
    around: datetime, one: int, other: int, at: list[time], only_open: bool
) -> None:
    times = ListTimes(at=tuple(sorted(at)), is_on_open_days_only=only_open)
    since, now = (around + minutes * MINUTE for minutes in sorted((one, other)))

    assert last_time(times, HOURS, now, since) == slow_last(times, now, since)
