"""Front-door hours against a slow model that looks at the clock on the wall, minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.hours import MIDNIGHT, FrontDoorHours, bank_holidays
from schemas.moments import LONDON

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
FIVE_DAYS = timedelta(days=5)


def whole_minutes(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    minutes = (last - first) // MINUTE
    return st.integers(0, minutes).map(lambda number: first + number * MINUTE)


# Half of the instants lie around a change of the clocks, Christmas or Easter.
instants = st.one_of(
    whole_minutes(datetime(2001, 1, 1, tzinfo=UTC), datetime(2089, 12, 31, tzinfo=UTC)),
    whole_minutes(datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC)),
    whole_minutes(datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 10, 28, tzinfo=UTC)),
    whole_minutes(datetime(2026, 12, 23, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC)),
)
short_spans = st.integers(-120, FIVE_DAYS // MINUTE).map(lambda minutes: minutes * MINUTE)


@st.composite
def opening_times(draw: st.DrawFn) -> tuple[time, time]:
    """Times of day outside 01:00-02:00, where a wall clock in spring or autumn is no clock."""
    earliest, latest = sorted(
        draw(st.sets(st.integers(2 * 60 + 1, 23 * 60 + 59), min_size=2, max_size=2))
    )
    opens = MIDNIGHT if draw(st.booleans()) else time(*divmod(earliest, 60))
    closes = MIDNIGHT if draw(st.booleans()) else time(*divmod(latest, 60))
    return opens, closes


@st.composite
def front_doors(draw: st.DrawFn) -> FrontDoorHours:
    if draw(st.booleans()):
        return FrontDoorHours()
    return FrontDoorHours(
        opening=draw(st.dictionaries(st.integers(0, 6), opening_times(), min_size=1)),
        bank_holidays=draw(st.booleans()),
        closed_days=frozenset({date(2026, 3, 30), date(2026, 12, 29)}),
    )


def is_open_by_the_wall_clock(hours: FrontDoorHours, at: datetime) -> bool:
    wall = at.astimezone(LONDON)
    day = wall.date()
    if day in hours.closed_days or day.weekday() not in hours.opening:
        return False
    if hours.bank_holidays and day in bank_holidays(day.year):
        return False
    opens, closes = hours.opening[day.weekday()]
    return opens <= wall.time() and (closes == MIDNIGHT or wall.time() < closes)


def minutes_from(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += MINUTE


def worked_minute_by_minute(hours: FrontDoorHours, start: datetime, end: datetime) -> timedelta:
    worked = timedelta(0)
    for minute in minutes_from(start):
        if minute >= end:
            return worked
        worked += MINUTE * is_open_by_the_wall_clock(hours, minute)
    raise AssertionError


@given(front_doors(), instants, st.integers(0, 59))
def test_the_front_door_is_open_as_the_clock_on_the_wall_says(
    hours: FrontDoorHours, at: datetime, seconds: int
) -> None:
    instant = at + seconds * SECOND

    assert hours.is_open(instant) == is_open_by_the_wall_clock(hours, instant)


@settings(max_examples=60, deadline=None)
@given(front_doors(), instants, short_spans)
def test_working_time_is_the_sum_of_the_open_minutes(
    hours: FrontDoorHours, start: datetime, span: timedelta
) -> None:
    end = start + span

    assert hours.working_time(start, end) == worked_minute_by_minute(hours, start, end)


@given(front_doors(), st.lists(instants, min_size=3, max_size=3))
def test_working_time_over_years_adds_up_from_its_parts(
    hours: FrontDoorHours, three: list[datetime]
) -> None:
    start, between, end = sorted(three)

    whole = hours.working_time(start, end)

    assert whole == hours.working_time(start, between) + hours.working_time(between, end)
    assert timedelta(0) <= whole <= end - start


@given(front_doors(), instants, st.integers(1, 60 * 60 * 100))
def test_after_is_the_first_instant_by_which_that_time_was_worked(
    hours: FrontDoorHours, start: datetime, seconds: int
) -> None:
    worked = seconds * SECOND

    due = hours.after(start, worked)

    assert hours.working_time(start, due) == worked
    assert hours.working_time(start, due - SECOND) == worked - SECOND


@settings(max_examples=60, deadline=None)
@given(front_doors(), instants)
def test_the_next_close_is_the_end_of_the_first_open_minute_of_a_later_day(
    hours: FrontDoorHours, at: datetime
) -> None:
    today = at.astimezone(LONDON).date()
    later = (m for m in minutes_from(at) if m.astimezone(LONDON).date() > today)
    opening = next(minute for minute in later if is_open_by_the_wall_clock(hours, minute))
    day = opening.astimezone(LONDON).date()

    close = hours.next_working_day_close(at)

    last = close - SECOND
    assert last.astimezone(LONDON).date() == day
    assert is_open_by_the_wall_clock(hours, last)
    assert close.astimezone(LONDON).date() > day or not is_open_by_the_wall_clock(hours, close)
