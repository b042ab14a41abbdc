"""Whether far fewer incidents come than usual: contract section 3, "Feeds"."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.volume import (
    CHANCE,
    Measure,
    Standpoint,
    chance_of_so_few,
    compare,
    lowest,
    same_time_weeks_ago,
)
from schemas.moments import LONDON
from schemas.reported_hours import ReportedHour

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2026, 6, 15, 7, tzinfo=UTC)


def poisson(came: int, mean: float) -> float:
    return sum(exp(-mean) * mean**n / factorial(n) for n in range(came + 1))


def negative_binomial(came: int, size: int, chance: float) -> float:
    return sum(comb(n + size - 1, n) * chance**size * (1 - chance) ** n for n in range(came + 1))


@pytest.mark.parametrize(
    ("came", "earlier", "chance"),
    [
        pytest.param(0, [7, 7, 7, 7], exp(-7), id="none-where-seven-are-usual"),
        pytest.param(0, [6, 7, 7, 7], exp(-6.75), id="less-spread-than-poisson-counts-as-poisson"),
        pytest.param(9, [20] * 8, poisson(9, 20), id="half-of-twenty"),
        pytest.param(20, [20] * 8, poisson(20, 20), id="as-many-as-usual"),
        pytest.param(0, [0] * 8, 1.0, id="never-any"),
    ],
)
def test_how_likely_so_few_are(came: int, earlier: Sequence[int], chance: float) -> None:
    assert chance_of_so_few(came, earlier) == pytest.approx(chance, rel=1e-9)


def test_weeks_that_vary_more_than_chance_alone_make_a_low_one_more_likely() -> None:
    earlier = [6, 18, 12, 12, 12]  # mean 12, variance 18: size 24, chance 2/3

    for came in range(13):
        exact = negative_binomial(came, 24, 2 / 3)
        assert chance_of_so_few(came, earlier) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param([7, 10, 14, 14, 14, 17], id="thirteen-a-window"),
        pytest.param([14, 18, 18, 18, 21, 26, 26], id="twenty-a-window"),
        pytest.param([37, 48, 52, 53, 54, 57], id="fifty-a-window"),
    ],
)
def test_weeks_that_vary_just_as_chance_alone_would_are_judged_so(earlier: list[int]) -> None:
    """Mean and variance are the same number, and differ in the last digit when computed."""
    mean = sum(earlier) / len(earlier)

    for came in range(int(mean) + 1):
        assert chance_of_so_few(came, earlier) == pytest.approx(poisson(came, mean), rel=1e-9)


@given(st.lists(st.integers(0, 400), min_size=4, max_size=8), st.integers(0, 500))
def test_more_incidents_are_never_less_likely_to_be_so_few(earlier: list[int], came: int) -> None:
    chances = [chance_of_so_few(number, earlier) for number in range(came, came + 3)]

    assert all(0 <= one <= other <= 1 for one, other in pairwise(chances))


def daily(
    numbers: Sequence[int],
    *,
    lag: timedelta = timedelta(0),
    high: Sequence[int] | None = None,
    last_day: datetime = MONDAY - 12 * HOUR,
) -> list[ReportedHour]:
    """Return so many incidents a day, oldest first, each known so long after it was reported."""
    days = [last_day - n * DAY for n in range(len(numbers))][::-1]
    return [
        ReportedHour(
            reported_hour=day,
            known_hour=day + lag,
            incidents=number,
            high=0 if high is None else high[n],
            with_children=number,
        )
        for n, (day, number) in enumerate(zip(days, numbers, strict=True))
    ]


def at(now: datetime = MONDAY, *, ends_at: datetime | None = None, weeks: float = 12) -> Standpoint:
    return Standpoint(now=now, ends_at=ends_at or now, since=now - weeks * WEEK)


TEN_WEEKS = [20] * 70


@pytest.mark.parametrize(
    ("numbers", "low"),
    [
        pytest.param(TEN_WEEKS, None, id="as-ever"),
        pytest.param([*TEN_WEEKS[:-1], 6], DAY, id="a-day-at-28-percent"),
        pytest.param([*TEN_WEEKS[:-1], 10], None, id="one-day-at-half-may-be-chance"),
        pytest.param([*TEN_WEEKS[:-2], 10, 10], 2 * DAY, id="two-days-at-half"),
        pytest.param([*TEN_WEEKS[:-7], *[14] * 7], 7 * DAY, id="a-week-at-70-percent"),
        pytest.param([7] * 63 + [5] * 7, None, id="a-small-place-a-week-at-71-percent"),
        pytest.param([7] * 63 + [4] * 7, 7 * DAY, id="a-small-place-a-week-at-57-percent"),
        pytest.param([2] * 69 + [0], None, id="a-day-without-any-where-two-are-usual"),
        pytest.param([60, *[20] * 69], None, id="a-busy-week-long-ago-hides-nothing-today"),
    ],
)
def test_a_drop_is_seen_in_the_window_in_which_it_is_least_likely(
    numbers: Sequence[int], low: timedelta | None
) -> None:
    found = lowest(compare(daily(numbers), at()), Measure.ALL)

    assert (None if found is None else found.length) == low


def test_high_risk_that_halves_is_seen_though_the_whole_stays_as_it_was() -> None:
    rows = daily(TEN_WEEKS, high=[8] * 63 + [4] * 7)

    found = compare(rows, at())

    assert lowest(found, Measure.ALL) is None
    low = lowest(found, Measure.HIGH)
    assert low is not None
    assert (low.length, low.came, low.earlier) == (7 * DAY, 28, (56,) * 8)


@pytest.mark.parametrize(
    ("weeks", "judged"),
    [
        pytest.param(4, set(), id="four-weeks-are-three-windows-of-the-past"),
        pytest.param(4 + 1 / 7, {DAY}, id="four-weeks-and-a-day"),
        pytest.param(4 + 2 / 7, {DAY, 2 * DAY}, id="four-weeks-and-two-days"),
        pytest.param(5, {DAY, 2 * DAY, 7 * DAY}, id="five-weeks"),
    ],
)
def test_nothing_is_judged_before_four_earlier_weeks_are_known(
    weeks: float, judged: set[timedelta]
) -> None:
    found = compare(daily([20] * 69 + [0]), at(weeks=weeks))

    assert {one.length for one in found if one.chance is not None} == judged


def test_what_comes_late_is_missing_from_both_sides() -> None:
    """Half of what happened today is known only tomorrow; so it was each week."""
    at_once, next_day = daily([10] * 70), daily([10] * 70, lag=DAY)
    rows = sorted([*at_once, *next_day], key=lambda row: row.reported_hour)

    today = compare(rows, at())[0]

    assert (today.came, today.earlier) == (10, (10,) * 8)


def test_a_feed_complete_to_yesterday_is_compared_up_to_yesterday() -> None:
    rows = daily([*TEN_WEEKS[:-1], 0])

    behind = compare(rows, at(ends_at=MONDAY - DAY))

    assert lowest(behind, Measure.ALL) is None
    assert behind[0].came == 20


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param("2026-06-15 08:00", "2026-06-08 08:00", id="in-summer"),
        pytest.param("2026-03-30 08:00", "2026-03-23 08:00", id="over-the-spring-change"),
        pytest.param("2026-10-26 08:00", "2026-10-19 08:00", id="over-the-autumn-change"),
    ],
)
def test_the_same_hour_of_the_week_before_is_that_of_the_clock(now: str, before: str) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)

    assert same_time_weeks_ago(local(now), 1) == local(before)


def test_the_chance_allowed_is_one_in_a_thousand() -> None:
    assert chance_of_so_few(0, [7] * 8) < CHANCE < chance_of_so_few(0, [6] * 8)
