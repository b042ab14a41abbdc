"""Which notices one look at a case gives, why, and to whom. Contract section 3, "Alarms"."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.alarm import Reason
from alerts.deadlines import NOT_YET
from alerts.notices import LATE, NOT_SHARED, REPEAT
from schemas.records import Case, Claim, Marks, Reading
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Clock,
    Disposition,
    Kind,
    Risk,
    Role,
    Rung,
    State,
    Verdict,
)
from tests.spec.made_cases import (
    BREACH,
    CEILING,
    DUTY_TEAM,
    ESCALATE,
    LATE_TEAM,
    SENIORS,
    WAITING,
    WARN,
    Seen,
    at,
    claim,
    new,
    rang,
    received,
    waiting,
)


def late(risk: Risk = Risk.HIGH, **changed: object) -> Case:
    """A receipt at 20:00, two hours after the limit of a high case."""
    lasted, target = timedelta(hours=10), timedelta(hours=8)
    reading = Reading(
        lower=lasted, upper=lasted, is_exact=True, target=target, verdict=Verdict.LATE, risk=risk
    )
    return replace(received("06-17 20:00", risk), clocks={Clock.DUTY: reading}, **changed)  # type: ignore[arg-type]


def not_shared(risk: Risk, youngest: AgeBand = AgeBand.FROM_8) -> Case:
    return replace(
        waiting(risk, youngest=youngest),
        disposition=Disposition.NOT_SHARED_BY_POLICY,
        is_closed=True,
        is_waiting=False,
        state=State.CLOSED,
    )


NOT_KNOWN = waiting(Risk.HIGH, children_known=ChildrenKnown.NOT_YET)
MANAGER = frozenset({Role.MASH_MANAGER})
DESK = frozenset({Role.POLICE_DESK})
Told = tuple[Reason, str, str, frozenset[Role]]

NOTICES: dict[str, tuple[Seen, Told]] = {
    "received-late-and-nobody-was-told": (
        Seen(late(), "06-17 20:00"),
        (Reason.LATE_RECEIPT, LATE, "06-17 18:00", DUTY_TEAM),
    ),
    "received-late-after-no-more-than-a-warning": (
        Seen(late(), "06-17 20:00", rang((WARN, "06-17 14:00"))),
        (Reason.LATE_RECEIPT, LATE, "06-17 18:00", DUTY_TEAM),
    ),
    "high-risk-is-not-shared": (
        Seen(not_shared(Risk.HIGH), "06-17 12:00"),
        (Reason.NOT_SHARED, NOT_SHARED, "06-17 12:00", MANAGER),
    ),
    "medium-risk-is-not-shared": (
        Seen(not_shared(Risk.MEDIUM), "06-17 12:00"),
        (Reason.NOT_SHARED, NOT_SHARED, "06-17 12:00", MANAGER),
    ),
    "a-child-under-four-is-not-shared": (
        Seen(not_shared(Risk.STANDARD, AgeBand.UNDER_4), "06-17 12:00"),
        (Reason.NOT_SHARED, NOT_SHARED, "06-17 12:00", MANAGER),
    ),
    "an-unborn-child-is-not-shared": (
        Seen(not_shared(Risk.NOT_ASSESSED, AgeBand.UNBORN), "06-17 12:00"),
        (Reason.NOT_SHARED, NOT_SHARED, "06-17 12:00", MANAGER),
    ),
    "children-not-known-for-a-day": (
        Seen(NOT_KNOWN, "06-18 10:00"),
        (Reason.CHILDREN_NOT_KNOWN, NOT_YET, "06-18 10:00", DESK),
    ),
    "children-not-known-seen-an-hour-late-is-due-when-told": (
        Seen(NOT_KNOWN, "06-18 11:00"),
        (Reason.CHILDREN_NOT_KNOWN, NOT_YET, "06-18 11:00", DESK),
    ),
}


@pytest.mark.parametrize(
    ("seen", "expected"), [pytest.param(*row, id=name) for name, row in NOTICES.items()]
)
def test_a_notice_about_a_wait_is_told_once(seen: Seen, expected: Told) -> None:
    (alarm,), marks = seen.decide()

    reason, mark, due, roles = expected
    assert (alarm.kind, alarm.rung, alarm.clock) == (Kind.WAIT, Rung.NOTICE, Clock.DUTY)
    assert (alarm.reason, alarm.sort, alarm.why) == (reason, mark, reason.value)
    assert (alarm.due_at, alarm.raised_at, alarm.roles) == (at(due), at(seen.now), roles)
    assert new(marks, after=seen.marks) == [(Clock.DUTY, mark, roles)]
    assert replace(seen, marks=marks).decide() == ((), marks)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(Seen(late(is_closed=True), "06-17 20:00"), id="late-but-withdrawn"),
        pytest.param(
            Seen(late(), "06-17 20:00", rang((CEILING, "06-17 19:00"))), id="late-and-told-before"
        ),
        pytest.param(Seen(late(armed_from=None), "06-17 20:00"), id="late-since-nobody-knows"),
        pytest.param(Seen(not_shared(Risk.STANDARD), "06-17 12:00"), id="standard-not-shared"),
        pytest.param(
            Seen(not_shared(Risk.NOT_ASSESSED, AgeBand.UNKNOWN), "06-17 12:00"),
            id="not-assessed-not-shared",
        ),
        pytest.param(
            Seen(replace(not_shared(Risk.HIGH), disposition=Disposition.WITHDRAWN), "06-17 12:00"),
            id="high-withdrawn",
        ),
        pytest.param(Seen(NOT_KNOWN, "06-18 09:59:59"), id="not-known-for-less-than-a-day"),
    ],
)
def test_no_notice_is_told(seen: Seen) -> None:
    assert seen.decide()[0] == ()


def test_a_repeat_names_the_earlier_case_once() -> None:
    seen = Seen(WAITING, "06-17 12:00", earlier_case="K7M-4QXR")

    (alarm,), marks = seen.decide()

    assert (alarm.kind, alarm.rung, alarm.clock) == (Kind.REPEAT, Rung.NOTICE, Clock.DUTY)
    assert (alarm.due_at, alarm.raised_at) == (at("06-17 12:00"), at("06-17 12:00"))
    assert alarm.why == "same home as an earlier case that still waits K7M-4QXR"
    assert (alarm.reason, alarm.other_case) == (Reason.SAME_HOME, "K7M-4QXR")
    assert alarm.roles == LATE_TEAM
    assert new(marks, after=seen.marks) == [(Clock.DUTY, REPEAT, LATE_TEAM)]
    assert replace(seen, marks=marks).decide() == ((), marks)


def test_a_closed_case_repeats_nothing() -> None:
    closed = not_shared(Risk.STANDARD)

    assert Seen(closed, "06-17 12:00", earlier_case="K7M-4QXR").decide()[0] == ()


TOLD_OF_LATE = Marks(
    claims=(
        claim(WARN, "06-18 10:00", Role.MASH_DUTY),
        claim(BREACH, "06-19 10:00", *LATE_TEAM),
        claim(ESCALATE, "06-19 14:00", *SENIORS),
        claim("notice:repeat", "06-19 14:00", Role.DATA_MANAGER),
        Claim(
            clock=Clock.PICKUP,
            rung=BREACH,
            raised_at=at("06-19 15:00"),
            roles=frozenset({Role.DIRECTOR}),
        ),
    ),
    is_uncleared=True,
)


def test_the_end_of_a_wait_is_told_to_those_who_were_told_that_it_was_late() -> None:
    seen = Seen(received("06-19 15:00"), "06-19 15:00", TOLD_OF_LATE)

    (alarm,), marks = seen.decide()

    assert (alarm.kind, alarm.rung, alarm.clock) == (Kind.CLEARED, Rung.NOTICE, Clock.DUTY)
    assert (alarm.due_at, alarm.raised_at) == (at("06-19 15:00"), at("06-19 15:00"))
    assert (alarm.reason, alarm.sort, alarm.roles) == (Reason.WAIT_OVER, "", LATE_TEAM | SENIORS)
    assert (marks.is_uncleared, marks.times_cleared) == (False, 1)
    assert replace(seen, marks=marks).decide() == ((), marks)


def test_each_end_of_a_wait_is_told_once_and_has_a_name_of_its_own() -> None:
    over = Seen(received("06-19 15:00"), "06-19 15:00", TOLD_OF_LATE)
    marks = over.decide()[1]

    resumed = Seen(WAITING, "06-19 15:30", marks).decide()[1]
    (again,), marks = replace(over, now="06-19 15:45", marks=resumed).decide()

    assert resumed.is_uncleared
    assert again.sort == "1"
    assert marks.times_cleared == 2


@pytest.mark.parametrize(
    ("rung", "is_cleared"), [(WARN, False), (BREACH, True), (ESCALATE, True), (CEILING, True)]
)
def test_a_wait_that_was_only_warned_of_is_not_cleared(rung: Rung, *, is_cleared: bool) -> None:
    marks = Seen(WAITING, "06-18 10:00", rang((rung, "06-18 10:00"))).decide()[1]
    alarms, _ = Seen(received("06-18 10:30"), "06-18 10:30", marks).decide()

    assert [alarm.kind for alarm in alarms] == ([Kind.CLEARED] if is_cleared else [])


def test_a_wait_that_rings_and_ends_nothing_tells_no_end_at_the_same_look() -> None:
    alarms, marks = Seen(WAITING, "06-21 00:00", Marks(is_uncleared=False)).decide()

    assert [alarm.rung for alarm in alarms] == [CEILING]
    assert marks.is_uncleared


def test_every_sort_of_notice_about_a_wait_has_a_row() -> None:
    rungs = {Reason.DUE, Reason.KNOWN_LATE, Reason.REGRADED}
    other_kinds = {Reason.SAME_HOME, Reason.WAIT_OVER}

    shown = {reason for _, (reason, _, _, _) in NOTICES.values()}

    assert shown == set(Reason) - rungs - other_kinds
