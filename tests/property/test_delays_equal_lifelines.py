"""Our estimates are those of lifelines, which statisticians use, on any waits however censored."""

from datetime import timedelta
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.delays import Observation, quantiles, told_in_time
from reviews.delays.reverse import Arrived, reverse_curve_of
from reviews.delays.survival import Followed, curve_of
from schemas.words import Risk
from tests.servers.required import require_package

lifelines = require_package("lifelines", group="oracle")
utils = require_package("lifelines.utils", group="oracle")

waits = st.lists(
    st.builds(Followed, length=st.integers(1, 60).map(float), is_over=st.booleans()),
    min_size=1,
    max_size=60,
)


def fitted(followed: list[Followed]) -> Any:
    return lifelines.KaplanMeierFitter(alpha=0.05).fit(
        [one.length for one in followed], [one.is_over for one in followed]
    )


@given(waits)
def test_the_share_that_still_waits_and_its_interval_are_the_same_at_every_length(
    followed: list[Followed],
) -> None:
    ours, theirs = curve_of(followed), fitted(followed)

    for length in range(int(ours.watched[-1]) + 1):
        step = ours.at(float(length))
        assert step is not None
        assert step.still == pytest.approx(float(theirs.predict(length)), abs=1e-9)
        if 0 < step.still < 1:
            bounds = theirs.confidence_interval_.loc[:length].iloc[-1]
            assert step.interval() == pytest.approx(tuple(bounds), abs=1e-9)


@given(waits)
def test_every_quantile_is_the_same(followed: list[Followed]) -> None:
    twenty_times = [
        Observation(
            at_least=timedelta(seconds=one.length),
            at_most=timedelta(seconds=one.length) if one.is_over else None,
            risk=Risk.HIGH,
        )
        for one in followed * 20
    ]
    theirs = fitted(followed * 20)
    bounds = theirs.confidence_interval_.copy()
    nobody_left = theirs.survival_function_.to_numpy()[:, 0] == 0
    bounds.loc[nobody_left] = (0.0, 1.0)  # nothing to go by

    for share, said in quantiles(twenty_times).items():
        # A hair more, since there too a share is a product of many fractions.
        left = 1 - share + 1e-9
        expected = utils.qth_survival_time(left, theirs.survival_function_)
        assert (inf if said.value is None else said.value) == expected
        if said.value is not None:
            low, high = (
                utils.qth_survival_time(left, bounds[[one]].cummin()) for one in bounds.columns
            )
            assert (said.low, inf if said.high is None else said.high) == (low, high)


@given(waits)
def test_the_share_told_in_time_is_read_at_the_limit(followed: list[Followed]) -> None:
    limit = timedelta(seconds=30)
    observations = [
        Observation(
            at_least=timedelta(seconds=one.length),
            at_most=timedelta(seconds=one.length) if one.is_over else None,
            risk=Risk.HIGH,
            target=limit,
        )
        for one in followed
    ]

    said = told_in_time(observations)

    if said.value is not None:
        assert said.value == pytest.approx(1 - float(fitted(followed).predict(30)), abs=1e-9)


arrived = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda pair: Arrived(length=float(min(pair)), watched=float(max(pair)))
    ),
    min_size=1,
    max_size=60,
)


@given(arrived)
def test_in_reverse_time_a_share_is_theirs_of_waits_that_come_into_sight_late(
    those: list[Arrived],
) -> None:
    """Time runs back from 30 days; one that could be seen to take ``watched`` comes in there."""
    told_at_once = Arrived(length=0.0, watched=30.0)
    those = [*those, told_at_once]
    ours = reverse_curve_of(those, 30)
    # Half a day earlier: theirs takes nobody who comes in just when one ends.
    theirs = lifelines.KaplanMeierFitter(alpha=0.05).fit(
        [31 - one.length for one in those],
        entry=[30.5 - min(one.watched, 30) for one in those],
    )

    for length in range(30):
        step, told = ours.within(length), float(theirs.predict(30 - length))
        assert step.still == pytest.approx(told, abs=1e-9)
        if 0 < step.still < 1:
            bounds = theirs.confidence_interval_.loc[: 30 - length].iloc[-1]
            assert step.interval() == pytest.approx(tuple(bounds), abs=1e-9)
