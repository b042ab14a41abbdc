"""The variance of waits that stand together, against its formula written out slowly."""

from math import inf, isclose

from hypothesis import given
from hypothesis import strategies as st

from reviews.delays.survival import Followed, curve_of
from reviews.delays.together import curve_together

waits = st.builds(Followed, length=st.integers(1, 9).map(float), is_over=st.booleans())
grouped = st.lists(st.tuples(waits, st.integers(0, 6)), min_size=1, max_size=40)


def slowly(told: list[tuple[Followed, int]], length: float) -> float:
    """Williams 1995: what each wait adds at each step, summed in its group, squared."""
    groups = {group for _, group in told}
    sums = dict.fromkeys(groups, 0.0)
    for at in sorted({wait.length for wait, _ in told if wait.is_over and wait.length <= length}):
        at_risk = sum(wait.length >= at for wait, _ in told)
        over = sum(wait.length == at and wait.is_over for wait, _ in told)
        if over == at_risk or len(groups) == 1:
            return inf
        for wait, group in told:
            is_over = wait.is_over and wait.length == at
            is_watched = wait.length >= at
            sums[group] += (is_watched * over / at_risk - is_over) / (at_risk - over)
    return sum(one**2 for one in sums.values()) * len(groups) / (len(groups) - 1)


@given(grouped)
def test_the_quick_variance_is_that_of_the_formula(told: list[tuple[Followed, int]]) -> None:
    those, groups = [wait for wait, _ in told], [group for _, group in told]

    curve = curve_together(those, groups)

    for step in curve.steps[1:]:
        assert isclose(step.spread, slowly(told, step.length), rel_tol=1e-6, abs_tol=1e-9)
        low, high = step.interval()
        assert 0 <= low <= high <= 1
    shares = [(step.length, step.still) for step in curve.steps]
    assert shares == [(step.length, step.still) for step in curve_of(those).steps]


@given(st.lists(st.integers(1, 99).map(float), min_size=2, max_size=40))
def test_where_all_are_over_and_alone_it_is_that_of_a_simple_share(lengths: list[float]) -> None:
    curve = curve_together(
        [Followed(length=one, is_over=True) for one in lengths], range(len(lengths))
    )

    for step in curve.steps[1:-1]:
        expected = (1 - step.still) / (step.still * (len(lengths) - 1))
        assert isclose(step.spread, expected, rel_tol=1e-6)
