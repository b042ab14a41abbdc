"""Receipts that came in batches, and waits that share their fate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from reviews.delays import Estimate, LeftOut, Observation, quantiles, told_in_time
from reviews.pack import Seen
from reviews.pack.batches import batches, batches_section, fates_of
from reviews.pack.clock_table import clock_table
from reviews.pack.in_time import in_time_section
from schemas.moments import Moment, whole_day
from schemas.words import Clock, Risk
from tests.a_notification import seen

MONDAY = datetime(2026, 6, 1, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def received(code: str, minute: float, *, waited: int = 2, council: str = "E06000021") -> Seen:
    """A notification received so many minutes after Monday 08:00 by the clock in London."""
    at = MONDAY + minute * MINUTE
    return seen(code, reported=at - waited * HOUR, received=Moment.exact(at), council=council)


def many(minutes: Sequence[float], *, waited: int = 2) -> list[Seen]:
    return [received(f"C{place:03}", at, waited=waited) for place, at in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        pytest.param([0, 3, 6, 10], [4], id="four-within-ten-minutes"),
        pytest.param([0, 3, 6, 10.1], [], id="the-fourth-comes-too-late"),
        pytest.param([0, 1, 2], [], id="three-are-no-batch"),
        pytest.param([0, 4, 8, 9, 14, 18], [6], id="windows-that-overlap-are-one"),
        pytest.param([0, 0, 0, 0, 60, 61, 62, 63], [4, 4], id="two-an-hour-apart"),
        pytest.param([0, 60, 61, 62, 63, 120], [4], id="those-by-themselves-are-in-none"),
    ],
)
def test_a_batch_is_four_receipts_within_ten_minutes(
    minutes: list[float], found: list[int]
) -> None:
    assert [len(batch.receipts) for batch in batches(many(minutes))] == found


def test_a_batch_is_of_one_council() -> None:
    both = [
        received(f"{council}{at}", at, council=council)
        for council in ("E06000021", "E10000028")
        for at in (0, 1)
    ]

    assert batches(both) == []


def test_receipts_known_only_as_a_date_are_in_no_batch() -> None:
    day = whole_day(MONDAY.date())
    dated = [seen(f"D{at}", reported=MONDAY - HOUR, received=day) for at in range(9)]

    assert batches(dated) == []
    assert "cannot be said" in batches_section(dated, {}, fates_of(dated)).sentences[0]


def test_the_figures_stand_with_and_without_what_came_in_batches() -> None:
    late = [received(f"B{at}", at / 4, waited=30) for at in range(20)]
    in_time = [received(f"S{at}", 60 * (at + 1)) for at in range(20)]

    section = batches_section([*late, *in_time], {}, fates_of([*late, *in_time]))

    rows = {row[0]: row for row in section.tables[0].rows}
    assert {label: row[1:4] for label, row in rows.items()} == {
        "All": (40, 0, 0.5),
        "All without batches": (20, 0, 1.0),
        "Only those in batches": (20, 0, 0.0),
    }
    assert section.sentences[0].startswith("20 of 40 receipts")
    assert section.sentences[1].startswith("Most batches in one hour of the week are 1, begun on")
    assert "Mon from 08:00" in section.sentences[1]


def test_waits_that_end_in_one_batch_are_no_independent_cases() -> None:
    lengths = [2, 30, 3, 31, 4, 32, 5, 33, 6, 34]
    apart = [observed(hours) for hours in lengths for _ in range(5)]
    groups = [hours for hours in lengths for _ in range(5)]

    said, alone = told_in_time(apart, groups), told_in_time(lengths_alone(lengths))

    assert said.value == told_in_time(apart).value == alone.value == 0.5
    assert said.low is not None
    assert alone.low is not None
    # Five times the same wait tells no more than once; ten groups are one fewer free to differ.
    assert said.low == pytest.approx(alone.low, abs=0.02)
    assert said.low < (told_in_time(apart).low or 0) - 0.1


def test_without_open_waits_the_variance_is_that_of_a_ratio_between_clusters() -> None:
    # Of sizes 1, 2, 3 and 0, 2, 1 in time: p = 3/6, residuals -0.5, 1.0, -0.5 in sum;
    # variance 3/2 x (0.25 + 1 + 0.25) / 36 = 0.0625. On the log-minus-log scale at 0.5:
    # 1.96 x 0.25 / (0.5 x log 2) = 1.4138 around log(log 2) = -0.3665.
    waits = [observed(hours) for hours in (30, 2, 2, 2, 30, 30)]

    said = told_in_time(waits, ["a", "b", "b", "c", "c", "c"])

    assert said.value == 0.5
    assert (said.low, said.high) == pytest.approx((1 - 0.8449, 1 - 0.0578), abs=1e-4)


def test_intervals_hold_the_truth_although_children_share_their_notification() -> None:
    chance = Random(7)  # noqa: S311 - the same cases each time
    covered = alone = 0
    for _ in range(200):
        groups, waits = [], []
        for number in range(60):
            hours = chance.expovariate(1 / 20)
            for _ in range(chance.choice((1, 1, 2, 4, 6))):
                groups.append(number)
                waits.append(observed(hours))
        truth = 0.6988  # 1 - exp(-24 / 20)
        covered += holds(truth, told_in_time(waits, groups).low, told_in_time(waits, groups).high)
        alone += holds(truth, told_in_time(waits).low, told_in_time(waits).high)

    assert covered >= 180
    assert alone <= 170


def test_half_within_has_a_wider_interval_where_waits_share_their_fate() -> None:
    lengths = [float(hours) for hours in range(1, 31)]
    waits = [observed(hours) for hours in lengths for _ in range(4)]
    groups = [hours for hours in lengths for _ in range(4)]

    said, narrow = quantiles(waits, (0.5,), groups)[0.5], quantiles(waits, (0.5,))[0.5]

    assert said.value == narrow.value == 15 * 3600
    assert width(said) > 1.7 * width(narrow)


def lengths_alone(lengths: Sequence[float]) -> list[Observation]:
    return [observed(hours) for hours in lengths]


def observed(hours: float) -> Observation:
    length = timedelta(hours=hours)
    return Observation(
        at_least=length, at_most=length, risk=Risk.MEDIUM, target=timedelta(hours=24)
    )


def width(said: Estimate) -> float:
    return (said.high or 0) - (said.low or 0)


def holds(truth: float, low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low <= truth <= high


def test_a_share_has_one_interval_wherever_a_pack_tells_it() -> None:
    # Forty that came alone, and two batches of ten: one in time, one late.
    alone = many([2000 + 60 * place for place in range(40)])
    both = [
        received(f"{name}{place}", at, waited=waited)
        for name, at, waited in (("X", 0, 2), ("Y", 600, 60))
        for place in range(10)
    ]
    seen_all = [*alone, *both]
    fates = fates_of(seen_all)

    in_time = in_time_section(seen_all, fates).tables[0].rows[-1]
    every_clock = clock_table(seen_all, fates).rows[-1]
    apart = batches_section(seen_all, {}, fates).tables[0].rows[0]

    assert in_time[6:9] == every_clock[6:9] == apart[3:6]
    assert told_in_time([one.duty for one in seen_all if one.duty]).low != in_time[7]


def test_those_of_whom_nothing_can_be_said_are_told_apart_from_those_in_time() -> None:
    withdrawn = replace(received("W", 0), clocks=dict.fromkeys(Clock, LeftOut.NO_LONGER_EXPECTED))
    these = [withdrawn, *many([0, 60])]

    section = in_time_section(these, fates_of(these))

    assert (
        "Not in these figures, so neither in time nor late: 1 of 3 notifications (1 closed before "
        "the front door was told)."
    ) in section.notes
