"""Shares and lengths where some still wait: worked by hand, and refused where nobody can say."""

from datetime import timedelta
from math import log
from random import Random
from statistics import NormalDist

import pytest

from reviews.delays import FEWEST, Observation, WhyNot, longest, quantiles, told_in_time
from reviews.pack.trap import ONLY_WHAT_HAS_COME, TRUE_SHARE, WITH_THOSE_THAT_WAIT
from schemas.words import Risk

DAY = timedelta(hours=24)


def told(hours: float, limit: timedelta | None = DAY) -> Observation:
    length = timedelta(hours=hours)
    return Observation(at_least=length, at_most=length, risk=Risk.MEDIUM, target=limit)


def between(low: float, high: float) -> Observation:
    bounds = timedelta(hours=low), timedelta(hours=high)
    return Observation(at_least=bounds[0], at_most=bounds[1], risk=Risk.MEDIUM, target=DAY)


def waits(hours: float, limit: timedelta | None = DAY) -> Observation:
    so_far = timedelta(hours=hours)
    return Observation(at_least=so_far, at_most=None, risk=Risk.MEDIUM, target=limit)


def test_ten_of_which_two_are_late_are_told_in_time_in_eight_of_ten() -> None:
    said = told_in_time([told(hours) for hours in (1, 2, 3, 4, 5, 6, 7, 8, 30, 40)])

    assert (said.n, said.open, said.why_not) == (10, 0, None)
    assert said.value == pytest.approx(0.8)
    # Greenwood's sum is 1/2 - 1/10; 1.96 x sqrt(0.4) / log(0.2) = -0.770; log(-log(0.2)) = 0.476:
    # between exp(-exp(1.246)) = 0.031 and exp(-exp(-0.294)) = 0.475 are late.
    assert (said.low, said.high) == pytest.approx((1 - 0.4747, 1 - 0.0309), abs=1e-4)


def test_a_wait_that_is_not_over_counts_as_long_as_it_was_watched() -> None:
    # At 2 h one of four is told; of the two watched on to 6 h one is told: 3/4 x 1/2 still wait.
    said = told_in_time([told(2), waits(4), told(6), waits(30)])

    assert (said.n, said.open) == (4, 2)
    assert said.value == pytest.approx(1 - 3 / 4 * 1 / 2)


def test_the_limit_itself_is_in_time_and_one_second_more_is_late() -> None:
    a_second = 1 / 3600

    said = told_in_time([told(24), told(24 + a_second)])

    assert said.value == pytest.approx(0.5)


def test_cases_with_different_limits_are_judged_each_by_its_own() -> None:
    high = timedelta(hours=8)
    late_for_high, in_time_for_medium = told(12, high), told(12)

    said = told_in_time([late_for_high, in_time_for_medium])

    assert said.value == pytest.approx(0.5)


def test_a_wait_of_half_its_limit_stands_beside_others_at_half_of_theirs() -> None:
    # Open for 5 of 8 h is longer, by its own limit, than told after 12 of 24 h.
    said = told_in_time([told(12), waits(5, timedelta(hours=8)), told(20), waits(25)])

    assert said.value == pytest.approx(1 - 3 / 4 * 1 / 2)


@pytest.mark.parametrize(
    ("observations", "why_not"),
    [
        pytest.param([], WhyNot.NOBODY, id="nobody-was-reported"),
        pytest.param([told(2), waits(3), waits(23)], WhyNot.TOO_SOON, id="nobody-watched-to-limit"),
        pytest.param([told(2, None)], WhyNot.NO_LIMIT, id="a-clock-without-a-limit"),
        pytest.param([between(2, 30), told(3)], WhyNot.ONLY_DATES, id="dates-around-the-limit"),
        pytest.param([between(24, 30), told(3)], WhyNot.ONLY_DATES, id="dates-from-the-limit-on"),
    ],
)
def test_a_share_that_nobody_can_tell_is_refused(
    observations: list[Observation], why_not: WhyNot
) -> None:
    said = told_in_time(observations)

    assert (said.value, said.why_not) == (None, why_not)


def test_all_told_in_time_is_no_proof_that_the_next_will_be() -> None:
    said = told_in_time([told(2)] * 10 + [waits(1)])

    assert (said.value, said.high) == (1.0, 1.0)
    assert said.low == pytest.approx(0.025 ** (1 / 10))  # 69 %: exact bound of ten of ten


def test_of_many_just_reported_the_one_that_was_watched_longest_does_not_speak_for_all() -> None:
    # Nine of a hundred were told within two hours, ninety wait since three, one was told after 12.
    said = told_in_time([*(told(1 + n / 10) for n in range(9)), *[waits(3)] * 90, told(12)])

    # It stands for 1 / 0.91 waits: nobody knows what becomes of the ninety.
    assert said.value == 1.0
    assert said.low == pytest.approx(0.025**0.91)


