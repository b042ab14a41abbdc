"""Which stored case nobody would look at in time, and which one will be."""

from datetime import datetime, timedelta

import pytest

from consumer.auditor_counts import differing, waits_as
from consumer.auditor_rules import GRACE, WORDS, Armed, Fault, is_disarmed, overdue
from schemas.records import Case, Marks
from schemas.words import ChildrenKnown, Risk, State
from tests.spec.made_cases import BREACH, CEILING, POLICY, WARN, at, rang, received, waiting

SECOND = timedelta(seconds=1)
Counts = dict[tuple[str, ...], int]
WARNED = rang((WARN, "06-18 10:00"))
LATE = rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"))
TOP = rang((WARN, "06-18 10:00"), (BREACH, "06-19 10:00"), (CEILING, "06-20 10:00"))


def armed(
    case: Case,
    marks: Marks,
    due: str | None,
    changed: str | None = None,
    held_until: datetime | None = None,
) -> Armed:
    return Armed(
        case=case,
        marks=marks,
        next_due_at=None if due is None else at(due),
        changed_at=None if changed is None else at(changed),
        held_until=held_until,
    )


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        pytest.param(armed(waiting(), Marks(), "06-18 10:00"), "06-17 12:00", id="to-be-warned-of"),
        pytest.param(armed(waiting(), WARNED, "06-19 10:00"), "06-18 10:05", id="late-tomorrow"),
        pytest.param(
            armed(waiting(), Marks(), "06-17 20:00"), "06-17 12:00", id="looked-at-too-early"
        ),
        pytest.param(armed(waiting(), TOP, None), "06-21 10:00", id="past-the-top-limit"),
        pytest.param(
            armed(waiting(), LATE, "06-19 16:00", held_until=at("06-19 16:00")),
            "06-19 11:00",
            id="somebody-has-it-in-hand",
        ),
        pytest.param(
            armed(waiting(), Marks(), None, "06-17 12:00"), "06-17 12:01", id="a-message-just-came"
        ),
        pytest.param(
            armed(waiting(), Marks(), "06-18 10:00"), "06-18 10:01", id="rings-at-this-moment"
        ),
        pytest.param(
            armed(waiting(is_waiting=False, is_closed=True, state=State.CLOSED), Marks(), None),
            "06-25 10:00",
            id="closed",
        ),
        pytest.param(
            armed(received("06-17 12:00", Risk.HIGH), Marks(), "06-17 13:00"),
            "06-17 12:30",
            id="the-council-has-an-hour",
        ),
        pytest.param(
            armed(waiting(Risk.STANDARD, ("06-17 18:00", Risk.HIGH)), Marks(), "06-17 18:00"),
            "06-17 12:00",
            id="a-grade-told-in-advance",
        ),
    ],
)
def test_a_case_that_will_be_looked_at_in_time_is_armed(stored: Armed, now: str) -> None:
    assert not is_disarmed(stored, POLICY, at(now))


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        pytest.param(armed(waiting(), Marks(), None), "06-17 12:00", id="no-instant-at-all"),
        pytest.param(armed(waiting(), Marks(), "06-18 10:01"), "06-17 12:00", id="a-minute-late"),
        pytest.param(
            armed(waiting(), WARNED, "06-20 10:00"), "06-18 12:00", id="only-the-top-limit"
        ),
        pytest.param(
            armed(waiting(), Marks(), "06-19 10:00"), "06-18 10:03", id="the-warning-never-rang"
        ),
        pytest.param(armed(waiting(), WARNED, None), "06-25 10:00", id="late-for-days"),
        pytest.param(
            armed(waiting(), Marks(), None, "06-18 10:01"),
            "06-17 12:00",
            id="changed-in-the-future",
        ),
        pytest.param(
            armed(received("06-17 12:00", Risk.HIGH), Marks(), None), "06-17 12:30", id="pickup"
        ),
        pytest.param(
            armed(waiting(children_known=ChildrenKnown.NOT_YET), Marks(), None),
            "06-17 12:00",
            id="nobody-would-ask-who-the-children-are",
        ),
        pytest.param(
            armed(waiting(Risk.STANDARD, ("06-17 18:00", Risk.HIGH)), Marks(), "06-18 10:00"),
            "06-17 12:00",
            id="a-grade-told-in-advance-would-be-missed",
        ),
    ],
)
def test_a_case_at_whose_deadline_nobody_would_look_is_found(stored: Armed, now: str) -> None:
    assert is_disarmed(stored, POLICY, at(now))


@pytest.mark.parametrize(
    ("due", "changed", "is_overdue"),
    [
        pytest.param(None, None, False, id="nothing-is-due"),
        pytest.param(timedelta(0), None, False, id="due-two-minutes-ago"),
        pytest.param(-SECOND, None, True, id="due-for-longer"),
        pytest.param(None, -SECOND, True, id="changed-and-not-looked-at-for-longer"),
        pytest.param(timedelta(days=1), -SECOND, True, id="one-of-both"),
    ],
)
def test_what_is_due_is_looked_at_within_two_minutes(
    due: timedelta | None, changed: timedelta | None, is_overdue: bool
) -> None:
    now = at("06-17 12:00")
    limit = now - GRACE
    next_due_at, changed_at = (None if one is None else limit + one for one in (due, changed))

    assert overdue((next_due_at, changed_at), now) is is_overdue


def test_every_fault_has_its_words() -> None:
    assert set(WORDS) == set(Fault)


def test_what_moves_while_it_is_counted_is_left_out() -> None:
    before: Counts = {("a",): 2, ("b",): 1, ("c",): 1}
    recounted: Counts = {("a",): 2, ("b",): 1}
    after: Counts = {("a",): 2, ("b",): 2, ("c",): 1}

    assert differing(before, recounted, after) == {("c",): 1}
    assert differing({}, recounted, {}) == {("a",): -2, ("b",): -1}


def test_a_case_counts_its_children_where_they_are_known() -> None:
    unknown = waits_as(waiting(children=None), WARNED, POLICY)

    place = ("staffordshire", "E06000021", "standard", "warn")
    assert unknown == {
        ("danm_waiting_notifications", *place): 1,
        ("danm_waiting_children", *place): 0,
    }
    assert waits_as(waiting(children_known=ChildrenKnown.NOT_YET), Marks(), POLICY) == {}
