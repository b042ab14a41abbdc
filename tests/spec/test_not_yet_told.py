"""How many are not yet told, where only receipts exist: held against what came later."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from reviews.delays.not_yet_told import FEWEST_DAYS, Receipts, WhyUntold, not_yet_told
from reviews.delays.reverse import Arrived, reverse_curve_of
from reviews.delays.triangle import (
    MOST_DAYS,
    RECENT_DAYS,
    DelayedDay,
    shares_within,
    triangle_of,
)

MPOX = Path(__file__).parents[1] / "data" / "mpox_nyc_diagnosis.csv"
FIRST = date(2026, 1, 5)


def real_delays() -> Iterator[DelayedDay]:
    with MPOX.open(newline="") as lines:
        for row in csv.DictReader(lines):
            took, told = map(date.fromisoformat, (row["reference_date"], row["report_date"]))
            yield from [DelayedDay(took, (told - took).days)] * int(row["count"])


def known_on(day: date, delays: list[DelayedDay]) -> Receipts:
    """Return what was known at the end of a day."""
    here = (one for one in delays if one.reported + timedelta(days=one.days) <= day)
    return Receipts(
        delays=tuple(here),
        first=min(one.reported for one in delays),
        last=day,
        watched_to=day,
    )


def came_after(day: date, delays: list[DelayedDay]) -> int:
    return sum(
        one.reported <= day < one.reported + timedelta(days=one.days) and one.days <= MOST_DAYS
        for one in delays
    )


def made_up(chance: Random, *, days: int, a_day: int, slower: float = 1.0) -> list[DelayedDay]:
    """Half are told within half a day, some take weeks."""
    delays = []
    for day in range(days):
        for _ in range(sum(chance.random() < 0.25 for _ in range(4 * a_day))):
            took = int(chance.random() + slower * 0.5 * chance.lognormvariate(0, 1.2))
            delays.append(DelayedDay(FIRST + timedelta(days=day), took))
    return delays


def test_most_truths_of_a_real_set_lie_inside_the_interval_that_was_told_on_the_day() -> None:
    delays = list(real_delays())
    first = min(one.reported for one in delays)
    days = [first + timedelta(days=FEWEST_DAYS - 1 + more) for more in range(36)]

    said = [not_yet_told(known_on(day, delays)) for day in days]

    held = [
        one.low <= came_after(day, delays) <= one.high
        for one, day in zip(said, days, strict=True)
        if one.low is not None and one.high is not None
    ]
    assert len(held) == len(days)
    assert sum(held) / len(held) >= 0.8
    # From nothing to everything would hold them all.
    assert max(one.high for one in said if one.high) < 3 * max(came_after(d, delays) for d in days)


def test_about_nine_in_ten_truths_of_a_small_city_lie_inside() -> None:
    chance = Random(20260105)  # noqa: S311
    held, cities = 0, 150
    for _ in range(cities):
        delays = made_up(chance, days=120, a_day=7)
        day = FIRST + timedelta(days=119)
        said = not_yet_told(known_on(day, delays))
        assert said.low is not None
        assert said.high is not None
        held += said.low <= came_after(day, delays) <= said.high

    assert 0.85 <= held / cities <= 0.99


def test_the_triangle_is_the_estimate_in_reverse_time_taken_by_day() -> None:
    day = FIRST + timedelta(days=RECENT_DAYS - 1)
    here = known_on(day, made_up(Random(3), days=90, a_day=9)).delays  # noqa: S311

    curve = reverse_curve_of(
        (Arrived(length=one.days, watched=(day - one.reported).days) for one in here), MOST_DAYS
    )
    triangle = triangle_of(here, FIRST, day)

    told = shares_within(triangle, RECENT_DAYS - 1, RECENT_DAYS - 1)
    assert told == pytest.approx([curve.within(days).still for days in range(MOST_DAYS + 1)])


def test_worked_by_hand_half_are_told_on_the_day_and_half_on_the_next() -> None:
    """Ten a day for 62 days; on the last day five of ten are here: five are still to come."""
    delays = [
        DelayedDay(FIRST + timedelta(days=day), late)
        for day in range(FEWEST_DAYS + 1)
        for late in (0, 1)
        for _ in range(5)
    ]
    day = FIRST + timedelta(days=FEWEST_DAYS)

    said = not_yet_told(known_on(day, delays))

    # Of the last week 65 of 70 are here, the share within a day is (1 + ... + 1 + 0.5) of 7.
    assert said.value == pytest.approx(5)
    assert (said.low, said.high) == (5, 5)
    assert [one.came for one in said.looked_back] == [5] * len(said.looked_back)
    assert said.days[-1].told == 5
    assert said.days[-1].to_come == pytest.approx(5)


def test_what_was_not_known_on_an_earlier_day_is_not_used_for_it() -> None:
    delays = made_up(Random(5), days=100, a_day=8)  # noqa: S311
    day = FIRST + timedelta(days=99)
    said = not_yet_told(known_on(day, delays))
    then = said.looked_back[-1]

    alone = not_yet_told(known_on(then.day, delays))

    assert alone.value == pytest.approx(then.estimated)
    assert then.came == came_after(then.day, delays)


@pytest.mark.parametrize(
    ("days", "a_day", "slower", "why"),
    [
        pytest.param(FEWEST_DAYS - 1, 9, 1, WhyUntold.TOO_SHORT, id="a-history-too-short"),
        pytest.param(120, 0, 1, WhyUntold.TOO_FEW, id="nothing-is-never-all-told"),
        pytest.param(120, 9, 30, WhyUntold.TAKES_LONGER, id="nobody-knows-the-longest"),
    ],
)
def test_it_is_not_said_where_the_receipts_cannot_bear_it(
    days: int, a_day: int, slower: float, why: WhyUntold
) -> None:
    delays = made_up(Random(1), days=days, a_day=a_day, slower=slower)  # noqa: S311
    last = FIRST + timedelta(days=days - 1)

    here = tuple(one for one in delays if one.reported + timedelta(days=one.days) <= last)
    said = not_yet_told(Receipts(delays=here, first=FIRST, last=last, watched_to=last))

    assert (said.value, said.low, said.high, said.why_not) == (None, None, None, why)


def test_an_older_period_looked_at_three_weeks_later_has_nothing_to_come() -> None:
    delays = made_up(Random(2), days=100, a_day=8)  # noqa: S311
    last = FIRST + timedelta(days=99)

    said = not_yet_told(
        Receipts(
            delays=tuple(delays),
            first=FIRST,
            last=last,
            watched_to=last + timedelta(days=MOST_DAYS),
        )
    )

    assert (said.value, said.low, said.high, said.days) == (0, 0, 0, ())
