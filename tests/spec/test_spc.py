"""XmR charts, worked by hand."""

from dataclasses import replace

import pytest

from reviews.spc import (
    ASSURANCE_WORDS,
    FEWEST_POINTS,
    FIRM,
    SIGNAL_WORDS,
    VARIATION_WORDS,
    Assurance,
    Better,
    Chart,
    Mark,
    Signal,
    Variation,
    xmr,
)

STEADY = (10, 12, 11, 13, 12, 10, 14, 12, 11, 13, 12, 10)
"""Moving ranges 2 1 2 1 2 4 2 1 2 1 2: mean 20/11; mean of the values 140/12."""


def charted(*values: float) -> Chart:
    chart = xmr(values)
    assert chart is not None
    return chart


def marked(chart: Chart, signal: Signal, *, is_up: bool) -> list[int]:
    """Return the places, from 1 on, of the points with a signal."""
    mark = Mark(signal=signal, is_up=is_up)
    return [place for place, marks in enumerate(chart.marks, 1) if mark in marks]


def test_the_limits_are_the_mean_and_266_mean_moving_ranges_to_either_side() -> None:
    chart = charted(*STEADY)

    assert chart.centre == pytest.approx(140 / 12)
    assert chart.upper - chart.centre == pytest.approx(2.66 * 20 / 11)
    assert chart.centre - chart.lower == pytest.approx(2.66 * 20 / 11)
    assert not any(chart.marks)


def test_a_moving_range_over_3267_mean_ones_is_left_out_once() -> None:
    # Ranges 2 1 2 1 2 4 2 1 2 1 18: mean 36/11; 18 is more than 3.267 of them: mean of the ten 1.8.
    # Screened again 4 would stay (under 5.9), so once is enough here.
    chart = charted(*STEADY[:-1], 30)

    assert chart.width == pytest.approx(2.66 * 18 / 10)


def test_what_was_screened_is_not_screened_again() -> None:
    # Ranges 0 0 0 0 0 0 0 0 1 1 100 100: mean 202/12 = 16.8, screened over 55; left: mean 0.2.
    # Ranges of 1 are more than 3.267 x 0.2 and stay all the same.
    chart = charted(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 100, 0)

    assert chart.width == pytest.approx(2.66 * 2 / 10)


def test_a_share_has_no_limit_beyond_all_and_none() -> None:
    chart = xmr((0.9, 0.5, 0.9, 0.4, 1.0), least=0, most=1)

    assert chart is not None
    assert (chart.lower, chart.upper) == (0, 1)
    assert chart.centre + chart.width > 1


def test_under_twelve_points_the_limits_are_trial_limits_and_of_three_there_are_none() -> None:
    assert charted(*STEADY[: FIRM - 1]).is_trial
    assert not charted(*STEADY).is_trial
    assert xmr(STEADY[: FEWEST_POINTS - 1]) is None


def test_a_point_outside_is_marked_with_its_side() -> None:
    chart = charted(*STEADY[:-1], 30)

    assert marked(chart, Signal.OUTSIDE, is_up=True) == [12]
    assert marked(chart, Signal.OUTSIDE, is_up=False) == []


SEVEN_HIGH = (1, 9, 1, 9, 1, 6, 7, 6, 7, 6, 7, 6)


def test_seven_in_a_row_on_one_side_are_a_shift_and_six_are_not() -> None:
    # The mean is 5.5: the last seven lie above it.
    assert marked(charted(*SEVEN_HIGH), Signal.SHIFT, is_up=True) == [6, 7, 8, 9, 10, 11, 12]
    assert marked(charted(*SEVEN_HIGH[:-1]), Signal.SHIFT, is_up=True) == []


@pytest.mark.parametrize(
    ("above", "marked_ones"),
    [
        pytest.param(6, [], id="six-and-one-below"),
        pytest.param(8, [1, 2, 3, 4, 5, 6, 7, 8], id="eight-and-one-below"),
    ],
)
def test_a_shift_is_the_one_of_the_worked_examples(above: int, marked_ones: list[int]) -> None:
    # NHSRplotthedots, tests of `ptd_seven_point_one_side_mean`: six, or eight, above the mean and
    # then one below it.
    chart = charted(*[1] * above, -above)

    assert chart.centre == 0
    assert marked(chart, Signal.SHIFT, is_up=True) == marked_ones


def test_a_point_on_the_mean_breaks_a_run() -> None:
    chart = charted(3, 1, 1, 1, 2, 1, 1, 1, 7)

    assert chart.centre == 2
    assert marked(chart, Signal.SHIFT, is_up=False) == []


def test_seven_points_each_below_the_one_before_are_a_trend_and_six_are_not() -> None:
    falling = charted(5, 9, 8, 7, 6, 5, 4, 3, 9)

    assert marked(falling, Signal.TREND, is_up=False) == [2, 3, 4, 5, 6, 7, 8]
    assert marked(charted(5, 9, 8, 7, 6, 5, 4, 9), Signal.TREND, is_up=False) == []


def test_a_point_equal_to_the_one_before_breaks_a_trend() -> None:
    assert marked(charted(9, 8, 7, 6, 6, 5, 4, 3, 2), Signal.TREND, is_up=False) == []


@pytest.mark.parametrize(
    ("third", "marked_ones"),
    [
        pytest.param(10.9, [10, 12], id="all-three-on-one-side"),
        pytest.param(10.5, [], id="the-third-on-the-other-side"),
    ],
)
def test_two_of_three_near_the_same_limit_are_marked_and_the_third_is_not(
    third: float, marked_ones: list[int]
) -> None:
    # As NHSRplotthedots: `ptd_two_in_three(c(1, 0, 1), c(1, -1, 1))` marks nothing.
    # Centre 10.6, upper limit 19.4: near from 16.5 on.
    chart = charted(9, 11, 9, 11, 9, 11, 9, 11, 9, 17, third, 17, 9, 9, 7)

    assert (chart.centre, chart.upper) == pytest.approx((10.6, 19.4), abs=0.2)
    assert marked(chart, Signal.NEAR_LIMIT, is_up=True) == marked_ones


