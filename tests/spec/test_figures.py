"""Which figures are made of what notifications tell, and which cannot be said."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from reviews.cohorts import ALL, Told, last_weeks, week_of
from reviews.delays import Observation
from reviews.figures import clocks_shown, figures_of, finished_weeks
from schemas import figures as names
from schemas.counts import Labels
from schemas.words import Clock, Risk

TODAY = date(2026, 6, 23)
"""A Tuesday."""

STOKE = ("staffordshire", "E06000021")
LIMIT = timedelta(hours=24)


def told(day: date, hours: float, risk: Risk = Risk.MEDIUM, council: str = STOKE[1]) -> Told:
    length = timedelta(hours=hours)
    return Told(
        clock=Clock.DUTY,
        force=STOKE[0],
        local_authority=council,
        day=day,
        observation=Observation(at_least=length, at_most=length, risk=risk, target=LIMIT),
    )


def week_with(monday: date, in_time: int, late: int) -> list[Told]:
    return [told(monday, 2)] * in_time + [told(monday, 30)] * late


def made(some: Iterable[Told], metric: str) -> dict[Labels, float]:
    return {one.labels: one.value for one in figures_of(list(some), TODAY) if one.metric == metric}


def test_a_week_begins_on_monday_and_the_last_of_26_is_this_one() -> None:
    weeks = last_weeks(TODAY)

    assert (len(weeks), weeks[-1], weeks[0]) == (26, date(2026, 6, 22), date(2025, 12, 29))
    assert week_of(date(2026, 6, 28)) == date(2026, 6, 22)
    assert week_of(date(2026, 6, 29)) == date(2026, 6, 29)


@pytest.mark.parametrize(
    ("days_ago", "windows"),
    [
        pytest.param(0, {"7d", "28d", "91d"}, id="today"),
        pytest.param(6, {"7d", "28d", "91d"}, id="the-seventh-day"),
        pytest.param(7, {"28d", "91d"}, id="the-eighth-day"),
        pytest.param(90, {"91d"}, id="the-ninety-first-day"),
        pytest.param(91, set(), id="the-day-before"),
    ],
)
def test_a_window_of_seven_days_is_today_and_the_six_before(
    days_ago: int, windows: set[str]
) -> None:
    samples = made([told(TODAY - timedelta(days=days_ago), 2)], names.CLOCK_SAMPLE)

    assert {labels[-1] for labels in samples} == windows


def test_of_notifications_beyond_the_longest_window_only_duty_still_counts() -> None:
    assert clocks_shown(TODAY - timedelta(days=90), TODAY) == tuple(Clock)
    assert clocks_shown(TODAY - timedelta(days=91), TODAY) == (Clock.DUTY,)


def test_each_counts_in_its_grade_and_all_and_in_its_council_and_the_whole_force() -> None:
    some = [told(TODAY, 2, Risk.HIGH), told(TODAY, 2, Risk.MEDIUM, "E10000028")]

    samples = made(some, names.WEEK_SAMPLE)

    assert {labels[1:3]: value for labels, value in samples.items()} == {
        (STOKE[1], "high"): 1,
        (STOKE[1], ALL): 1,
        ("E10000028", "medium"): 1,
        ("E10000028", ALL): 1,
        (ALL, "high"): 1,
        (ALL, "medium"): 1,
        (ALL, ALL): 2,
    }


FOUR_WEEKS = [
    (date(2026, 5, 25), 8, 2),
    (date(2026, 6, 1), 6, 4),
    (date(2026, 6, 8), 7, 3),
    (date(2026, 6, 15), 7, 3),
]
"""Shares 0.8 0.6 0.7 0.7: mean 0.7, moving ranges 0.2 0.1 0.0, mean 0.1."""


def test_limits_stand_on_finished_weeks_and_are_drawn_to_this_one() -> None:
    some = [one for week in FOUR_WEEKS for one in week_with(*week)]
    this_week = week_with(date(2026, 6, 22), 0, 10)

    limits = made([*some, *this_week], names.WEEK_LIMIT)

    weeks = [week.isoformat() for week, _, _ in FOUR_WEEKS] + ["2026-06-22"]
    for council in (STOKE[1], ALL):
        for line, value in {"centre": 0.7, "lower": 0.7 - 0.266, "upper": 0.7 + 0.266}.items():
            drawn = {
                labels[-1]: limit
                for labels, limit in limits.items()
                if labels[1:3] == (council, line)
            }
            assert drawn == {week: pytest.approx(value) for week in weeks}


def test_of_three_finished_weeks_there_are_no_limits() -> None:
    some = [one for week in FOUR_WEEKS[1:] for one in week_with(*week)]

    assert made(some, names.WEEK_LIMIT) == {}


def test_a_finished_week_is_counted_by_result_and_this_one_is_not() -> None:
    waits = Observation(at_least=LIMIT / 2, at_most=None, risk=Risk.MEDIUM, target=LIMIT)
    dates = Observation(at_least=LIMIT / 2, at_most=LIMIT * 2, risk=Risk.MEDIUM, target=LIMIT)
    known = [told(date(2026, 6, 21), hours) for hours in (2, 24, 25)]
    others = [
        Told(
            clock=Clock.DUTY,
            force=STOKE[0],
            local_authority=STOKE[1],
            day=date(2026, 6, 15),
            observation=one,
        )
        for one in (waits, dates)
    ]

    counted = finished_weeks([*known, *others, told(TODAY, 2)], TODAY)

    assert counted == {("2026-06-15", *STOKE, "medium"): (5, 2, 1, 1, 1)}
