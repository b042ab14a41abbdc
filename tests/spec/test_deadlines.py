"""The ladder: at which instants a case may ring. Contract section 3, default policy."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from alerts.deadlines import (
    NOT_YET,
    Deadline,
    duty_ladder,
    late_at,
    next_due,
    not_yet_due,
    pickup_ladder,
    unrung,
)
from schemas.moments import LONDON, Moment
from schemas.records import DUTY_RUNGS, Case, Marks
from schemas.words import AgeBand, ChildrenKnown, Clock, Milestone, Risk, Rung
from tests.spec.made_cases import KNEW, POLICY, WAITING, at, claim, rang, received, waiting

NOW = at("06-17 10:01")
HOUR = timedelta(hours=1)
WARN, BREACH, ESCALATE, CEILING = DUTY_RUNGS


def hours(ladder: tuple[Deadline, ...], since: datetime = KNEW) -> dict[Rung, float]:
    """Return after how many hours each rung is due."""
    return {d.rung: (d.due_at - since) / HOUR for d in ladder}


WARN_AND_LATE = {
    Risk.HIGH: {"a baby": (4, 8), "older": (4, 8)},
    Risk.MEDIUM: {"a baby": (4, 8), "older": (12, 24)},
    Risk.STANDARD: {"a baby": (12, 24), "older": (24, 48)},
    Risk.NOT_ASSESSED: {"a baby": (4, 8), "older": (8, 24)},
}
AGES = {
    AgeBand.UNBORN: "a baby",
    AgeBand.UNDER_4: "a baby",
    AgeBand.FROM_4: "older",
    AgeBand.FROM_8: "older",
    AgeBand.FROM_12: "older",
    AgeBand.FROM_16: "older",
    AgeBand.UNKNOWN: "older",
}


def test_the_table_of_grades_and_ages_is_complete() -> None:
    assert set(WARN_AND_LATE) == set(Risk)
    assert set(AGES) == set(AgeBand)
    assert {*DUTY_RUNGS, Rung.NOTICE} == set(Rung)


@pytest.mark.parametrize(("risk", "youngest"), list(product(Risk, AgeBand)))
def test_the_ladder_goes_by_grade_and_is_one_grade_stricter_for_a_baby(
    risk: Risk, youngest: AgeBand
) -> None:
    ladder = duty_ladder(waiting(risk, youngest=youngest), Marks(), POLICY, NOW)

    warn, late = WARN_AND_LATE[risk][AGES[youngest]]
    assert hours(ladder) == {WARN: warn, BREACH: late, CEILING: 72}
    assert [d.rung for d in ladder] == [WARN, BREACH, CEILING]


def test_a_senior_is_due_four_hours_after_the_breach_alarm_whenever_that_was_due() -> None:
    marks = rang((WARN, "06-17 14:00"), (BREACH, "06-18 20:00"))

    ladder = duty_ladder(waiting(Risk.HIGH), marks, POLICY, NOW)

    assert [d.rung for d in ladder] == list(DUTY_RUNGS)
    assert ladder[2] == Deadline(rung=ESCALATE, due_at=at("06-19 00:00"))


def test_a_breach_on_the_pickup_clock_calls_no_senior() -> None:
    marks = Marks(claims=(claim(BREACH, "06-17 20:00", clock=Clock.PICKUP),))

    ladder = duty_ladder(waiting(), marks, POLICY, NOW)

    assert ESCALATE not in {d.rung for d in ladder}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(received("06-17 11:00"), id="the-front-door-was-told"),
        pytest.param(waiting(children_known=ChildrenKnown.NOT_YET), id="children-not-known-yet"),
        pytest.param(replace(WAITING, armed_from=None), id="nobody-knows-since-when"),
    ],
)
def test_without_a_wait_that_rings_there_is_no_ladder(case: Case) -> None:
    assert duty_ladder(case, Marks(), POLICY, NOW) == ()
    assert late_at(case, POLICY, NOW) is None


@pytest.mark.parametrize(
    ("knew", "warned", "late"),
    [
        pytest.param(
            "03-28 23:30", "2026-03-29 04:30", "2026-03-29 08:30", id="spring-forward-loses-an-hour"
        ),
        pytest.param(
            "10-24 22:30", "2026-10-25 02:30", "2026-10-25 06:30", id="autumn-back-gains-an-hour"
        ),
        pytest.param("06-17 22:30", "2026-06-18 03:30", "2026-06-18 07:30", id="an-ordinary-night"),
    ],
)
def test_elapsed_hours_are_counted_through_the_night_on_which_clocks_change(
    knew: str, warned: str, late: str
) -> None:
    ladder = duty_ladder(waiting(Risk.HIGH, armed_from=at(knew)), Marks(), POLICY, at(knew))

    on_the_wall = [f"{d.due_at.astimezone(LONDON):%Y-%m-%d %H:%M}" for d in ladder]
    assert on_the_wall[:2] == [warned, late]


GRADED_UP = waiting(Risk.STANDARD, ("06-17 12:00", Risk.HIGH))


@pytest.mark.parametrize(
    ("now", "without", "late"),
    [
        pytest.param("06-17 11:59:59", frozenset(), 48, id="before-it-holds"),
        pytest.param("06-17 12:00", frozenset(), 8, id="from-the-very-instant"),
        pytest.param("06-17 13:00", frozenset({"/niche g-06-17 12:00"}), 48, id="had-it-not-come"),
        pytest.param("06-17 13:00", frozenset({"/niche another"}), 8, id="had-another-not-come"),
    ],
)
def test_the_grade_in_force_aims_the_rungs(now: str, without: frozenset[str], late: int) -> None:
    ladder = duty_ladder(GRADED_UP, Marks(), POLICY, at(now), without=without)

    assert hours(ladder)[BREACH] == late


@pytest.mark.parametrize(
    ("told", "risk", "warn", "late"),
    [
        pytest.param("06-17 09:00", Risk.STANDARD, "06-17 13:00", "06-18 08:30", id="wednesday"),
        pytest.param("06-19 14:30", Risk.HIGH, "06-19 15:30", "06-22 08:30", id="friday-afternoon"),
        pytest.param("06-20 02:00", Risk.HIGH, "06-22 08:30", "06-22 09:30", id="by-edt-at-night"),
        pytest.param("05-22 15:00", Risk.HIGH, "05-26 08:00", "05-26 09:00", id="bank-holiday"),
        pytest.param("12-24 15:30", Risk.MEDIUM, "12-29 11:00", "12-29 15:00", id="christmas"),
    ],
)
def test_pickup_is_counted_in_front_door_hours(told: str, risk: Risk, warn: str, late: str) -> None:
    ladder = pickup_ladder(received(told, risk), POLICY, at(told))

    assert [(d.rung, d.due_at) for d in ladder] == [(WARN, at(warn)), (BREACH, at(late))]


def test_pickup_counts_from_the_earliest_receipt_and_is_no_stricter_for_a_baby() -> None:
    plain = received("06-17 09:00")
    between = {
        **plain.milestones,
        Milestone.RECEIVED: Moment(earliest=at("06-17 09:00"), latest=at("06-17 15:00")),
    }
    baby = replace(plain, milestones=between, youngest=AgeBand.UNBORN)

    assert pickup_ladder(baby, POLICY, NOW) == pickup_ladder(plain, POLICY, NOW)


def test_a_grade_aims_pickup_too() -> None:
    graded = replace(received("06-17 09:00"), grades=GRADED_UP.grades)
    grade = frozenset({"/niche g-06-17 12:00"})

    due = [d.due_at for d in pickup_ladder(graded, POLICY, at("06-17 12:00"))]
    without = [d.due_at for d in pickup_ladder(graded, POLICY, at("06-17 12:00"), without=grade)]

    assert due == [at("06-17 10:00"), at("06-17 11:00")]
    assert without == [at("06-17 13:00"), at("06-18 08:30")]


RECORDED = {
    **received("06-17 09:00").milestones,
    Milestone.RECORDED: Moment.exact(at("06-17 11:00")),
}
DECIDED = {
    **received("06-17 09:00").milestones,
    Milestone.DECIDED: Moment.exact(at("06-17 11:00")),
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(WAITING, id="nobody-was-told"),
        pytest.param(received("06-17 09:00", is_waiting=True), id="the-times-disagree"),
        pytest.param(received("06-17 09:00", is_closed=True), id="closed"),
        pytest.param(received("06-17 09:00", milestones=RECORDED), id="a-contact-is-recorded"),
        pytest.param(received("06-17 09:00", milestones=DECIDED), id="a-contact-is-decided"),
        pytest.param(
            received("06-17 09:00", children_known=ChildrenKnown.NOT_YET), id="children-not-known"
        ),
    ],
)
def test_nothing_awaits_pickup(case: Case) -> None:
    assert pickup_ladder(case, POLICY, NOW) == ()


def test_what_rang_on_one_clock_is_unrung_on_the_other() -> None:
    marks = Marks(claims=(claim(WARN, "06-18 10:00", clock=Clock.PICKUP),))
    ladder = duty_ladder(WAITING, marks, POLICY, NOW)

    assert unrung(ladder, Clock.DUTY, marks) == ladder
    assert [d.rung for d in unrung(ladder, Clock.PICKUP, marks)] == [BREACH, CEILING]


ASKED = Marks(claims=(claim(NOT_YET, "06-18 10:00"),))


@pytest.mark.parametrize(
    ("case", "marks", "now", "due"),
    [
        pytest.param(WAITING, Marks(), "06-17 10:00", "06-18 10:00", id="first-the-warning"),
        pytest.param(WAITING, rang((WARN, "06-18 10:00")), "06-18 10:00", "06-19 10:00", id="late"),
        pytest.param(
            WAITING,
            rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00")),
            "06-19 10:00",
            "06-19 14:00",
            id="then-a-senior",
        ),
        pytest.param(
            WAITING, rang((CEILING, "06-20 10:00")), "06-20 10:00", None, id="after-the-ceiling"
        ),
        pytest.param(GRADED_UP, Marks(), "06-17 10:00", "06-17 12:00", id="a-grade-takes-over"),
        pytest.param(
            received("06-17 09:00"), Marks(), "06-17 09:00", "06-17 10:00", id="its-own-grade"
        ),
        pytest.param(
            received("06-17 09:00"), Marks(), "06-17 10:00", "06-17 13:00", id="then-pickup"
        ),
        pytest.param(
            waiting(children_known=ChildrenKnown.NOT_YET),
            Marks(),
            "06-17 10:00",
            "06-18 10:00",
            id="asking-for-the-children",
        ),
        pytest.param(
            waiting(children_known=ChildrenKnown.NOT_YET), ASKED, "06-18 09:00", None, id="asked"
        ),
    ],
)
def test_when_a_case_must_be_looked_at_next(
    case: Case, marks: Marks, now: str, due: str | None
) -> None:
    assert next_due(case, marks, POLICY, at(now)) == (None if due is None else at(due))


@pytest.mark.parametrize(
    ("case", "due"),
    [
        pytest.param(waiting(children_known=ChildrenKnown.NOT_YET), "06-18 10:00", id="a-day-on"),
        pytest.param(WAITING, None, id="they-are-known"),
        pytest.param(waiting(children_known=ChildrenKnown.NONE), None, id="there-are-none"),
        pytest.param(
            received("06-17 11:00", children_known=ChildrenKnown.NOT_YET), None, id="it-was-told"
        ),
        pytest.param(
            replace(waiting(children_known=ChildrenKnown.NOT_YET), armed_from=None),
            None,
            id="since-nobody-knows-when",
        ),
    ],
)
def test_when_police_are_asked_who_the_children_are(case: Case, due: str | None) -> None:
    assert not_yet_due(case, POLICY) == (None if due is None else at(due))


def test_a_case_is_late_from_its_breach_whatever_rang() -> None:
    assert late_at(waiting(Risk.MEDIUM), POLICY, NOW) == at("06-18 10:00")
