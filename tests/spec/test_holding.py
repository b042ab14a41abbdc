"""A case in hand: what that stops, until when, and what it never stops. Issue 5, "Acknowledge"."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.deadlines import duty_ladder, in_hand, next_due
from alerts.holding import REASONS, CannotHold, check_hold, comes_back_at, hold_words
from alerts.person_names import LONGEST_NAME, UnusableName
from schemas.in_hand import Hold, hold_json
from schemas.records import Case, Marks
from schemas.words import ChildrenKnown, Clock, HoldReason, Kind, Risk, Rung
from tests.spec.made_cases import (
    BREACH,
    CEILING,
    ESCALATE,
    LATE_TEAM,
    POLICY,
    SENIORS,
    TOP,
    WAITING,
    WARN,
    Seen,
    at,
    rang,
    received,
    waiting,
)

CODE = "K7M-4QXR"
LATE = rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"))
"""Late since 10:00; a senior is due at 14:00."""

TOLD = rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"), (ESCALATE, "06-19 14:00"))


@pytest.mark.parametrize(
    ("now", "held_until", "rung"),
    [
        pytest.param("06-19 14:00", None, ESCALATE, id="in-nobodys-hand-a-senior-is-told"),
        pytest.param("06-19 14:00", "06-19 16:00", None, id="held-stops-tell-a-senior"),
        pytest.param("06-19 15:59:59", "06-19 16:00", None, id="held-to-the-last-second"),
        pytest.param("06-19 16:00", "06-19 16:00", ESCALATE, id="lapses-and-comes-back"),
        pytest.param("06-19 16:00:01", "06-19 16:00", ESCALATE, id="looked-at-a-second-late"),
        pytest.param("06-19 14:00", "06-19 13:00", ESCALATE, id="lapsed-before-it-changes-nothing"),
        pytest.param("06-19 13:00", "06-19 12:00", None, id="lapsed-does-not-hurry-it"),
    ],
)
def test_a_case_in_hand_tells_no_senior_until_it_lapses(
    now: str, held_until: str | None, rung: Rung | None
) -> None:
    alarms, _ = Seen(WAITING, now, LATE, held_until=held_until).decide()

    assert [alarm.rung for alarm in alarms] == ([] if rung is None else [rung])


def test_a_senior_is_told_from_when_the_hold_lapsed_not_from_before() -> None:
    (alarm,), _ = Seen(WAITING, "06-19 16:30", LATE, held_until="06-19 16:00").decide()

    assert (alarm.due_at, alarm.roles, alarm.why) == (at("06-19 16:00"), SENIORS, "due")


GRADED_UP = waiting(Risk.STANDARD, ("06-17 20:00", Risk.HIGH))
GRADE = frozenset({"/niche g-06-17 20:00"})


@pytest.mark.parametrize(
    ("seen", "kind", "rung", "roles"),
    [
        pytest.param(
            Seen(WAITING, "06-18 10:00", held_until="06-18 16:00"),
            Kind.WAIT,
            WARN,
            None,
            id="never-stops-soon-late",
        ),
        pytest.param(
            Seen(WAITING, "06-19 10:00", rang((WARN, "06-18 10:00")), held_until="06-19 17:00"),
            Kind.WAIT,
            BREACH,
            LATE_TEAM,
            id="never-stops-late",
        ),
        pytest.param(
            Seen(WAITING, "06-20 10:00", LATE, held_until="06-20 12:00"),
            Kind.WAIT,
            CEILING,
            TOP,
            id="never-stops-the-top-limit",
        ),
        pytest.param(
            Seen(GRADED_UP, "06-17 20:00", Marks(new_grades=GRADE), held_until="06-17 23:00"),
            Kind.REGRADE,
            BREACH,
            LATE_TEAM,
            id="never-stops-a-regrade",
        ),
        pytest.param(
            Seen(WAITING, "06-18 09:00", earlier_case="ABC-DEFG", held_until="06-18 12:00"),
            Kind.REPEAT,
            Rung.NOTICE,
            LATE_TEAM,
            id="never-stops-a-repeat",
        ),
        pytest.param(
            Seen(
                received("06-20 11:00"),
                "06-20 11:00",
                replace(TOLD, is_uncleared=True),
                held_until="06-20 12:00",
            ),
            Kind.CLEARED,
            Rung.NOTICE,
            None,
            id="never-stops-the-end-of-the-wait",
        ),
    ],
)
def test_everything_else_rings_as_if_nobody_had_it(
    seen: Seen, kind: Kind, rung: Rung, roles: object
) -> None:
    alarms, marks = seen.decide()

    others, marks_else = replace(seen, held_until=None).decide()
    assert marks == marks_else
    assert [(a.kind, a.rung, a.due_at, a.roles) for a in alarms] == [
        (a.kind, a.rung, a.due_at, a.roles) for a in others
    ]
    assert (kind, rung) in {(alarm.kind, alarm.rung) for alarm in alarms}
    assert roles in {None, *(alarm.roles for alarm in alarms)}


def test_a_case_whose_senior_was_told_is_not_told_again_when_the_hold_lapses() -> None:
    alarms, _ = Seen(WAITING, "06-19 18:00", TOLD, held_until="06-19 18:00").decide()

    assert alarms == ()


@pytest.mark.parametrize(
    ("held_until", "due"),
    [
        pytest.param(None, "06-19 14:00", id="in-nobodys-hand"),
        pytest.param("06-19 18:00", "06-19 18:00", id="looked-at-when-it-lapses"),
        pytest.param("06-19 12:00", "06-19 14:00", id="lapses-before"),
    ],
)
def test_the_next_look_knows_the_hold(held_until: str | None, due: str) -> None:
    until = None if held_until is None else at(held_until)

    assert next_due(WAITING, LATE, POLICY, at("06-19 10:00"), until) == at(due)


def test_the_next_look_is_at_the_top_limit_where_that_comes_before_a_hold_lapses() -> None:
    due = next_due(WAITING, LATE, POLICY, at("06-20 05:00"), at("06-20 11:00"))

    assert due == at("06-20 10:00")


def test_one_rung_of_the_ladder_moves_and_no_other() -> None:
    ladder = duty_ladder(WAITING, LATE, POLICY, at("06-19 10:00"))

    moved = in_hand(ladder, at("06-19 17:00"), at("06-19 10:00"))

    assert [d for d in moved if d.rung is not ESCALATE] == [
        d for d in ladder if d.rung is not ESCALATE
    ]
    assert in_hand(ladder, None, at("06-19 10:00")) == ladder


def test_it_comes_back_at_the_later_of_the_two() -> None:
    now, due = at("06-19 11:00"), at("06-19 14:00")

    assert comes_back_at(due, at("06-19 16:00"), now) == at("06-19 16:00")
    assert comes_back_at(due, at("06-19 12:00"), now) == due
    assert comes_back_at(due, None, now) == due


@pytest.mark.parametrize(
    ("held_until", "comes_back"),
    [
        pytest.param("06-19 19:00", "06-19 19:00", id="eight-hours"),
        pytest.param("06-19 19:00:59", "06-19 19:00:59", id="two-clocks-that-differ-by-seconds"),
        pytest.param("06-21 19:00", "06-19 14:00", id="signed-by-a-clock-two-days-ahead"),
    ],
)
def test_a_hold_longer_than_anybody_can_promise_delays_nothing(
    held_until: str, comes_back: str
) -> None:
    found = comes_back_at(at("06-19 14:00"), at(held_until), at("06-19 11:00"))

    assert found == at(comes_back)


def a_hold(check: str = "06-19 18:00", name: str | None = "A. Smith, EDT") -> Hold:
    return Hold(
        at=at("06-19 12:00"), name=name, reason=HoldReason.RANG_POLICE_DESK, check_at=at(check)
    )


@pytest.mark.parametrize(
    ("case", "hold", "said"),
    [
        pytest.param(received("06-19 11:00"), a_hold(), "does not wait", id="front-door-told"),
        pytest.param(
            replace(WAITING, is_waiting=False, is_closed=True), a_hold(), "--handle", id="closed"
        ),
        pytest.param(WAITING, a_hold("06-19 12:00"), "in the past", id="this-very-second"),
        pytest.param(WAITING, a_hold("06-18 12:00"), "within 8 h", id="yesterday"),
        pytest.param(WAITING, a_hold("06-19 20:00:01"), "at the latest", id="more-than-8-hours"),
        pytest.param(WAITING, a_hold(name=" "), "no name", id="nameless"),
        pytest.param(WAITING, a_hold(name="x" * 129), "128 at most", id="too-long-a-name"),
        pytest.param(WAITING, a_hold(name="A\x00B"), "cannot be seen", id="a-control-character"),
        pytest.param(WAITING, a_hold(name="A\u202eB"), "cannot be seen", id="turned-round"),
        pytest.param(WAITING, a_hold(name="A\nB"), "cannot be seen", id="two-lines"),
    ],
)
def test_what_cannot_be_held_is_refused_with_the_mend(case: Case, hold: Hold, said: str) -> None:
    with pytest.raises((CannotHold, UnusableName)) as refused:
        check_hold(CODE, case, hold)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(WAITING, id="not-yet-late"),
        pytest.param(waiting(Risk.HIGH), id="long-late"),
        pytest.param(waiting(children_known=ChildrenKnown.NOT_YET), id="children-not-known-yet"),
    ],
)
def test_whoever_waits_can_be_taken_in_hand_for_8_hours(case: Case) -> None:
    hold = a_hold("06-19 20:00", name=f"  {'x' * LONGEST_NAME} ")

    assert check_hold(CODE, case, hold) == replace(hold, name="x" * LONGEST_NAME)
    assert hold.check_at - hold.at == timedelta(hours=8)


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(HoldReason)


def test_who_has_it_is_said_also_when_the_name_is_erased() -> None:
    said = hold_words(a_hold())

    assert said == "A. Smith, EDT: rang the police desk; looks again Fri 19 June 19:00"
    assert hold_words(a_hold(name=None)).startswith("somebody: ")
    assert "held_by" not in hold_json(a_hold(name=None))
    assert hold_json(None) == {}


def test_a_hold_says_nothing_of_the_councils_own_clock() -> None:
    case = received("06-17 09:00", Risk.HIGH)
    seen = Seen(case, "06-17 11:00", Marks(), held_until="06-17 16:00")

    (alarm,), _ = seen.decide()

    assert (alarm.clock, alarm.rung) == (Clock.PICKUP, BREACH)
