"""Charts by week begin anew only at a dated reason that people gave."""

from datetime import date, timedelta

import pytest

from reviews.agreed import Agreed, Change, Goal, Moved
from reviews.charted import beginnings, charted
from reviews.pack import Period, Seen
from reviews.pack.by_week import by_week_section
from reviews.pack.drawn_weeks import Weeks
from reviews.spc import Assurance
from schemas.words import Role
from tests.spec.test_before_and_after import STOKE, reported

MONDAY = date(2026, 6, 1)
WEEKS = [MONDAY + timedelta(weeks=number) for number in range(10)]
REASON = "Sending at weekends is new work"


@pytest.mark.parametrize(
    ("day", "place"),
    [
        pytest.param("2026-06-15", 2, id="on-a-monday-with-that-week"),
        pytest.param("2026-06-17", 3, id="within-a-week-with-the-next"),
        pytest.param("2026-06-01", None, id="the-first-week-begins-anyhow"),
        pytest.param("2026-05-01", None, id="before-the-weeks"),
        pytest.param("2026-08-06", None, id="in-the-last-week"),
    ],
)
def test_limits_begin_anew_with_the_first_week_wholly_after_a_change(
    day: str, place: int | None
) -> None:
    found = beginnings(WEEKS, [date.fromisoformat(day)])

    assert list(found) == ([] if place is None else [place])


def test_each_stretch_has_limits_of_its_own_and_a_week_that_cannot_be_told_has_no_point() -> None:
    one, other = charted([5, 6, 5, None, 6, 50, 51, 50, 51], [5])

    assert (one.places, other.places) == ((0, 1, 2, 4), (5, 6, 7, 8))
    assert one.chart is not None
    assert other.chart is not None
    assert (one.chart.centre, other.chart.centre) == (5.5, 50.5)
    assert not any(other.marks().values())


def test_a_stretch_of_too_few_weeks_has_no_limits() -> None:
    *_, last = charted([5, 6, 5, 6, 5, 9, 9], [5])

    assert (last.chart, last.marks()) == (None, {})


def lived() -> list[Seen]:
    """Ten weeks of one council: a half in time, from the sixth on nine in ten."""
    return [
        one
        for number, week in enumerate(WEEKS)
        for one in reported(STOKE, week, [10] * 5 + [40 if number < 5 else 10] * 4 + [40])
    ]


def agreed(*, rebase: str | None) -> Agreed:
    change = Change(
        since=WEEKS[5],
        what="The desk sends at weekends",
        agreed_by=(Role.POLICE_MANAGER,),
        concerns=STOKE,
        figure=Moved.TOLD_IN_TIME,
        rebase=rebase,
    )
    return Agreed(changes=(change,), goals=(Goal(share=0.8, agreed_by=(Role.DIRECTOR,)),))


PERIOD = Period.of(MONDAY, WEEKS[-1] + timedelta(days=6), None)


def test_a_break_is_drawn_with_its_reason_and_the_last_stretch_speaks() -> None:
    section = by_week_section(lived(), PERIOD, {}, agreed(rebase=REASON))

    drawn = section.pictures[0].drawn
    assert isinstance(drawn, Weeks)
    assert [(one.place, one.reason) for one in drawn.breaks] == [(5, REASON)]
    assert [(one.first, one.last, one.centre) for one in drawn.bands] == [(0, 4, 0.5), (5, 9, 0.9)]
    assert drawn.signs is not None
    assert drawn.signs.assurance is Assurance.MET
    (said,) = section.sentences
    assert f"since 6 July 2026 ({REASON})" in said
    assert "trial limits: fewer than 12 points" in said
    assert "Goal, 80 of every 100: if nothing changes, the goal will be met" in said
    assert REASON in section.pictures[0].words
    assert [row[-1] for row in section.tables[0].rows].count(REASON) == 1


def test_a_change_without_a_reason_to_begin_anew_breaks_nothing() -> None:
    section = by_week_section(lived(), PERIOD, {}, agreed(rebase=None))

    drawn = section.pictures[0].drawn
    assert isinstance(drawn, Weeks)
    assert (drawn.breaks, len(drawn.bands)) == ((), 1)


def test_without_a_goal_nothing_is_said_of_whether_it_will_be_met() -> None:
    section = by_week_section(lived(), PERIOD, {}, Agreed())

    assert "Goal," not in section.sentences[0]
    assert "No goal for the share told in time is agreed" in section.notes[-1]
