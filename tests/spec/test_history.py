"""What was due before an installation went live rings no more, and what falls due later does."""

from dataclasses import replace
from datetime import datetime

import pytest

from alerts.alarm import Alarm, Look, Reason, Surroundings
from alerts.history import is_history
from alerts.rules import decide
from schemas.records import Case, Marks
from schemas.words import ChildrenKnown, Clock, Kind, Risk, Rung
from tests.spec.made_cases import BREACH, CEILING, ESCALATE, POLICY, WARN, at, received, waiting

NOTHING_RUNG = Marks()


def look(
    case: Case,
    now: str,
    marks: Marks = NOTHING_RUNG,
    live_since: str = "06-19 08:00",
) -> tuple[tuple[Alarm, ...], Marks]:
    around = Surroundings(contact_live=lambda _: True, live_since=at(live_since))
    return decide(Look(case=case, policy=POLICY, now=at(now), around=around), marks)


def silent(marks: Marks) -> dict[str, datetime]:
    return {claim.rung: claim.raised_at for claim in marks.claims if claim.is_silent}


def test_rungs_of_before_are_used_up_in_silence_each_at_its_own_hour() -> None:
    alarms, marks = look(waiting(Risk.HIGH), "06-19 09:00")

    assert alarms == ()
    assert silent(marks) == {
        WARN: at("06-17 14:00"),
        BREACH: at("06-17 18:00"),
        ESCALATE: at("06-17 22:00"),
    }


def test_the_next_rung_rings_as_usual_and_stands_for_none_of_before() -> None:
    _, marks = look(waiting(Risk.HIGH), "06-19 09:00")

    (alarm,), _ = look(waiting(Risk.HIGH), "06-20 10:00", marks)

    assert (alarm.rung, alarm.due_at, alarm.stands_for) == (CEILING, at("06-20 10:00"), ())


def test_a_senior_is_told_when_a_limit_of_before_lasts_into_live_time() -> None:
    _, marks = look(waiting(Risk.HIGH), "06-17 21:30", live_since="06-17 21:00")

    (alarm,), _ = look(waiting(Risk.HIGH), "06-17 22:00", marks, live_since="06-17 21:00")

    assert (alarm.rung, alarm.due_at) == (ESCALATE, at("06-17 22:00"))


def test_a_rung_due_at_the_start_itself_rings() -> None:
    (alarm,), marks = look(waiting(Risk.HIGH), "06-17 18:00", live_since="06-17 18:00")

    assert alarm.rung is BREACH
    assert silent(marks) == {WARN: at("06-17 14:00")}


def test_nobody_is_told_of_the_end_of_a_wait_that_nobody_was_told_of() -> None:
    _, marks = look(waiting(Risk.HIGH), "06-19 09:00")

    alarms, _ = look(received("06-19 10:00", Risk.HIGH), "06-19 10:00", marks)

    assert alarms == ()


def test_who_was_told_of_a_later_rung_is_told_of_its_end() -> None:
    _, marks = look(waiting(Risk.HIGH), "06-19 09:00")
    _, marks = look(waiting(Risk.HIGH), "06-20 10:00", marks)

    alarms, _ = look(received("06-20 11:00", Risk.HIGH), "06-20 11:00", marks)

    assert [(one.kind, one.roles) for one in alarms] == [
        (Kind.CLEARED, marks.claims[-1].roles),
    ]


def test_the_council_s_own_rungs_of_before_are_silent_too() -> None:
    case = received("06-17 10:30", Risk.HIGH)

    alarms, marks = look(case, "06-19 09:00")

    assert alarms == ()
    assert marks.highest(Clock.PICKUP) is Rung.BREACH


@pytest.mark.parametrize(
    ("live_since", "asks"),
    [
        pytest.param("06-19 08:00", False, id="due-before-the-start"),
        pytest.param("06-18 08:00", True, id="due-after-it"),
    ],
)
def test_who_the_children_are_is_asked_only_where_it_falls_due_after_the_start(
    live_since: str, *, asks: bool
) -> None:
    case = replace(waiting(), children_known=ChildrenKnown.NOT_YET)

    alarms, _ = look(case, "06-19 09:00", live_since=live_since)

    assert bool(alarms) is asks


@pytest.mark.parametrize(
    ("now", "rings"),
    [
        pytest.param("06-20 07:59:59", False, id="heard-while-a-backlog-may-be-read"),
        pytest.param("06-20 08:00", True, id="heard-when-it-must-have-been"),
    ],
)
def test_what_is_heard_after_the_backlog_rings_for_all_that_was_due(
    now: str, *, rings: bool
) -> None:
    alarms, marks = look(waiting(Risk.HIGH), now)

    assert bool(alarms) is rings
    assert bool(silent(marks)) is not rings


def test_a_case_that_is_heard_weeks_late_is_known_late_at_every_rung() -> None:
    (alarm,), _ = look(waiting(Risk.HIGH), "07-09 10:00")

    assert (alarm.rung, alarm.stands_for) == (CEILING, (WARN, BREACH, ESCALATE))
    assert alarm.reason is Reason.KNOWN_LATE


def test_the_council_s_own_rungs_ring_where_a_receipt_is_heard_weeks_late() -> None:
    (alarm, *_), _ = look(received("06-17 10:30", Risk.HIGH), "07-09 10:00")

    assert (alarm.clock, alarm.rung) == (Clock.PICKUP, BREACH)


def test_history_is_what_was_due_before_the_start_and_is_heard_while_the_backlog_is_read() -> None:
    assert is_history(at("06-17 18:00"), at("06-19 09:00"), at("06-19 08:00"))
    assert not is_history(at("06-17 18:00"), at("07-09 09:00"), at("06-19 08:00"))
    assert not is_history(at("06-17 18:00"), at("06-19 09:00"), None)
