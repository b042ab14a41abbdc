"""What one case tells about a clock: a length, bounds, at least so long, or why nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reviews.delays import (
    AgainstLimit,
    LeftOut,
    Looked,
    Observation,
    Result,
    WhyNot,
    observe,
    told_in_time,
)
from schemas.moments import Moment, whole_day
from schemas.records import Case, Grade, Reading
from schemas.words import AgeBand, ChildrenKnown, Clock, Milestone, Risk, State
from tests.replays.ours import HOUSE
from tests.spec.made_cases import at, received, waiting

STOKE = "E06000021"
FRIDAY = Looked(as_of=at("06-19 10:00"), policies=HOUSE.policies, contacts_heard={STOKE})


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def lasted(case: Case, clock: Clock, at_least: float, at_most: float | None = None) -> Case:
    lower, upper = hours(at_least), hours(at_least if at_most is None else at_most)
    reading = Reading(
        lower=lower,
        upper=upper,
        is_exact=lower == upper,
        risk=Risk.STANDARD,
        target=hours(48),
    )
    return replace(case, clocks={**case.clocks, clock: reading})


TOLD = lasted(received("06-17 16:00"), Clock.DUTY, 6)


def test_a_notification_that_was_received_tells_its_length_and_its_own_limit() -> None:
    assert observe(TOLD, Clock.DUTY, FRIDAY) == Observation(
        at_least=hours(6), at_most=hours(6), risk=Risk.STANDARD, target=hours(48)
    )


def test_the_limit_of_a_baby_that_waits_is_one_grade_stricter() -> None:
    said = observe(waiting(youngest=AgeBand.UNDER_4), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.risk, said.target) == (Risk.STANDARD, hours(24))


def test_a_pickup_that_ended_has_no_limit_in_elapsed_time() -> None:
    times = {**TOLD.milestones, Milestone.RECORDED: Moment.exact(at("06-17 18:00"))}
    case = lasted(replace(TOLD, milestones=times), Clock.PICKUP, 2)

    said = observe(case, Clock.PICKUP, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.at_most, said.target) == (hours(2), None)


@pytest.mark.parametrize(
    ("recorded", "worked", "result"),
    [
        pytest.param("06-19 08:30", (9.5, 9.5), Result.LATE, id="two-mornings-later"),
        pytest.param("06-18 14:30", (7, 7), Result.IN_TIME, id="on-the-next-day"),
        pytest.param("06-17", (0, 0), Result.IN_TIME, id="on-the-day-itself"),
        pytest.param("06-18", (0, 8.5), Result.CANNOT_TELL, id="a-day-that-may-be-late"),
    ],
)
def test_a_pickup_is_in_time_by_the_hours_in_which_the_front_door_was_open(
    recorded: str, worked: tuple[float, float], result: Result
) -> None:
    """Received on Wednesday at 17:00 in Stoke, when it closes; the limit is 8 such hours."""
    is_day = ":" not in recorded
    contact = (
        whole_day(date.fromisoformat(f"2026-{recorded}")) if is_day else Moment.exact(at(recorded))
    )
    told = {**TOLD.milestones, Milestone.RECORDED: contact}
    case = lasted(replace(TOLD, milestones=told), Clock.PICKUP, 2)
    limited = replace(case.clocks[Clock.PICKUP], target=hours(8))

    said = observe(replace(case, clocks={Clock.PICKUP: limited}), Clock.PICKUP, FRIDAY)

    assert isinstance(said, Observation)
    assert said.worked == AgainstLimit(
        at_least=hours(worked[0]), at_most=hours(worked[1]), limit=hours(8)
    )
    assert said.result is result
    assert told_in_time([said]).why_not is (
        WhyNot.ONLY_DATES if result is Result.CANNOT_TELL else None
    )


def test_without_the_policy_of_its_time_one_that_waits_has_no_limit_and_still_counts() -> None:
    said = observe(waiting(policy="long gone"), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.at_least, said.target) == (hours(48), None)


def test_one_that_waits_tells_that_it_lasts_at_least_so_long() -> None:
    assert observe(waiting(), Clock.DUTY, FRIDAY) == Observation(
        at_least=hours(48), at_most=None, risk=Risk.STANDARD, target=hours(48)
    )


def test_one_that_waits_has_the_limit_of_its_grade_now() -> None:
    regraded = waiting(Risk.STANDARD, ("06-18 10:00", Risk.HIGH), ("06-20 10:00", Risk.MEDIUM))

    said = observe(regraded, Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.risk, said.target) == (Risk.HIGH, hours(8))


def test_one_received_later_was_still_waiting_when_we_look() -> None:
    said = observe(TOLD, Clock.DUTY, replace(FRIDAY, as_of=at("06-17 14:00")))

    assert isinstance(said, Observation)
    assert (said.at_least, said.is_open) == (hours(4), True)


def test_an_end_known_only_to_the_day_is_bounds() -> None:
    day = {**TOLD.milestones, Milestone.RECEIVED: whole_day(date(2026, 6, 18))}
    case = lasted(replace(TOLD, milestones=day), Clock.DUTY, 13, 37)

    said = observe(case, Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.at_least, said.at_most) == (hours(13), hours(37))


def test_an_end_on_the_day_we_look_lies_before_now() -> None:
    day = {**TOLD.milestones, Milestone.RECEIVED: whole_day(date(2026, 6, 18))}
    case = lasted(replace(TOLD, milestones=day), Clock.DUTY, 13, 37)

    said = observe(case, Clock.DUTY, replace(FRIDAY, as_of=at("06-18 20:00")))

    assert isinstance(said, Observation)
    assert (said.at_least, said.at_most) == (hours(13), hours(34))


def test_a_start_known_only_to_the_day_makes_an_open_wait_as_short_as_it_may_be() -> None:
    day = whole_day(date(2026, 6, 17))

    said = observe(waiting(milestones={Milestone.REPORTED: day}), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.at_least, said.at_most) == (hours(35), None)


def test_one_reported_some_time_today_waits_for_no_time_at_least() -> None:
    today = whole_day(date(2026, 6, 19))

    said = observe(waiting(milestones={Milestone.REPORTED: today}), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert (said.at_least, said.at_most) == (hours(0), None)


def test_a_receipt_before_the_report_does_not_end_the_wait() -> None:
    times = {**waiting().milestones, Milestone.RECEIVED: Moment.exact(at("06-17 09:00"))}
    none = {Clock.DUTY: Reading(lower=None, upper=None, is_exact=False)}

    said = observe(waiting(milestones=times, clocks=none), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert said.is_open


def test_exposure_and_transport_of_one_that_waits_go_on_as_well() -> None:
    began = {
        **waiting().milestones,
        Milestone.OCCURRED: Moment.exact(at("06-17 08:00")),
        Milestone.SENT: Moment.exact(at("06-17 22:00")),
    }
    case = waiting(milestones=began)

    exposed, sent = (observe(case, one, FRIDAY) for one in (Clock.EXPOSURE, Clock.TRANSPORT))

    assert isinstance(exposed, Observation)
    assert isinstance(sent, Observation)
    assert (exposed.at_least, sent.at_least) == (hours(50), hours(36))
    assert (exposed.target, sent.target) == (None, None)


def test_the_council_has_not_yet_recorded_what_it_received() -> None:
    pickup, decision = (observe(TOLD, one, FRIDAY) for one in (Clock.PICKUP, Clock.DECISION))

    # Of its 42 hours the front door was open for 8.5 on Thursday and 2.5 on Friday.
    assert pickup == Observation(
        at_least=hours(42),
        at_most=None,
        risk=Risk.STANDARD,
        worked=AgainstLimit(at_least=hours(11), at_most=None, limit=hours(8)),
    )
    assert pickup.result is Result.LATE
    # Received on Wednesday at 17:00 in Stoke: by the close on Thursday, 24 h later.
    assert decision == Observation(
        at_least=hours(42), at_most=None, risk=Risk.STANDARD, target=hours(24)
    )


ENDED = {**TOLD.milestones, Milestone.RECORDED: Moment.exact(at("06-17 15:00"))}

LEFT_OUT = [
    pytest.param(
        waiting(children_known=ChildrenKnown.NONE, is_waiting=False, is_closed=True),
        Clock.DUTY,
        LeftOut.NO_CHILDREN,
        id="no-children-in-the-home",
    ),
    pytest.param(
        replace(TOLD, duplicate_of="another"), Clock.DUTY, LeftOut.DUPLICATE, id="counted-there"
    ),
    pytest.param(
        waiting(milestones={}), Clock.DUTY, LeftOut.START_UNKNOWN, id="nobody-said-since-when"
    ),
    pytest.param(TOLD, Clock.TRANSPORT, LeftOut.START_UNKNOWN, id="nobody-said-when-it-was-sent"),
    pytest.param(
        waiting(milestones={Milestone.REPORTED: Moment.exact(at("06-19 11:00"))}),
        Clock.DUTY,
        LeftOut.LATER,
        id="reported-after-we-look",
    ),
    pytest.param(waiting(), Clock.PICKUP, LeftOut.LATER, id="not-received-so-not-to-pick-up"),
    pytest.param(
        waiting(is_waiting=False, is_closed=True, state=State.CLOSED),
        Clock.DUTY,
        LeftOut.NO_LONGER_EXPECTED,
        id="withdrawn-before-anybody-was-told",
    ),
    pytest.param(
        waiting(children_known=ChildrenKnown.NOT_YET),
        Clock.DUTY,
        LeftOut.CHILDREN_NOT_YET_KNOWN,
        id="children-not-yet-known",
    ),
    pytest.param(
        replace(TOLD, local_authority="E10000028"),
        Clock.PICKUP,
        LeftOut.CONTACTS_NOT_TOLD,
        id="a-council-that-tells-no-contacts",
    ),
    pytest.param(
        lasted(waiting(milestones=ENDED), Clock.PICKUP, 1),
        Clock.PICKUP,
        LeftOut.TIMES_DISAGREE,
        id="recorded-while-no-receipt-is-believed",
    ),
    pytest.param(
        replace(TOLD, milestones=ENDED),
        Clock.PICKUP,
        LeftOut.TIMES_DISAGREE,
        id="recorded-before-it-was-received",
    ),
]


@pytest.mark.parametrize(("case", "clock", "why"), LEFT_OUT)
def test_what_tells_nothing_is_left_out_with_its_reason(
    case: Case, clock: Clock, why: LeftOut
) -> None:
    assert observe(case, clock, FRIDAY) is why


OF_NOTICES = {LeftOut.NOT_APART}
"""Of no clock, only of one notice apart from another: tests/spec/test_observing_notices.py."""


def test_every_reason_to_leave_one_out_has_its_case() -> None:
    assert {one.values[2] for one in LEFT_OUT} == set(LeftOut) - OF_NOTICES


def test_a_case_closed_after_it_was_received_still_tells_its_length() -> None:
    said = observe(replace(TOLD, is_closed=True, state=State.CLOSED), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert said.at_most == hours(6)


def test_the_grade_at_the_receipt_is_the_one_that_counts() -> None:
    later = Grade(since=at("06-18 10:00"), risk=Risk.HIGH, message="/niche later")

    said = observe(replace(TOLD, grades=(*TOLD.grades, later)), Clock.DUTY, FRIDAY)

    assert isinstance(said, Observation)
    assert said.risk is Risk.STANDARD
