from datetime import UTC, date, datetime, time, timedelta

import pytest

from alerts.deliveries import Counted, is_new_silence, is_thin, to_plan, usual_rows
from schemas.deliveries import Delivery
from schemas.moments import parse_instant
from schemas.schedules import Schedule, expected_instant, next_slot, slot_of, slots

SEVEN = Schedule(expected=(time(7),))
WEEKDAYS = Schedule(expected=(time(7),), days=frozenset(range(5)))
TWICE_A_DAY = Schedule(expected=(time(19), time(7)), grace=timedelta(minutes=30))
MONDAY = parse_instant("2026-06-01T06:00:00Z")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        pytest.param("2026-01-15", time(7), "2026-01-15T07:00:00Z", id="in-winter"),
        pytest.param("2026-06-01", time(7), "2026-06-01T06:00:00Z", id="in-summer"),
        pytest.param("2026-03-29", time(7), "2026-03-29T06:00:00Z", id="the-spring-morning"),
        pytest.param("2026-10-25", time(7), "2026-10-25T07:00:00Z", id="the-autumn-morning"),
        pytest.param(
            "2026-10-25", time(1, 30), "2026-10-25T01:30:00Z", id="an-hour-that-comes-twice"
        ),
        pytest.param(
            "2026-03-29", time(1, 30), "2026-03-29T01:30:00Z", id="an-hour-that-is-left-out"
        ),
    ],
)
def test_a_file_is_expected_by_the_local_clock(day: str, at: time, instant: str) -> None:
    assert expected_instant(date.fromisoformat(day), at) == parse_instant(instant)


def test_every_day_has_its_delivery_across_both_clock_changes() -> None:
    for changed in ("2026-03-29", "2026-10-25"):
        noon = datetime.combine(date.fromisoformat(changed), time(12), tzinfo=UTC)

        found = list(slots(SEVEN, noon - 3 * DAY, noon + 2 * DAY))

        assert len(found) == 5


def test_no_delivery_is_expected_at_the_weekend_where_only_weekdays_are_named() -> None:
    friday = MONDAY + 4 * DAY

    assert next_slot(WEEKDAYS, friday) == MONDAY + 7 * DAY


def test_deliveries_of_one_day_come_in_order() -> None:
    assert list(slots(TWICE_A_DAY, MONDAY - DAY, MONDAY + DAY)) == [
        MONDAY - DAY / 2,
        MONDAY,
        MONDAY + DAY / 2,
        MONDAY + DAY,
    ]


@pytest.mark.parametrize(
    ("schedule", "made", "delivery"),
    [
        pytest.param(SEVEN, "2026-06-01T06:00:00Z", "2026-06-01T06:00:00Z", id="on-the-hour"),
        pytest.param(SEVEN, "2026-06-01T06:25:00Z", "2026-06-01T06:00:00Z", id="a-little-late"),
        pytest.param(SEVEN, "2026-06-01T05:40:00Z", "2026-06-01T06:00:00Z", id="a-little-early"),
        pytest.param(SEVEN, "2026-06-01T03:59:59Z", "2026-05-31T06:00:00Z", id="too-early-for-it"),
        pytest.param(SEVEN, "2026-06-01T15:00:00Z", "2026-06-01T06:00:00Z", id="very-late"),
        pytest.param(
            WEEKDAYS, "2026-06-07T06:00:00Z", "2026-06-05T06:00:00Z", id="late-friday-on-sunday"
        ),
        pytest.param(
            TWICE_A_DAY, "2026-06-01T17:00:00Z", "2026-06-01T18:00:00Z", id="the-evening-file"
        ),
    ],
)
def test_a_file_is_the_delivery_it_was_made_for(
    schedule: Schedule, made: str, delivery: str
) -> None:
    assert slot_of(schedule, parse_instant(made)) == parse_instant(delivery)


def test_a_file_made_halfway_between_two_close_deliveries_belongs_to_the_later() -> None:
    hourly = Schedule(expected=tuple(time(hour) for hour in range(24)))

    assert slot_of(hourly, MONDAY + timedelta(minutes=30)) == MONDAY + timedelta(hours=1)
    assert slot_of(hourly, MONDAY + timedelta(minutes=29)) == MONDAY


