"""What messages tell together about one reference, and about two. Contract section 2."""

import pytest

from consumer.lifecycle import FRONT_DOOR, Account
from schemas.records import grade_at
from schemas.words import (
    MessageType,
    Milestone,
    Risk,
)
from tests.model.sentences import (
    children,
    contact,
    correct,
    grade,
    milestone,
    receipt,
    report,
    short,
    utc,
)
from tests.model.times import Message
from tests.spec.made_cases import at
from tests.spec.told_cases import account, cases, facts

TELLS: dict[Milestone, Message] = {
    Milestone.OCCURRED: report("06-17 10:00", occurred=utc("06-17 09:00")),
    Milestone.REPORTED: report("06-17 10:00", knew="06-17 09:00"),
    Milestone.ATTENDED: milestone("06-17 10:00", "attended", when="06-17 09:00"),
    Milestone.SUBMITTED: milestone("06-17 10:00", "submitted", when="06-17 09:00"),
    Milestone.REVIEWED: milestone("06-17 10:00", "reviewed", when="06-17 09:00"),
    Milestone.TRIAGED: milestone("06-17 10:00", "triaged", when="06-17 09:00"),
    Milestone.SENT: milestone("06-17 10:00", "sent", when="06-17 09:00"),
    Milestone.RECEIVED: receipt("06-17 10:00", when="06-17 09:00"),
    Milestone.RECORDED: contact("06-17 10:00", when="06-17 09:00"),
    Milestone.DECIDED: contact("06-17 10:00", "decided", when="06-17 09:00"),
}
"""A message that tells each milestone."""


def when(told: Account, name: Milestone) -> list[str]:
    """Return the times that count for a milestone, as the tables write them."""
    found = told.receipts if name is Milestone.RECEIVED else [told.milestones.get(name)]
    return [short(one.as_json()["at"]) for one in found if one is not None]


def test_the_table_of_milestones_is_complete() -> None:
    assert set(TELLS) == set(Milestone)


@pytest.mark.parametrize("name", list(Milestone))
def test_every_milestone_is_told_corrected_and_taken_back(name: Milestone) -> None:
    plain = TELLS[name]
    corrected = correct("06-17 11:00", name.value, "06-17 07:00")
    taken_back = correct("06-17 12:00", name.value, None)
    later = {**plain, "id": "again", "time": utc("06-17 13:00")}

    assert when(account(plain), name) == ["06-17 09:00"]
    assert when(account(corrected), name) == ["06-17 07:00"]
    assert when(account(plain, corrected), name) == ["06-17 07:00"]
    assert when(account(plain, corrected, taken_back), name) == []
    assert when(account(plain, corrected, taken_back, later), name) == ["06-17 09:00"]
    assert when(account(plain, taken_back, corrected, later), name) == ["06-17 09:00"]


@pytest.mark.parametrize("name", list(Milestone))
def test_a_milestone_told_tells_no_other(name: Milestone) -> None:
    known = {one for one in Milestone if when(account(TELLS[name]), one)}

    also = {Milestone.REPORTED} if TELLS[name]["type"] == MessageType.INCIDENT_REPORTED else set()
    assert known == {name} | also


@pytest.mark.parametrize("name", [m for m in Milestone if m is not Milestone.RECEIVED])
def test_of_two_times_the_earliest_counts(name: Milestone) -> None:
    first = TELLS[name]
    field = next(n for n in ("occurred", "reported", "at") if n in first["data"])
    field = field if name is not Milestone.REPORTED else "reported"
    data = {**first["data"], field: utc("06-17 08:00")}
    earlier = {**first, "id": "m2", "time": utc("06-17 11:00"), "data": data}

    assert when(account(first, earlier), name) == ["06-17 08:00"]


@pytest.mark.parametrize(
    ("message", "is_heard"),
    [
        pytest.param("06-17 12:00", False, id="sent-at-the-very-time-of-taking-back"),
        pytest.param("06-17 12:00:01", True, id="sent-a-second-later"),
    ],
)
def test_taking_back_removes_what_was_sent_up_to_its_time(message: str, *, is_heard: bool) -> None:
    told = account(receipt(message), correct("06-17 12:00", "received", None))

    assert bool(told.receipts) is is_heard


def test_contacts_infer_no_receipt_while_one_is_taken_back() -> None:
    plain = contact("06-17 11:00")
    taken_back = correct("06-17 12:00", "received", None)
    set_again = correct("06-17 13:00", "received", "06-17 10:30")

    assert len(account(plain).contacts) == 1
    assert account(plain, taken_back).contacts == ()
    assert len(account(plain, taken_back, set_again).contacts) == 1