def test_none_told_in_time_is_no_proof_that_none_will_be() -> None:
    said = told_in_time([told(30), waits(24), waits(50), waits(23)])

    assert (said.value, said.low) == (0.0, 0.0)
    assert said.high == pytest.approx(1 - 0.025 ** (1 / 3))  # the last was not watched to its limit


def test_days_that_lie_wholly_within_the_limit_take_nothing_from_a_share() -> None:
    said = told_in_time([between(0, 20), between(30, 54)])

    assert said.value == pytest.approx(0.5)


def test_a_few_doubtful_days_count_at_their_latest_and_widen_the_interval() -> None:
    sure = [told(2)] * 15 + [told(30)] * 4
    doubtful = told_in_time([*sure, between(10, 34)])

    assert doubtful.value == pytest.approx(15 / 20)
    assert doubtful.low == told_in_time([*sure, told(34)]).low
    assert doubtful.high == told_in_time([*sure, told(10)]).high


def test_half_of_twenty_are_told_by_the_tenth_and_nine_in_ten_by_the_eighteenth() -> None:
    observations = [told(hours, None) for hours in range(1, FEWEST + 1)]

    assert quantiles(observations)[0.5].value == 10 * 3600
    assert quantiles(observations)[0.9].value == 18 * 3600
    assert longest(observations).value == 20 * 3600


def test_a_length_is_refused_under_twenty_observations() -> None:
    few = [told(hours) for hours in range(1, FEWEST)]

    for said in (quantiles(few)[0.5], longest(few)):
        assert (said.value, said.why_not, said.n) == (None, WhyNot.TOO_FEW, FEWEST - 1)


def test_a_length_beyond_the_last_that_was_told_is_refused() -> None:
    most_still_wait = [told(1)] * 9 + [waits(5)] * 11

    assert quantiles(most_still_wait)[0.5].why_not is WhyNot.TOO_SOON
    assert quantiles(most_still_wait)[0.5].open == 11


def test_where_most_ends_are_only_dates_no_length_is_told() -> None:
    dates = [between(0, 30)] * FEWEST

    assert quantiles(dates)[0.5].why_not is WhyNot.ONLY_DATES


def test_a_length_known_within_bounds_counts_at_its_latest() -> None:
    observations = [told(hours) for hours in range(1, FEWEST)] + [between(9.5, 10.5)]

    assert quantiles(observations)[0.5].value == 10 * 3600
    assert longest([*observations, between(19, 40)]).value == 40 * 3600


def test_an_interval_reaches_from_the_earliest_an_end_may_be_to_the_latest() -> None:
    sure = [told(hours) for hours in range(1, 41)]
    doubtful = quantiles([*sure, between(5, 39), between(6, 39)])[0.5]

    assert doubtful.low == quantiles([*sure, told(5), told(6)])[0.5].low
    assert doubtful.high == quantiles([*sure, told(39), told(39)])[0.5].high


def test_of_the_longest_twentieth_nobody_knows_how_long_it_may_take() -> None:
    said = quantiles([told(hours) for hours in range(1, FEWEST + 1)])[0.95]

    assert (said.value, said.high) == (19 * 3600, None)


def test_the_longest_may_be_one_that_still_waits() -> None:
    said = longest([told(hours) for hours in range(1, FEWEST)] + [waits(400)])

    assert (said.value, said.open) == (400 * 3600, 1)


def test_of_the_last_three_days_only_the_fast_ones_have_arrived() -> None:
    """The right-truncation trap: half are told in 4 h, some take weeks, and we look at three days.

    The picture in the pack says what comes out here.
    """
    steepness = log(24 / 4) / NormalDist().inv_cdf(TRUE_SHARE)
    chance = Random(20260613)  # noqa: S311
    three_days = []
    for _ in range(40_000):
        age, delay = chance.uniform(0, 72), 4 * chance.lognormvariate(0, steepness)
        three_days.append(told(delay) if delay <= age else waits(age))

    arrived = [one for one in three_days if not one.is_open]
    said = told_in_time(three_days)

    assert told_in_time(arrived).value == pytest.approx(ONLY_WHAT_HAS_COME, abs=0.005)
    assert said.value == pytest.approx(WITH_THOSE_THAT_WAIT, abs=0.007)
    assert said.low is not None
    assert said.high is not None
    assert said.low < TRUE_SHARE < said.high


def test_the_interval_holds_the_truth_in_about_95_of_100_small_weeks() -> None:
    steepness = log(24 / 4) / NormalDist().inv_cdf(TRUE_SHARE)
    chance = Random(7)  # noqa: S311
    holds, weeks = 0, 1_000
    for _ in range(weeks):
        week = []
        for _ in range(40):
            age, delay = chance.uniform(0, 168), 4 * chance.lognormvariate(0, steepness)
            week.append(told(delay) if delay <= age else waits(age))
        said = told_in_time(week)
        assert said.low is not None
        assert said.high is not None
        holds += said.low <= TRUE_SHARE <= said.high

    assert 0.93 <= holds / weeks <= 0.97
