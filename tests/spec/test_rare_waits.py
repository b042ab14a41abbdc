"""Very long waits are rare: the days from one to the next, worked by hand and looked at."""

from datetime import date, timedelta
from random import Random

import pytest

from reviews.pack import Period, Seen
from reviews.pack.drawn_gaps import Gaps
from reviews.pack.rare import CEILING, rare_section
from reviews.render.pictures import svg
from reviews.spc import Variation
from reviews.spc_rare import POWER, t_chart
from tests.spec.test_review_untold import FIRST, receipt
from tests.spec.test_spc import STEADY

PERIOD = Period.of(date(2026, 6, 1), date(2026, 11, 30), None)
LATER = timedelta(minutes=1)


def test_centre_and_limits_are_those_of_the_transformed_days_put_back() -> None:
    chart = t_chart([one**POWER for one in STEADY])

    assert chart is not None
    assert chart.centre == pytest.approx((140 / 12) ** POWER)
    assert chart.upper == pytest.approx((140 / 12 + 2.66 * 20 / 11) ** POWER)
    assert chart.lower == pytest.approx((140 / 12 - 2.66 * 20 / 11) ** POWER)
    assert chart.variation is Variation.USUAL


def test_of_gaps_by_chance_hardly_one_in_a_hundred_lies_outside() -> None:
    """Untransformed, a chart of such gaps has one in forty outside its upper limit."""
    chance = Random(26)  # noqa: S311
    outside = gaps = 0
    for _ in range(60):
        chart = t_chart([chance.expovariate(1 / 14) for _ in range(50)])
        assert chart is not None
        outside += sum(not chart.lower <= one <= chart.upper for one in chart.days)
        gaps += len(chart.days)

    assert 0 < outside / gaps < 0.01


def test_two_on_the_same_instant_are_no_days_apart_and_few_have_no_limits() -> None:
    chart = t_chart([0.0, 14.0, 20.0, 9.0])

    assert chart is not None
    assert chart.lower == 0
    assert t_chart([14.0, 20.0, 9.0]) is None


def long_waits(days: list[float]) -> list[Seen]:
    """Waits that began so many days after the first of June, and one that was just short enough."""
    began = [FIRST + timedelta(days=day) for day in days]
    short = receipt(FIRST + timedelta(days=60), CEILING)
    return [*(receipt(at, CEILING + LATER) for at in began), short]


def test_waits_that_come_closer_together_are_worse() -> None:
    apart = [0, 20, 38, 60, 81, 99, 119, 140, 140.5, 141, 141.5]

    section = rare_section(long_waits(apart), PERIOD, {"E06000021": "Stoke-on-Trent"})

    (picture,) = section.pictures
    assert isinstance(picture.drawn, Gaps)
    assert [round(one.days, 1) for one in picture.drawn.gaps] == [
        *(20, 18, 22, 21, 18, 20, 21, 0.5, 0.5, 0.5)
    ]
    assert [one.is_better for one in picture.drawn.gaps][-3:] == [False] * 3
    said, usual, since = section.sentences
    assert said.startswith("Stoke-on-Trent: 11 waits of more than 72 hours")
    assert "a change for the worse" in usual
    # The period ends 41 days after the last; of the last three of them nobody can know.
    assert "the last began on 20 October 2026; none began in 38 days after it" in since
    assert [row[3] for row in section.tables[0].rows][:2] == [None, 20.0]
    assert "closer together" in str(section.tables[0].rows[-1][-1])
    assert "days since the one before" in svg(picture)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        pytest.param([], "none is known in this period", id="none"),
        pytest.param([0, 9, 30], "3 waits of more than 72 hours; it takes 5", id="too-few"),
        pytest.param([one / 2 for one in range(9)], "not rare (0.5 days apart", id="not-rare"),
    ],
)
def test_what_no_chart_can_show_is_said_in_words(days: list[float], says: str) -> None:
    section = rare_section(long_waits(days), PERIOD, {})

    assert says in section.sentences[0]
    assert not section.pictures
    assert len(section.tables[0].rows) == len(days)