def test_the_worked_example_of_the_nhs_r_community_gives_its_limits() -> None:
    # NHSRplotthedots (read in November 2026), vignette "Deviations from Excel defaults", first
    # chart: "the upper process limit as 4.6, the mean as 1.94 and the lower process limit as
    # -0.72", with "four grey common cause points followed by a single blue special cause".
    chart = charted(1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)

    said = [round(one, 2) for one in (chart.upper, chart.centre, chart.lower)]
    assert said == [4.6, 1.94, -0.72]
    assert marked(chart, Signal.OUTSIDE, is_up=True) == [5]
    assert sum(bool(marks) for marks in chart.marks) == 1


@pytest.mark.parametrize(
    ("seven", "is_trend"),
    [
        pytest.param((1, 2, 3, 3, 4, 5, 6), False, id="two-alike"),
        pytest.param((1, 2, 3, 4, 5, 6), False, id="six"),
        pytest.param((1, 2, 3, 4, 5, 6, 7), True, id="seven-up"),
        pytest.param((7, 6, 5, 4, 3, 2, 1), True, id="seven-down"),
    ],
)
def test_a_trend_is_the_one_of_the_worked_examples(
    seven: tuple[float, ...], is_trend: bool
) -> None:
    # NHSRplotthedots, tests of `ptd_seven_point_trend`.
    chart = charted(*seven)

    assert any(mark.signal is Signal.TREND for mark in chart.marks[-1]) is is_trend


@pytest.mark.parametrize(
    ("limits", "assurance"),
    [
        pytest.param((1, 3), Assurance.MISSED, id="consistent-fail"),
        pytest.param((5, 7), Assurance.MET, id="consistent-pass"),
        pytest.param((1, 5), Assurance.HIT_OR_MISS, id="inconsistent"),
    ],
)
def test_assurance_is_that_of_the_worked_examples(
    limits: tuple[float, float], assurance: Assurance
) -> None:
    # NHSRplotthedots, tests of `ptd_calculate_assurance_type`: goal 4, an increase is better.
    lower, upper = limits
    chart = replace(charted(*STEADY), lower=lower, upper=upper)

    assert chart.assurance(4, Better.HIGHER) is assurance


@pytest.mark.parametrize(
    ("values", "better", "variation"),
    [
        pytest.param(STEADY, Better.HIGHER, Variation.USUAL, id="nothing-unusual"),
        pytest.param((*STEADY, 30), Better.HIGHER, Variation.IMPROVING, id="more-is-better"),
        pytest.param((*STEADY, 30), Better.LOWER, Variation.CONCERNING, id="longer-is-worse"),
        pytest.param((*STEADY, 30, 12), Better.LOWER, Variation.USUAL, id="only-the-latest-counts"),
        pytest.param(
            (20, 20, 20, 20, 20, 20, 20, 1, 2, 3, 4, 5, 6, 7),
            Better.HIGHER,
            Variation.CONCERNING,
            id="rising-but-still-far-below",
        ),
    ],
)
def test_variation_is_what_the_latest_point_says(
    values: tuple[float, ...], better: Better, variation: Variation
) -> None:
    assert charted(*values).variation(better) is variation


@pytest.mark.parametrize(
    ("goal", "better", "assurance"),
    [
        pytest.param(6, Better.HIGHER, Assurance.MET, id="always-above-a-goal-of-more"),
        pytest.param(12, Better.HIGHER, Assurance.HIT_OR_MISS, id="now-above-now-below"),
        pytest.param(17, Better.HIGHER, Assurance.MISSED, id="never-above"),
        pytest.param(17, Better.LOWER, Assurance.MET, id="always-shorter-than-the-limit"),
        pytest.param(6, Better.LOWER, Assurance.MISSED, id="never-so-short"),
    ],
)
def test_assurance_is_on_which_side_of_the_goal_the_limits_lie(
    goal: float, better: Better, assurance: Assurance
) -> None:
    assert charted(*STEADY).assurance(goal, better) is assurance


@pytest.mark.parametrize("number", [9, 12, 19])
@pytest.mark.parametrize("value", [0.07, 0.1, 0.9])
def test_equal_weeks_have_no_signal_though_their_mean_differs_in_its_last_digit(
    value: float, number: int
) -> None:
    assert not any(charted(*[value] * number).marks)


def test_one_bad_week_among_equal_ones_does_not_make_the_others_unusual() -> None:
    # Both of its ranges are screened out; those that are left are nought, and would make no band.
    chart = charted(*[1.0] * 11, 0.8, 1.0, 1.0, 1.0)

    assert chart.width == pytest.approx(2.66 * 0.4 / 14)
    assert marked(chart, Signal.OUTSIDE, is_up=True) == []
    assert marked(chart, Signal.OUTSIDE, is_up=False) == [12]


def test_what_never_changes_has_no_signal_and_meets_the_goal_that_it_stands_at() -> None:
    chart = charted(*[0.9] * 12)

    assert not any(chart.marks)
    for better in Better:
        assert chart.assurance(0.9, better) is Assurance.MET


def test_everything_that_is_said_has_words() -> None:
    assert set(VARIATION_WORDS) == set(Variation)
    assert set(ASSURANCE_WORDS) == set(Assurance)
    assert set(SIGNAL_WORDS) == set(Signal)
