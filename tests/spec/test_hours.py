"""When the front door is open: the days and minutes that matter, in UK local time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from schemas.hours import MIDNIGHT, FrontDoorHours, NeverOpen, bank_holidays
from schemas.moments import LONDON

STOKE = FrontDoorHours()
ROUND_THE_CLOCK = FrontDoorHours(
    opening=dict.fromkeys(range(7), (MIDNIGHT, MIDNIGHT)), bank_holidays=False
)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        pytest.param("2026-11-16 08:29:59", False, id="a-second-before-monday-opening"),
        pytest.param("2026-11-16 08:30:00", True, id="monday-opening-to-the-second"),
        pytest.param("2026-11-19 16:59:59", True, id="thursday-last-second"),
        pytest.param("2026-11-19 17:00:00", False, id="thursday-closed-from-five"),
        pytest.param("2026-11-20 16:29:59", True, id="friday-last-second"),
        pytest.param("2026-11-20 16:30:00", False, id="friday-closed-from-half-past-four"),
        pytest.param("2026-11-21 12:00:00", False, id="saturday"),
        pytest.param("2026-11-22 12:00:00", False, id="sunday"),
        pytest.param("2026-03-30 08:30:00", True, id="monday-after-the-clocks-went-forward"),
        pytest.param("2026-03-30 08:29:59", False, id="not-an-hour-early-in-summer-time"),
        pytest.param("2026-10-26 08:30:00", True, id="monday-after-the-clocks-went-back"),
        pytest.param("2026-10-26 16:59:59", True, id="and-until-five-in-winter-time"),
        pytest.param("2026-04-02 12:00:00", True, id="maundy-thursday"),
        pytest.param("2026-04-03 12:00:00", False, id="good-friday"),
        pytest.param("2026-04-06 12:00:00", False, id="easter-monday"),
        pytest.param("2026-04-07 12:00:00", True, id="tuesday-after-easter"),
        pytest.param("2026-12-24 16:59:59", True, id="christmas-eve-is-a-thursday"),
        pytest.param("2026-12-25 12:00:00", False, id="christmas-day"),
        pytest.param("2026-12-28 12:00:00", False, id="monday-in-place-of-boxing-day"),
        pytest.param("2026-12-29 08:30:00", True, id="tuesday-after-christmas"),
        pytest.param("2027-01-01 12:00:00", False, id="new-years-day"),
    ],
)
def test_the_front_door_is_open_when_the_council_says(local: str, is_open: bool) -> None:
    assert STOKE.is_open(london(local)) is is_open


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2026-11-16 08:30", "2026-11-16 17:00", 8.5, id="a-whole-monday"),
        pytest.param("2026-11-16 00:00", "2026-11-23 00:00", 42, id="a-week-is-42-of-168-hours"),
        pytest.param("2026-11-20 16:30", "2026-11-23 08:30", 0, id="the-64-hours-of-a-weekend"),
        pytest.param("2026-11-20 16:00", "2026-11-23 09:00", 1, id="half-an-hour-on-either-side"),
        pytest.param("2026-11-16 12:00", "2026-11-16 12:00", 0, id="no-time-at-all"),
        pytest.param("2026-11-16 13:00", "2026-11-16 12:00", 0, id="backwards-is-no-time"),
        pytest.param("2026-03-27 16:00", "2026-03-30 09:00", 1, id="spring-forward-weekend"),
        pytest.param("2026-10-23 16:00", "2026-10-26 09:00", 1, id="autumn-back-weekend"),
        pytest.param("2026-12-24 16:00", "2026-12-29 09:30", 2, id="christmas-2026"),
        pytest.param("2026-12-24 00:00", "2027-01-05 00:00", 42.5, id="over-the-new-year"),
        pytest.param("2026-04-02 16:00", "2026-04-07 09:00", 1.5, id="easter"),
    ],
)
def test_working_time_counts_the_open_hours_only(start: str, end: str, hours: float) -> None:
    assert STOKE.working_time(london(start), london(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("2026-11-21 03:00", 0, "2026-11-21 03:00", id="no-work-is-done-at-once"),
        pytest.param("2026-11-16 09:00", 4, "2026-11-16 13:00", id="within-one-day"),
        pytest.param("2026-11-16 09:00", 8, "2026-11-16 17:00", id="done-at-the-close-itself"),
        pytest.param("2026-11-16 16:00", 2, "2026-11-17 09:30", id="over-night"),
        pytest.param("2026-11-20 16:00", 1, "2026-11-23 09:00", id="over-the-weekend"),
        pytest.param("2026-11-21 03:00", 2, "2026-11-23 10:30", id="begins-when-it-opens"),
        pytest.param("2026-03-27 16:00", 4, "2026-03-30 12:00", id="spring-forward-weekend"),
        pytest.param("2026-10-23 16:00", 4, "2026-10-26 12:00", id="autumn-back-weekend"),
        pytest.param("2026-12-24 16:00", 2, "2026-12-29 09:30", id="christmas-2026"),
        pytest.param("2026-12-31 16:30", 1, "2027-01-04 09:00", id="over-the-new-year"),
        pytest.param("2026-11-16 08:30", 2 * 42, "2026-11-27 16:30", id="two-weeks-of-work"),
    ],
)
def test_a_target_in_front_door_hours_is_due_when_so_much_was_worked(
    start: str, hours: int, due: str
) -> None:
    assert STOKE.after(london(start), timedelta(hours=hours)) == london(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param("2026-11-16 08:00", "2026-11-17 17:00", id="early-monday-tuesday"),
        pytest.param("2026-11-19 23:59", "2026-11-20 16:30", id="late-thursday-friday"),
        pytest.param("2026-11-20 00:00", "2026-11-23 17:00", id="friday-from-midnight-monday"),
        pytest.param("2026-11-22 10:00", "2026-11-23 17:00", id="sunday-monday"),
        pytest.param("2026-06-15 00:30", "2026-06-16 17:00", id="by-the-local-date-in-summer"),
        pytest.param("2026-12-24 12:00", "2026-12-29 17:00", id="christmas-eve-tuesday"),
        pytest.param("2026-12-31 12:00", "2027-01-04 17:00", id="new-years-eve-monday"),
        pytest.param("2026-04-02 12:00", "2026-04-07 17:00", id="maundy-thursday-tuesday"),
    ],
)
def test_a_decision_is_due_at_the_close_of_the_next_working_day(received: str, due: str) -> None:
    assert STOKE.next_working_day_close(london(received)) == london(due)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        pytest.param(
            2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27", id="2022"
        ),
        pytest.param(2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26", id="2025"),
        pytest.param(2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28", id="2026"),
        pytest.param(2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28", id="2027"),
        pytest.param(2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26", id="2028"),
    ],
)
def test_bank_holidays_on_weekdays_are_those_the_government_lists(year: int, days: str) -> None:
    on_weekdays = [day for day in sorted(bank_holidays(year)) if day.weekday() < 5]

    assert [f"{day:%m-%d}" for day in on_weekdays] == days.split()


@pytest.mark.parametrize("year", [1999, 2026, 2101, 2150, 9999])
def test_the_list_of_bank_holidays_never_ends(year: int) -> None:
    assert len(bank_holidays(year)) >= 8
    assert all(day.year == year for day in bank_holidays(year))


def test_a_council_that_works_on_bank_holidays_is_open_on_good_friday() -> None:
    hours = FrontDoorHours(bank_holidays=False)

    assert hours.is_open(london("2026-04-03 12:00"))


def test_a_day_the_council_closes_is_closed() -> None:
    hours = FrontDoorHours(closed_days=frozenset({date(2026, 12, 29)}))

    assert hours.after(london("2026-12-24 16:00"), timedelta(hours=2)) == london("2026-12-30 09:30")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param("2026-03-29", 23, id="the-day-the-clocks-go-forward"),
        pytest.param("2026-10-25", 25, id="the-day-the-clocks-go-back"),
        pytest.param("2026-12-25", 24, id="christmas-day"),
    ],
)
def test_a_front_door_open_round_the_clock_works_every_hour(day: str, hours: int) -> None:
    midnight = london(f"{day} 00:00")
    next_midnight = london(f"{date.fromisoformat(day) + timedelta(days=1)} 00:00")

    assert ROUND_THE_CLOCK.working_time(midnight, next_midnight) == timedelta(hours=hours)
    assert ROUND_THE_CLOCK.is_open(midnight)


def test_hours_inside_the_hour_lost_in_spring_are_no_time_that_day() -> None:
    hours = FrontDoorHours(opening={6: (time(1, 15), time(2))}, bank_holidays=False)

    assert hours.working_time(london("2026-03-29 00:00"), london("2026-03-30 00:00")) == timedelta(
        0
    )


def test_a_wait_of_a_century_is_counted() -> None:
    worked = STOKE.working_time(london("1926-11-16 09:00"), london("2026-11-16 09:00"))

    assert timedelta(hours=100 * 50 * 42) < worked < timedelta(hours=100 * 52 * 42)


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param({}, id="never-open"),
        pytest.param({7: (time(9), time(17))}, id="no-such-weekday"),
        pytest.param({0: (time(17), time(9))}, id="closes-before-it-opens"),
        pytest.param({0: (time(9), time(9))}, id="closes-as-it-opens"),
    ],
)
def test_hours_that_cannot_be_are_refused(opening: dict[int, tuple[time, time]]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        FrontDoorHours(opening=opening)


def test_a_front_door_that_is_never_open_says_so() -> None:
    with pytest.raises(NeverOpen):
        FrontDoorHours(opening={})


def test_beyond_the_last_year_there_is_no_answer() -> None:
    with pytest.raises(OverflowError):
        STOKE.after(london("9999-12-31 20:00"), timedelta(hours=1))


def test_equal_hours_are_equal_whatever_was_already_worked_out() -> None:
    asked, fresh = FrontDoorHours(), FrontDoorHours()

    asked.is_open(london("2026-11-16 09:00"))

    assert asked == fresh
    assert hash(asked) == hash(fresh)


def test_hours_keep_their_own_copy_of_the_opening_times() -> None:
    opening = {0: (time(9), time(17))}
    hours = FrontDoorHours(opening=opening)

    opening.clear()

    assert hours.is_open(london("2026-11-16 09:00"))