def test_at_the_start_only_the_next_delivery_is_expected() -> None:
    now = MONDAY + timedelta(minutes=1)

    assert to_plan(SEVEN, now, now) == [
        Delivery(expected_at=MONDAY + DAY, due_at=MONDAY + DAY + timedelta(hours=1))
    ]


def test_while_the_next_delivery_is_planned_nothing_more_is() -> None:
    assert to_plan(SEVEN, MONDAY + DAY, MONDAY + timedelta(hours=3)) == []


def test_after_a_long_rest_the_deliveries_in_between_are_expected_too() -> None:
    found = to_plan(SEVEN, MONDAY, MONDAY + 3 * DAY)

    assert [one.expected_at for one in found] == [MONDAY + n * DAY for n in (1, 2, 3, 4)]


def test_a_schedule_that_expects_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one time and one day"):
        Schedule(expected=())


@pytest.mark.parametrize(
    ("told", "arrived", "is_new"),
    [
        pytest.param(None, MONDAY, True, id="yesterdays-came"),
        pytest.param(MONDAY, None, False, id="yesterdays-is-missing-too"),
        pytest.param(MONDAY, MONDAY, True, id="yesterdays-came-late-after-all"),
    ],
)
def test_a_silence_is_told_once(
    told: datetime | None, arrived: datetime | None, is_new: bool
) -> None:
    before = Delivery(expected_at=MONDAY, due_at=MONDAY, arrived_at=arrived, told_at=told)

    assert is_new_silence(before) is is_new
    assert is_new_silence(None)


def weekly(rows: list[int]) -> list[Counted]:
    """Earlier Mondays, the latest first."""
    return [Counted(at=MONDAY - 7 * n * DAY, rows=rows[n - 1]) for n in range(1, len(rows) + 1)]


def daily(rows: list[int]) -> list[Counted]:
    return [Counted(at=MONDAY - n * DAY, rows=rows[n - 1]) for n in range(1, len(rows) + 1)]


@pytest.mark.parametrize(
    ("earlier", "usual"),
    [
        pytest.param([], None, id="the-first-file"),
        pytest.param(daily([9, 9, 9]), None, id="three-are-too-few"),
        pytest.param(daily([8, 10, 12, 14]), 11, id="four-of-any-day"),
        pytest.param(daily([10] * 10 + [90] * 10), 10, id="the-last-ten-of-any-day"),
        pytest.param(weekly([20, 30, 40, 50]), 35, id="four-mondays"),
        pytest.param(weekly([20] * 8 + [99] * 20), 20, id="the-last-eight-mondays"),
        pytest.param(
            sorted({one.at: one for one in daily([5] * 40) + weekly([50] * 5)}.values(), key=repr),
            50,
            id="mondays-count-before-all-days",
        ),
        pytest.param([Counted(at=MONDAY, rows=1)] * 4, None, id="itself-and-later-ones-do-not"),
    ],
)
def test_what_is_usual_is_known_from_earlier_files(
    earlier: list[Counted], usual: int | None
) -> None:
    assert usual_rows(earlier, MONDAY) == usual


def test_a_monday_is_the_same_weekday_on_both_sides_of_a_clock_change() -> None:
    seven = [expected_instant(date(2026, 10, 5) + n * 7 * DAY, time(7)) for n in range(5)]

    earlier = [Counted(at=at, rows=30) for at in seven[:4]]

    assert usual_rows(earlier, seven[4]) == 30


@pytest.mark.parametrize(
    ("rows", "usual", "thin"),
    [
        pytest.param(4, 10, True, id="under-half"),
        pytest.param(5, 10, False, id="exactly-half"),
        pytest.param(0, 2, True, id="none"),
        pytest.param(0, None, False, id="nobody-knows-what-is-usual"),
        pytest.param(0, 0, False, id="there-usually-are-none"),
    ],
)
def test_a_file_is_thin_under_half_of_its_usual_rows(
    rows: int, usual: int | None, thin: bool
) -> None:
    assert is_thin(rows, usual) is thin
