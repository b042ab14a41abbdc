"""What would be saved, had each leg met its own limit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.agreed import LegLimit
from reviews.delays import length_of
from reviews.pack import Seen
from reviews.pack.parts import Parts
from reviews.pack.saved import saved_section
from schemas.words import Clock, Role
from tests.spec.test_hours_past_the_limit import told, wait
from tests.spec.test_review_cases import HOUR, seen

SEND = LegLimit(leg="reported_to_sent", length=12 * HOUR, agreed_by=(Role.POLICE_MANAGER,))
CARRY = LegLimit(leg="sent_to_received", length=1 * HOUR, agreed_by=(Role.SERVICE_HEAD,))


def lived(hours: int, *, goes_on: bool = False, children: int = 1, **milestones: int) -> Seen:
    one = seen("A")
    clocks = {**one.clocks, Clock.DUTY: wait(hours, goes_on=goes_on)}
    return replace(one, clocks=clocks, milestones=told(**milestones), children=children)


def test_without_an_agreed_limit_nothing_is_said_to_be_saved() -> None:
    section = saved_section([lived(40, sent=30, received=40)], ())

    assert section.tables == ()
    assert "no limit is agreed for any single leg" in section.sentences[0]


def test_each_leg_saves_what_it_took_beyond_its_own_limit_and_no_hour_twice() -> None:
    slow, quick = lived(40, sent=30, received=40, children=2), lived(5, sent=1, received=5)

    section = saved_section([slow, quick], (SEND, CARRY))

    assert [(row[0], row[1], *row[4:]) for row in section.tables[0].rows] == [
        ("reported_to_sent", "police", 2, 1, 18.0, 0.6, 36.0),
        ("sent_to_received", "transit", 2, 2, 12.0, 0.4, 21.0),
    ]
    assert section.sentences[0] == (
        "30 hours would be saved, of every 100 hours of these legs 67; counted once for each "
        "child, 57 hours."
    )
    assert section.sentences[1] == "Of 1 late notification 1 would have been told in time."


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        pytest.param((SEND, CARRY), 1, id="its-last-leg-would-have-ended-it"),
        pytest.param((SEND,), 0, id="nothing-says-when-it-would-have-ended"),
    ],
)
def test_a_wait_that_goes_on_would_be_over_only_where_its_last_leg_has_a_limit(
    limits: tuple[LegLimit, ...], kept: int
) -> None:
    section = saved_section([lived(50, goes_on=True, sent=40)], limits)

    assert section.sentences[1] == f"Of 1 late notification {kept} would have been told in time."


@pytest.mark.parametrize(
    ("one", "is_said"),
    [
        pytest.param(lived(50, goes_on=True), True, id="waits-longer-than-the-limit-of-the-leg"),
        pytest.param(lived(12, goes_on=True), False, id="waits-just-as-long"),
        pytest.param(lived(50, goes_on=True, sent=5), False, id="the-leg-is-over"),
        pytest.param(lived(50, received=50), False, id="the-wait-is-over"),
    ],
)
def test_a_leg_that_outlasts_its_limit_without_a_told_end_is_not_taken_for_kept(
    one: Seen, *, is_said: bool
) -> None:
    section = saved_section([one, lived(40, sent=30, received=40)], (SEND,))

    more = " Not in this: 1 more in which it began longer ago than the limit"
    assert (more in section.sentences[-1]) is is_said


def test_the_hours_saved_are_drawn_as_parts_of_a_hundred() -> None:
    section = saved_section([lived(40, sent=30, received=40, children=2)], (SEND, CARRY))

    (picture,) = section.pictures
    assert isinstance(picture.drawn, Parts)
    assert [(one.owner, one.share) for one in picture.drawn.rows] == [
        ("police", 0.667),
        ("transit", 0.333),
    ]
    assert saved_section([lived(5, sent=1, received=2)], (SEND,)).pictures == ()


@pytest.mark.parametrize(
    ("leg", "one", "hours"),
    [
        pytest.param("sent_to_received", lived(50, goes_on=True, sent=20), 30, id="still-waits"),
        pytest.param("reported_to_sent", lived(50, goes_on=True), None, id="sending-never-told"),
        pytest.param("sent_to_received", lived(9, sent=12, received=9), None, id="wrong-order"),
        pytest.param(
            "reported_to_sent", lived(9, reviewed=3, sent=8, received=9), 8, id="more-between"
        ),
        pytest.param(
            "received_to_decided", lived(9, received=9, decided=40), 31, id="the-council-s-own"
        ),
    ],
)
def test_a_leg_counts_from_end_to_end_where_both_are_known(
    leg: str, one: Seen, hours: int | None
) -> None:
    length = length_of(leg, one.milestones, one.duty)

    assert length == (None if hours is None else hours * HOUR)


@given(
    st.lists(st.integers(0, 60), min_size=3, max_size=3).map(sorted),
    st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40)),
)
def test_what_is_saved_is_never_more_than_what_passed(
    at: list[int], limits: tuple[int, int, int]
) -> None:
    submitted, sent, received = at
    one = lived(received, submitted=submitted, sent=sent, received=received)
    legs = ("reported_to_submitted", "submitted_to_sent", "sent_to_received")

    section = saved_section(
        [one],
        [
            LegLimit(leg=leg, length=timedelta(hours=hours), agreed_by=(Role.DIRECTOR,))
            for leg, hours in zip(legs, limits, strict=True)
        ],
    )

    rows = section.tables[0].rows
    saved = [float(row[6] or 0) for row in rows]
    assert sum(saved) <= received
    lengths = (submitted, sent - submitted, received - sent)
    assert saved == [max(length - limit, 0) for length, limit in zip(lengths, limits, strict=True)]
