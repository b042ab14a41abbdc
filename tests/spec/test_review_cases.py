"""Single cases in a joint-review pack, and how shares and weeks are cut."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.delays import LeftOut, Observation
from reviews.pack import Period, Seen
from reviews.pack.batches import fates_of
from reviews.pack.by_hour import by_hour_section
from reviews.pack.cases import longest_section, repeats
from reviews.pack.clock_table import clock_table
from reviews.pack.dip_sample import EACH, dip_sample_section
from reviews.pack.leg_table import shares_of
from reviews.pack.length_tables import clock_weeks_table, leg_lengths_table
from reviews.pack.reconciliation import DayHeld, reconciliation_section
from schemas.control_totals import ControlTotal
from schemas.legs import Leg
from schemas.moments import Moment
from schemas.words import Clock, Milestone, Risk

FIRST = datetime(2026, 6, 1, 12, tzinfo=UTC)
JUNE = Period.of(date(2026, 6, 1), date(2026, 6, 30), None)
HOUR = timedelta(hours=1)


def seen(code: str, *, starts: int = 0, waits: int = 2, home: str = "", told: bool = True) -> Seen:
    """A notification of medium risk; lengths in hours."""
    reported = FIRST + starts * HOUR
    duty = Observation(
        at_least=waits * HOUR,
        at_most=waits * HOUR if told else None,
        risk=Risk.MEDIUM,
        target=24 * HOUR,
    )
    return Seen(
        code=code,
        force="staffordshire",
        local_authority="E06000021",
        day=reported.date(),
        risk=Risk.MEDIUM,
        children=1,
        clocks=dict.fromkeys(Clock, LeftOut.LATER) | {Clock.DUTY: duty},
        legs=(),
        milestones={Milestone.REPORTED: Moment.exact(reported)},
        kin=frozenset({home} if home else ()),
        flags=frozenset(),
        disposition=None,
    )


@pytest.mark.parametrize(
    ("later", "is_repeat"),
    [
        pytest.param(seen("B", starts=5, home="h"), True, id="before-the-front-door-was-told"),
        pytest.param(seen("B", starts=10, home="h"), False, id="at-the-second-it-was-told"),
        pytest.param(seen("B", starts=5, home="other"), False, id="in-another-home"),
        pytest.param(seen("B", starts=5), False, id="no-home-is-named"),
    ],
)
def test_a_repeat_is_an_incident_in_a_home_that_still_waits(later: Seen, is_repeat: bool) -> None:
    first = seen("A", waits=10, home="h")

    found = repeats([later, first])

    assert found == ([(first, later)] if is_repeat else [])


def test_the_longest_wait_is_said_to_be_at_least_so_long_where_it_may_be_longer() -> None:
    known, goes_on = seen("A", waits=9), seen("B", waits=9, told=False)

    assert longest_section([known]).sentences[0].startswith("The longest wait is 9 h,")
    assert longest_section([goes_on]).sentences[0].startswith("The longest wait is at least 9 h,")
    assert longest_section([goes_on]).headlines[0].words == "the longest wait, at least"


def test_a_repeat_is_told_once_however_many_children_both_have() -> None:
    first, later = seen("A", waits=10, home="h"), seen("B", starts=5, home="h")

    assert len(repeats([first, later, seen("C", starts=50, home="h")])) == 1


def test_the_longest_wait_comes_first_also_while_it_goes_on() -> None:
    section = longest_section([seen("A", waits=30), seen("B", waits=90, told=False)])

    assert [(row[0], row[-1]) for row in section.tables[0].rows] == [
        ("B", "late, still waiting"),
        ("A", "late"),
    ]
    assert section.sentences == ("The longest wait is at least 3 days 18 h, the first below.",)


def test_every_wait_over_seven_days_is_read_and_some_of_the_rest_by_chance() -> None:
    many = [seen(f"C{number:02}") for number in range(30)]
    over = seen("OVER", waits=7 * 24 + 1)

    section = dip_sample_section([*many, over], JUNE)

    rows = section.tables[0].rows
    assert rows[0][:2] == ("over 7 days", "OVER")
    assert len(rows) == 1 + EACH
    assert section == dip_sample_section([over, *reversed(many)], JUNE)
    assert "2026-06-01 2026-06-30" in section.notes[0]


def test_of_one_council_all_together_are_the_same_figures() -> None:
    those = [seen(f"C{number}", waits=number + 1) for number in range(20)]

    table = clock_table(those, fates_of(those))

    assert len(table.rows) == 8
    assert len({tuple(row[4:]) for row in table.rows}) == 1
    assert table.rows[0][4:10] == (20, 0, 1.0, table.rows[0][7], 1.0, 10.0)


def test_every_clock_by_week_has_a_row_of_all_and_one_of_each_risk_with_enough() -> None:
    weeks = [seen(f"C{number:02}", starts=number) for number in range(20)]
    weeks += [seen(f"D{number:02}", starts=24 * 7 + number, waits=30) for number in range(3)]

    table = clock_weeks_table(weeks, JUNE, fates_of(weeks))

    told = [dict(zip((one.name for one in table.columns), row, strict=True)) for row in table.rows]
    assert [(row["week"], row["risk"], row["n"], row["share_met"]) for row in told] == [
        ("2026-06-01", "all", 20, 1.0),
        ("2026-06-08", "all", 3, 0.0),
        ("2026-06-01", "medium", 20, 1.0),
    ]
    assert [row["p50_hours"] for row in told] == [2.0, None, 2.0]
    assert {row["mature"] for row in told} == {"yes"}


def test_the_lengths_of_every_leg_are_told_of_enough_notifications() -> None:
    leg = Leg(name="sent_to_received", owner="transit", length=3 * HOUR)
    cases = [replace(seen(f"C{number:02}"), legs=(leg,)) for number in range(20)]

    everybody, medium = leg_lengths_table(cases).rows
    (few, _) = leg_lengths_table(cases[1:]).rows

    place = ("sent_to_received", "transit", "staffordshire", "E06000021")
    assert tuple(everybody) == (*place, "all", 20, *[3.0] * 5)
    assert tuple(medium)[4:] == ("medium", 20, *[3.0] * 5)
    assert tuple(few)[4:] == ("all", 19, *[None] * 5)


@pytest.mark.parametrize(
    ("counted", "says"),
    [
        pytest.param([3], "1 incident that the force counted never came", id="one-is-missing"),
        pytest.param([2], "On every day of 1 daily count we hold as many", id="all-are-here"),
        pytest.param([], "Nobody can tell", id="no-count-is-never-all-well"),
    ],
)
def test_the_force_s_own_count_shows_what_never_came(counted: list[int], says: str) -> None:
    days = [
        DayHeld(
            total=ControlTotal(
                force="staffordshire",
                local_authority="E06000021",
                day=FIRST.date(),
                incidents_with_children=number,
            ),
            held=2,
        )
        for number in counted
    ]

    section = reconciliation_section(days, JUNE, {})

    assert section.sentences[0].startswith(says)
    assert any("29 daily counts of 30 did not come" in one for one in section.sentences) == bool(
        counted
    )


def test_an_hour_of_the_week_is_that_of_the_clock_on_the_wall() -> None:
    section = by_hour_section([seen("A"), seen("B", starts=1)])

    reported, received = section.tables
    monday = dict(zip((column.name for column in reported.columns), reported.rows[0], strict=True))
    assert (monday["day"], monday["h12"], monday["h13"], monday["h14"]) == ("Mon", 0, 1, 1)
    assert {number for row in received.rows for number in row[1:]} == {0}
    assert section.sentences[1] == "Front door told: no time is known to the hour."


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_shares_together_are_always_the_whole(amounts: list[int]) -> None:
    shares = shares_of(amounts, 100)

    told = [share for share in shares if share is not None]
    assert round(sum(told) * 100) == (100 if any(amounts) else 0)
    assert bool(told) == any(amounts)


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        pytest.param("2026-06-01", "2026-06-14", ["2026-06-01", "2026-06-08"], id="whole-weeks"),
        pytest.param("2026-06-02", "2026-06-21", ["2026-06-08", "2026-06-15"], id="begun-late"),
        pytest.param("2026-06-01", "2026-06-06", [], id="a-week-that-is-not-over"),
        pytest.param("2026-06-02", "2026-06-03", [], id="days-within-a-week"),
    ],
)
def test_only_weeks_wholly_in_the_period_are_points(
    first: str, last: str, weeks: list[str]
) -> None:
    period = Period.of(date.fromisoformat(first), date.fromisoformat(last), None)

    assert [week.isoformat() for week in period.weeks()] == weeks
