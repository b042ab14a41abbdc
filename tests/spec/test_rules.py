"""What one look at a case decides, why, and for whom. Contract section 3, "Alarms"."""

from dataclasses import replace
from pathlib import Path

import pytest

from alerts.alarm import Look, Surroundings
from alerts.rules import decide
from schemas.records import DUTY_RUNGS, Marks
from schemas.words import (
    ChildrenKnown,
    Clock,
    Kind,
    Risk,
    Role,
    Rung,
    State,
)
from tests.policy_files import changed
from tests.spec.made_cases import (
    BREACH,
    CEILING,
    DUTY_TEAM,
    ESCALATE,
    LATE_TEAM,
    POLICY,
    SENIORS,
    TOP,
    WAITING,
    WARN,
    Seen,
    at,
    new,
    rang,
    received,
    waiting,
)

GRADED = frozenset({"/niche g-06-17 20:00"})
"""The message that graded `UP` or `DOWN`, new since the last look."""

UP = waiting(Risk.STANDARD, ("06-17 20:00", Risk.HIGH))
DOWN = waiting(Risk.HIGH, ("06-17 20:00", Risk.STANDARD))


NOBODY: frozenset[Role] = frozenset()
Rings = tuple[Kind, Rung, str, str, frozenset[Role]]

RUNGS: dict[str, tuple[Seen, Rings]] = {
    "the-warning-is-due": (
        Seen(WAITING, "06-18 10:00"),
        (Kind.WAIT, WARN, "06-18 10:00", "due", DUTY_TEAM),
    ),
    "the-breach-is-due": (
        Seen(WAITING, "06-19 10:00", rang((WARN, "06-18 10:00"))),
        (Kind.WAIT, BREACH, "06-19 10:00", "due", LATE_TEAM),
    ),
    "looked-at-an-hour-late-it-is-due-when-it-was": (
        Seen(WAITING, "06-19 11:00", rang((WARN, "06-18 10:00"))),
        (Kind.WAIT, BREACH, "06-19 10:00", "due", LATE_TEAM),
    ),
    "a-senior-four-hours-on": (
        Seen(WAITING, "06-19 14:00", rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"))),
        (Kind.WAIT, ESCALATE, "06-19 14:00", "due", SENIORS),
    ),
    "the-ceiling-after-a-senior": (
        Seen(
            WAITING,
            "06-20 10:00",
            rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"), (ESCALATE, "06-19 14:00")),
        ),
        (Kind.WAIT, CEILING, "06-20 10:00", "due", TOP),
    ),
    "known-late-the-breach-stands-for-the-warning": (
        Seen(WAITING, "06-19 12:00"),
        (Kind.WAIT, BREACH, "06-19 10:00", "known late: warn, breach", LATE_TEAM | DUTY_TEAM),
    ),
    "known-after-72-hours-the-ceiling-stands-for-all": (
        Seen(WAITING, "06-21 00:00"),
        (
            Kind.WAIT,
            CEILING,
            "06-20 10:00",
            "known late: warn, breach, escalate, ceiling",
            DUTY_TEAM | LATE_TEAM | TOP,
        ),
    ),
    "the-ceiling-tells-a-senior-rung-that-never-came": (
        Seen(WAITING, "06-20 10:00", rang((WARN, "06-18 10:00"), (BREACH, "06-20 07:00"))),
        (Kind.WAIT, CEILING, "06-20 10:00", "due: escalate, ceiling", TOP),
    ),
    "a-senior-and-the-ceiling-past-in-one-look": (
        Seen(WAITING, "06-20 12:00", rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"))),
        (Kind.WAIT, CEILING, "06-20 10:00", "known late: escalate, ceiling", TOP),
    ),
    "graded-up-past-its-breach": (
        Seen(UP, "06-17 20:00", Marks(new_grades=GRADED)),
        (Kind.REGRADE, BREACH, "06-17 18:00", "regraded: warn, breach", LATE_TEAM),
    ),
    "graded-up-past-its-breach-after-a-warning": (
        Seen(UP, "06-17 20:00", rang((WARN, "06-17 18:00"), new_grades=GRADED)),
        (Kind.REGRADE, BREACH, "06-17 18:00", "regraded", LATE_TEAM),
    ),
    "graded-up-to-that-very-instant": (
        Seen(
            waiting(Risk.STANDARD, ("06-17 14:00", Risk.HIGH)),
            "06-17 14:00",
            Marks(new_grades=frozenset({"/niche g-06-17 14:00"})),
        ),
        (Kind.REGRADE, WARN, "06-17 14:00", "regraded", DUTY_TEAM),
    ),
    "a-grade-that-is-not-new-moves-nothing-now": (
        Seen(UP, "06-17 20:00"),
        (Kind.WAIT, BREACH, "06-17 18:00", "known late: warn, breach", LATE_TEAM),
    ),
    "a-new-grade-that-changes-no-limit-is-a-wait": (
        Seen(
            waiting(Risk.STANDARD, ("06-18 10:00", Risk.STANDARD)),
            "06-18 10:00",
            Marks(new_grades=frozenset({"/niche g-06-18 10:00"})),
        ),
        (Kind.WAIT, WARN, "06-18 10:00", "due", DUTY_TEAM),
    ),
    "graded-down-the-breach-comes-later-and-no-second-warning": (
        Seen(DOWN, "06-19 10:00", rang((WARN, "06-17 14:00"))),
        (Kind.WAIT, BREACH, "06-19 10:00", "due", LATE_TEAM),
    ),
    "nobody-would-know-of-it-but-for-the-grade": (
        Seen(
            replace(UP, grades=UP.grades[1:], is_graded_only=True),
            "06-17 20:00",
            Marks(new_grades=GRADED),
        ),
        (Kind.WAIT, BREACH, "06-17 18:00", "known late: warn, breach", LATE_TEAM),
    ),
}


@pytest.mark.parametrize(
    ("seen", "expected"), [pytest.param(*row, id=name) for name, row in RUNGS.items()]
)
def test_one_rung_rings_for_all_below_it(seen: Seen, expected: Rings) -> None:
    (alarm,), marks = seen.decide()

    kind, rung, due, why, roles = expected
    assert (alarm.kind, alarm.rung, alarm.clock) == (kind, rung, Clock.DUTY)
    assert (alarm.due_at, alarm.raised_at) == (at(due), at(seen.now))
    assert (alarm.why, alarm.roles) == (why, roles)
    below = DUTY_RUNGS[: DUTY_RUNGS.index(rung)]
    stood_for = [r for r in below if not seen.marks.has(Clock.DUTY, r)]
    assert new(marks, after=seen.marks) == [
        *((Clock.DUTY, r, NOBODY) for r in stood_for),
        (Clock.DUTY, rung, roles),
    ]
    assert {c.raised_at for c in marks.claims[len(seen.marks.claims) :]} == {at(seen.now)}
    assert marks.is_uncleared is (rung is not WARN)


QUIET = {
    "still-in-time": Seen(WAITING, "06-18 09:59:59"),
    "already-rung": Seen(WAITING, "06-18 12:00", rang((WARN, "06-18 10:00"))),
    "graded-up-but-not-past": Seen(
        waiting(Risk.STANDARD, ("06-17 13:00", Risk.HIGH)),
        "06-17 13:00",
        Marks(new_grades=frozenset({"/niche g-06-17 13:00"})),
    ),
    "graded-down-in-silence": Seen(
        DOWN, "06-17 20:00", rang((WARN, "06-17 14:00"), new_grades=GRADED)
    ),
    "after-the-ceiling-nothing-more": Seen(WAITING, "06-29 10:00", rang((CEILING, "06-20 10:00"))),
    "received-in-time": Seen(received("06-17 12:00"), "06-17 12:00"),
    "closed": Seen(
        replace(WAITING, is_waiting=False, is_closed=True, state=State.CLOSED), "06-29 10:00"
    ),
    "children-not-known-yet": Seen(
        waiting(Risk.HIGH, children_known=ChildrenKnown.NOT_YET), "06-18 09:59:59"
    ),
}


@pytest.mark.parametrize("seen", [pytest.param(row, id=name) for name, row in QUIET.items()])
def test_nothing_rings_and_nothing_is_used_up(seen: Seen) -> None:
    alarms, marks = seen.decide()

    assert alarms == ()
    assert marks.claims == seen.marks.claims


def test_a_look_forgets_which_grades_were_new_and_that_something_changed() -> None:
    _, marks = Seen(WAITING, "06-17 12:00", Marks(is_changed=True, new_grades=GRADED)).decide()

    assert (marks.is_changed, marks.new_grades) == (False, frozenset())


def test_a_second_look_at_the_same_instant_rings_nothing_more() -> None:
    for seen, _ in RUNGS.values():
        _, marks = seen.decide()

        again, unchanged = replace(seen, marks=marks).decide()

        assert (again, unchanged) == ((), marks)


PICKUP_TEAM = frozenset({Role.MASH_DUTY, Role.MASH_MANAGER})


@pytest.mark.parametrize(
    ("now", "rung", "why", "roles"),
    [
        pytest.param(
            "06-17 13:00", WARN, "due", DUTY_TEAM, id="after-four-hours-of-the-front-door"
        ),
        pytest.param(
            "06-18 09:00", BREACH, "known late: warn, breach", PICKUP_TEAM, id="known-late"
        ),
    ],
)
def test_pickup_is_told_to_the_council_alone(
    now: str, rung: Rung, why: str, roles: frozenset[Role]
) -> None:
    (alarm,), marks = Seen(received("06-17 09:00"), now).decide()

    assert (alarm.clock, alarm.kind, alarm.rung) == (Clock.PICKUP, Kind.WAIT, rung)
    assert (alarm.why, alarm.roles) == (why, roles)
    assert marks.highest(Clock.PICKUP) is rung
    assert marks.highest(Clock.DUTY) is None
    assert not marks.is_uncleared


def test_pickup_past_while_the_feed_was_not_live_is_used_up_in_silence() -> None:
    seen = Seen(received("06-17 09:00"), "06-18 09:00", feed_is_live=False)

    alarms, marks = seen.decide()

    assert alarms == ()
    assert [(c.clock, c.rung, c.is_silent) for c in marks.claims] == [
        (Clock.PICKUP, WARN, True),
        (Clock.PICKUP, BREACH, True),
    ]
    assert replace(seen, marks=marks, feed_is_live=True).decide()[0] == ()


@pytest.mark.parametrize(
    "silent_at",
    [
        pytest.param("06-17 13:00", id="when-it-fell-due"),
        pytest.param("06-17 14:00", id="when-it-would-ring"),
    ],
)
def test_pickup_needs_a_feed_that_was_live_when_due_and_is_live_now(silent_at: str) -> None:
    around = Surroundings(contact_live=lambda instant: instant != at(silent_at))
    case, now = received("06-17 09:00"), at("06-17 14:00")

    alarms, marks = decide(Look(case=case, policy=POLICY, now=now, around=around), Marks())

    assert alarms == ()
    assert [(c.rung, c.is_silent) for c in marks.claims] == [(WARN, True)]


def test_a_grade_that_moves_pickup_into_the_past_is_a_regrade() -> None:
    graded = waiting(Risk.STANDARD, ("06-17 11:00", Risk.HIGH)).grades
    marks = Marks(new_grades=frozenset({graded[1].message}))

    case = replace(received("06-17 09:00"), grades=graded)

    (alarm,), _ = Seen(case, "06-17 11:00", marks).decide()

    assert (alarm.clock, alarm.kind, alarm.rung) == (Clock.PICKUP, Kind.REGRADE, BREACH)


def test_a_regrade_is_told_to_its_own_rung_and_known_late_to_all_it_stands_for(
    tmp_path: Path,
) -> None:
    policy = changed(tmp_path, ('warn = ["mash_duty"]', 'warn = ["mash_duty", "director"]'))
    known_late = Seen(UP, "06-17 20:00", policy=policy)
    moved = replace(known_late, marks=Marks(new_grades=GRADED))

    assert known_late.decide()[0][0].roles == LATE_TEAM | {Role.DIRECTOR}
    assert moved.decide()[0][0].roles == LATE_TEAM


def test_every_rung_has_a_row() -> None:
    assert {expected[1] for _, expected in RUNGS.values()} == set(DUTY_RUNGS)
