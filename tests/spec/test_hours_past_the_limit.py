"""In which legs the hours past the limit passed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.delays import Observation, past_limit
from reviews.pack import Seen
from reviews.pack.past_limit import past_limit_section
from schemas.legs import between
from schemas.moments import Moment
from schemas.words import Clock, Milestone, Risk
from tests.spec.test_review_cases import FIRST, HOUR, seen

LIMIT = 24


def wait(hours: int, *, goes_on: bool = False) -> Observation:
    length = hours * HOUR
    at_most = None if goes_on else length
    return Observation(at_least=length, at_most=at_most, risk=Risk.MEDIUM, target=LIMIT * HOUR)


def at(hours: int) -> datetime:
    return FIRST + hours * HOUR


def told(**hours: int) -> dict[Milestone, Moment]:
    """Milestones by name, in hours after the police knew."""
    return {Milestone.REPORTED: Moment.exact(FIRST)} | {
        Milestone(name): Moment.exact(at(number)) for name, number in hours.items()
    }


def split(
    told_wait: Observation, milestones: dict[Milestone, Moment]
) -> list[tuple[str, str, float]]:
    found = past_limit(Clock.DUTY, told_wait, milestones)
    return [(one.leg, one.owner, one.length / HOUR) for one in found]


@pytest.mark.parametrize(
    ("told_wait", "milestones", "expected"),
    [
        pytest.param(
            wait(40),
            told(submitted=10, reviewed=30, sent=35, received=40),
            [
                ("submitted_to_reviewed", "police", 6),
                ("reviewed_to_sent", "police", 5),
                ("sent_to_received", "transit", 5),
            ],
            id="the-limit-passes-within-a-leg",
        ),
        pytest.param(wait(24), told(sent=20, received=24), [], id="at-the-limit-none-is-past"),
        pytest.param(
            wait(30),
            told(sent=24, received=30),
            [("sent_to_received", "transit", 6)],
            id="a-leg-that-ends-at-the-limit-has-none",
        ),
        pytest.param(
            wait(30),
            told(submitted=10, received=30),
            [("submitted_to_received", "not_separable", 6)],
            id="without-a-sending-neither-partner",
        ),
        pytest.param(
            wait(50, goes_on=True),
            told(submitted=30, sent=40),
            [
                ("reported_to_submitted", "police", 6),
                ("submitted_to_sent", "police", 10),
                ("sent_to_still_open", "transit", 10),
            ],
            id="one-that-waits-counts-to-when-we-look",
        ),
        pytest.param(
            wait(50, goes_on=True),
            told(submitted=30),
            [
                ("reported_to_submitted", "police", 6),
                ("submitted_to_still_open", "not_separable", 20),
            ],
            id="no-sending-told-and-nobody-can-say-where-it-lies",
        ),
        pytest.param(
            wait(40),
            told(submitted=34, reviewed=28, sent=36, received=40),
            [("reported_to_sent", "police", 12), ("sent_to_received", "transit", 4)],
            id="milestones-that-disagree-cut-nothing",
        ),
        pytest.param(
            wait(40),
            told(sent=44, received=40),
            [("reported_to_received", "not_separable", 16)],
            id="a-sending-after-the-receipt-cuts-nothing",
        ),
        pytest.param(
            wait(40),
            told(received=40)
            | {
                Milestone.SUBMITTED: Moment(earliest=at(20), latest=at(44)),
                Milestone.SENT: Moment.exact(at(30)),
            },
            [("reported_to_sent", "police", 6), ("sent_to_received", "transit", 10)],
            id="a-milestone-known-only-to-the-day-cuts-nothing",
        ),
    ],
)
def test_each_hour_past_the_limit_stands_in_the_leg_in_which_it_passed(
    told_wait: Observation,
    milestones: dict[Milestone, Moment],
    expected: list[tuple[str, str, float]],
) -> None:
    assert split(told_wait, milestones) == expected


def test_a_decision_past_its_limit_is_split_by_the_council_s_own_legs() -> None:
    milestones = told(sent=1, received=2, recorded=30, decided=40)

    found = past_limit(Clock.DECISION, wait(38), milestones)

    assert [(one.leg, one.owner, one.length / HOUR) for one in found] == [
        ("received_to_recorded", "council", 4),
        ("recorded_to_decided", "council", 10),
    ]


@st.composite
def waits(draw: st.DrawFn) -> Seen:
    """A notification whose milestones may lie anywhere, be missing, or be known within bounds."""
    hours, goes_on = draw(st.integers(0, 100)), draw(st.booleans())
    milestones = told() if goes_on else told(received=hours)
    for name in between(Milestone.REPORTED, Milestone.RECEIVED):
        if draw(st.booleans()):
            first, width = draw(st.integers(-10, 110)), draw(st.sampled_from((0, 0, 0, 24)))
            milestones[name] = Moment(earliest=at(first), latest=at(first + width))
    one = seen(f"C{draw(st.integers(0, 999))}")
    clocks = {**one.clocks, Clock.DUTY: wait(hours, goes_on=goes_on)}
    children = draw(st.sampled_from((None, 1, 2, 5)))
    return replace(one, clocks=clocks, milestones=milestones, children=children)


@given(waits())
def test_the_legs_together_are_all_the_time_past_the_limit(one: Seen) -> None:
    duty = one.duty
    assert duty is not None

    found = past_limit(Clock.DUTY, duty, one.milestones)

    assert sum((stretch.length for stretch in found), timedelta(0)) == duty.late_by
    assert all(stretch.length > timedelta(0) for stretch in found)
    assert len({stretch.leg for stretch in found}) == len(found)


@given(st.lists(waits(), max_size=12), st.lists(waits(), max_size=12))
def test_shares_are_exactly_100_and_the_hours_of_two_groups_add_up(
    some: list[Seen], others: list[Seen]
) -> None:
    both, one, other = (hours_by_leg(those) for those in ([*some, *others], some, others))

    assert {leg: one.get(leg, 0) + other.get(leg, 0) for leg in both} == both
    rows = past_limit_section([*some, *others]).tables[0].rows
    for place in (4, 6):
        shares = [share for row in rows if isinstance(share := row[place], float)]
        assert round(1000 * sum(shares)) == (1000 if shares else 0)


def hours_by_leg(those: list[Seen]) -> dict[str, float]:
    rows = past_limit_section(those).tables[0].rows
    return {str(row[0]): float(row[3] or 0) for row in rows}


def test_an_hour_counts_once_for_each_child_and_an_unknown_number_is_said() -> None:
    late = replace(seen("A"), clocks={**seen("A").clocks, Clock.DUTY: wait(30)})
    with_receipt = told(received=30)
    three = replace(late, children=3, milestones=with_receipt)
    unknown = replace(late, children=None, milestones=with_receipt)

    section = past_limit_section([three, unknown])

    assert section.sentences[0] == (
        "Children waited 18 hours past the limit, in 2 late notifications (0 still waiting). Of "
        "every 100 hours of these notifications past the limit, 100 where nobody can say whose "
        "they were."
    )
    assert "without those of 1 late notification whose number of children" in section.sentences[1]