GRADES: dict[str, tuple[list[Message], list[tuple[str, Risk]]]] = {
    "nobody-told-a-risk": (
        [milestone("06-17 10:00", "sent")],
        [("06-17 10:00", Risk.NOT_ASSESSED)],
    ),
    "the-first-report-from-the-start": (
        [report("06-17 12:00", knew="06-17 10:00", risk="medium")],
        [("06-17 10:00", Risk.MEDIUM)],
    ),
    "a-later-report-from-its-time": (
        [
            report("06-17 12:00", knew="06-17 10:00"),
            report("06-17 13:00", knew="06-17 11:00", risk="high"),
        ],
        [("06-17 10:00", Risk.STANDARD), ("06-17 13:00", Risk.HIGH)],
    ),
    "a-grade-from-its-own-time": (
        [report("06-17 10:00"), grade("06-17 13:00", "high", when="06-17 11:00")],
        [("06-17 10:00", Risk.STANDARD), ("06-17 11:00", Risk.HIGH)],
    ),
    "a-grade-at-most-from-its-message": (
        [report("06-17 10:00"), grade("06-17 13:00", "high", when="06-17 20:00")],
        [("06-17 10:00", Risk.STANDARD), ("06-17 13:00", Risk.HIGH)],
    ),
    "a-grade-never-before-the-start": (
        [report("06-17 10:00", risk="high"), grade("06-17 13:00", "standard", when="06-17 08:00")],
        [("06-17 10:00", Risk.STANDARD), ("06-17 10:00", Risk.HIGH)],
    ),
    "on-a-tie-the-stricter-last": (
        [
            report("06-17 10:00"),
            grade("06-17 11:00", "high"),
            grade("06-17 12:00", "medium", when="06-17 11:00"),
        ],
        [
            ("06-17 10:00", Risk.STANDARD),
            ("06-17 11:00", Risk.MEDIUM),
            ("06-17 11:00", Risk.HIGH),
        ],
    ),
    "a-block-counts-only-without-a-report": (
        [
            receipt("06-17 09:00", incident={"risk": "high"}),
            report("06-17 10:00", risk="medium"),
        ],
        [("06-17 10:00", Risk.MEDIUM)],
    ),
    "the-first-block-from-the-start-a-later-one-from-its-time": (
        [
            milestone("06-17 08:00", "sent"),
            receipt("06-17 09:00", incident={"risk": "medium"}),
            receipt("06-17 11:00", incident={"risk": "high"}),
        ],
        [("06-17 08:00", Risk.MEDIUM), ("06-17 11:00", Risk.HIGH)],
    ),
}


@pytest.mark.parametrize(
    ("messages", "expected"), [pytest.param(*row, id=name) for name, row in GRADES.items()]
)
def test_from_when_each_grade_holds(
    messages: list[Message], expected: list[tuple[str, Risk]]
) -> None:
    (case,) = cases(messages).values()

    assert [(one.since, one.risk) for one in case.grades] == [(at(t), r) for t, r in expected]


@pytest.mark.parametrize(
    ("instant", "risk"),
    [
        pytest.param("06-17 09:00", Risk.STANDARD, id="before-the-start-that-of-the-start"),
        pytest.param("06-17 10:59:59", Risk.STANDARD, id="a-second-before"),
        pytest.param("06-17 11:00", Risk.HIGH, id="at-the-very-instant-the-stricter"),
        pytest.param("06-18 00:00", Risk.HIGH, id="ever-after"),
    ],
)
def test_which_grade_is_in_force(instant: str, risk: Risk) -> None:
    (case,) = cases(GRADES["on-a-tie-the-stricter-last"][0]).values()

    assert grade_at(case.grades, at(instant)) is risk
    assert grade_at((), at(instant)) is Risk.NOT_ASSESSED


def test_messages_of_the_front_door_are_those_of_the_council() -> None:
    prefixes = ("danm.notification.", "danm.contact.")

    assert {one for one in MessageType if one.startswith(prefixes)} == FRONT_DOOR


@pytest.mark.parametrize(
    ("messages", "armed"),
    [
        pytest.param([report("06-17 10:00", knew="06-17 09:00")], "06-17 09:00", id="reported"),
        pytest.param(
            [
                report("06-17 10:00", occurred=utc("06-17 07:00")),
                correct("06-17 11:00", "reported", None),
            ],
            "06-17 07:00",
            id="else-occurred",
        ),
        pytest.param(
            [
                grade("06-17 11:00", "high"),
                milestone("06-17 10:00", "sent", when="06-17 05:00"),
                receipt("06-17 08:00"),
            ],
            "06-17 10:00",
            id="else-the-first-word-of-the-police",
        ),
        pytest.param(
            [receipt("06-17 08:00"), contact("06-17 09:00")], None, id="else-nobody-knows"
        ),
    ],
)
def test_from_when_alarms_are_armed(messages: list[Message], armed: str | None) -> None:
    told = account(*messages)

    assert told.armed_from == (None if armed is None else at(armed))
    assert told.first_heard == min(fact.time for fact in facts(*messages))


def test_household_and_children_both_say_whose_home_it_is() -> None:
    plain = account(report("06-17 10:00", children=children("0-3", "4-7")))
    named = account(report("06-17 10:00", children=children("0-3", "4-7"), household="H1"))

    assert plain.kin == set(plain.children)
    assert (len(plain.kin), len(named.kin)) == (2, 3)
    assert named.kin == plain.kin | {named.household}


@pytest.mark.parametrize(
    ("messages", "is_graded_only"),
    [
        pytest.param([grade("06-17 10:00", "high")], True, id="a-grade"),
        pytest.param(
            [grade("06-17 10:00", "high"), grade("06-17 11:00", "medium")], True, id="two-grades"
        ),
        pytest.param([grade("06-17 10:00", "high"), receipt("06-17 11:00")], False, id="and-more"),
        pytest.param([report("06-17 10:00")], False, id="no-grade-at-all"),
    ],
)
def test_whether_nothing_but_grades_was_told(
    messages: list[Message], *, is_graded_only: bool
) -> None:
    assert account(*messages).is_graded_only is is_graded_only


def test_of_other_words_the_latest_given_counts_and_the_front_doors_only_fill() -> None:
    block = {"household": "H9", "force": "westmidlands"}
    first = report("06-17 10:00", force="westmidlands", local_authority="E10000028")
    later = report("06-17 11:00", knew="06-17 10:00")

    told = account(first, later, receipt("06-17 12:00", incident=block))
    only_front_door = account(receipt("06-17 12:00", incident=block))

    assert (told.force, told.local_authority) == ("staffordshire", "E06000021")
    assert told.household == only_front_door.household is not None
    assert (only_front_door.force, only_front_door.local_authority) == ("westmidlands", None)
