"""Duplicates in pairs, chains and circles. Contract section 2, "Dispositions"."""

from typing import Any

import pytest

from schemas.moments import zulu
from schemas.words import AgeBand, ChildrenKnown, Flag, Milestone, Risk, State
from tests.model.sentences import children, close, contact, correct, grade, receipt, report, utc
from tests.model.times import Message
from tests.spec.made_cases import at
from tests.spec.test_children_and_ends import NONE, NOT_YET
from tests.spec.told_cases import cases, key

A = report("06-17 10:00", "A")
B = report("06-17 09:00", "B", risk="high", children=children("0-3", of="B-"))
C = report("06-17 08:00", "C", risk="medium", children=children("4-7", of="C-"))


def duplicate(reference: str, of: str | None, at: str = "06-17 12:00") -> Message:
    more = {} if of is None else {"of": of}
    return close(at, "duplicate", reference, **more)


JOINS: dict[str, tuple[list[Message], dict[str, str]]] = {
    "of-one-we-hold": ([A, B, duplicate("B", "A")], {"B": "A"}),
    "of-one-we-do-not-hold": ([A, B, duplicate("B", "Z")], {}),
    "of-nobody": ([A, B, duplicate("B", None)], {}),
    "of-itself": ([A, B, duplicate("B", "B")], {}),
    "reopened": ([A, B, duplicate("B", "A"), close("06-17 13:00", "reopened", "B")], {}),
    "of-another-by-now": (
        [A, B, C, duplicate("B", "A"), duplicate("B", "C", "06-17 13:00")],
        {"B": "C"},
    ),
    "a-chain": ([A, B, C, duplicate("C", "B"), duplicate("B", "A")], {"C": "B", "B": "A"}),
    "a-circle-of-two": ([A, B, duplicate("B", "A"), duplicate("A", "B")], {}),
    "a-circle-of-three": (
        [A, B, C, duplicate("A", "B"), duplicate("B", "C"), duplicate("C", "A")],
        {},
    ),
    "a-tail-that-leads-into-a-circle": (
        [A, B, C, duplicate("A", "B"), duplicate("B", "A"), duplicate("C", "A")],
        {"C": "A"},
    ),
}


@pytest.mark.parametrize(
    ("messages", "joined"), [pytest.param(*row, id=name) for name, row in JOINS.items()]
)
def test_which_case_a_duplicate_is_joined_to(
    messages: list[Message], joined: dict[str, str]
) -> None:
    told = cases(messages)

    assert {r: case.duplicate_of for r, case in told.items() if case.duplicate_of} == {
        r: key(of) for r, of in joined.items()
    }
    assert {r for r, case in told.items() if case.state is State.CLOSED} == set(joined)


def test_the_case_at_the_end_of_a_chain_takes_children_grades_and_the_earliest_start() -> None:
    told = cases([A, B, C, duplicate("C", "B"), duplicate("B", "A")])

    assert (told["A"].children, told["A"].youngest) == (3, AgeBand.UNDER_4)
    assert (told["A"].highest_risk, told["A"].risk) == (Risk.HIGH, Risk.HIGH)
    assert told["A"].armed_from is not None
    assert zulu(told["A"].armed_from) == utc("06-17 08:00")
    assert (told["B"].children, told["C"].children) == (2, 1)


def test_a_duplicate_keeps_its_own_row_as_it_was() -> None:
    told = cases([A, B, receipt("06-17 11:00"), duplicate("B", "A")])

    assert told["A"].state is State.RECEIVED
    assert Milestone.RECEIVED not in told["B"].milestones
    assert (told["B"].children, told["B"].risk) == (1, Risk.HIGH)


def test_the_receipt_of_a_duplicate_ends_the_wait_of_the_case_it_is_joined_to() -> None:
    told = cases([A, B, receipt("06-17 11:00", "B"), duplicate("B", "A")])

    assert (told["A"].state, told["A"].is_waiting) == (State.RECEIVED, False)


def test_a_grade_of_a_duplicate_counts_from_the_joined_start_on() -> None:
    told = cases([A, C, grade("06-17 09:30", "high", "C"), duplicate("C", "A")])

    since = [(zulu(one.since), one.risk) for one in told["A"].grades]
    assert since == [
        (utc("06-17 08:00"), Risk.STANDARD),
        (utc("06-17 08:00"), Risk.MEDIUM),
        (utc("06-17 09:30"), Risk.HIGH),
    ]


def test_a_grade_from_before_its_own_start_counts_from_the_joined_one() -> None:
    told = cases([A, C, grade("06-17 10:00", "high", "A", when="06-17 07:00"), duplicate("C", "A")])

    since = [(zulu(one.since), one.risk) for one in told["A"].grades]
    assert since == [
        (utc("06-17 08:00"), Risk.STANDARD),
        (utc("06-17 08:00"), Risk.MEDIUM),
        (utc("06-17 08:00"), Risk.HIGH),
    ]


def test_a_contact_of_one_case_infers_a_receipt_although_the_other_took_its_own_back() -> None:
    told = cases(
        [
            A,
            B,
            contact("06-17 11:00", ref="B"),
            contact("06-17 10:30"),
            correct("06-17 11:30", "received", None),
            duplicate("B", "A"),
        ]
    )

    assert Flag.RECEIPT_INFERRED in told["A"].flags
    assert zulu(told["A"].milestones[Milestone.RECEIVED].latest) == utc("06-17 11:00")


@pytest.mark.parametrize(
    ("own", "others", "known"),
    [
        pytest.param({}, NONE, ChildrenKnown.YES, id="yes-and-none"),
        pytest.param(NONE, {}, ChildrenKnown.YES, id="none-and-yes"),
        pytest.param(NONE, NOT_YET, ChildrenKnown.NOT_YET, id="none-and-not-yet"),
        pytest.param(NONE, NONE, ChildrenKnown.NONE, id="none-and-none"),
    ],
)
def test_a_duplicate_never_argues_a_child_away(
    own: dict[str, Any], others: dict[str, Any], known: ChildrenKnown
) -> None:
    told = cases(
        [
            report("06-17 10:00", "A", **own),
            report("06-17 10:00", "B", **others),
            duplicate("B", "A"),
        ]
    )

    assert told["A"].children_known is known


def test_what_else_is_said_of_a_case_stays_its_own() -> None:
    other = report("06-17 09:00", "B", force="westmidlands", local_authority="E10000028")

    told = cases([A, other, duplicate("B", "A")])

    assert (told["A"].force, told["A"].local_authority) == ("staffordshire", "E06000021")
    assert (told["A"].disposition, told["A"].flags) == (None, frozenset())


def test_without_a_start_the_first_word_of_the_police_about_either_arms_the_alarms() -> None:
    told = cases(
        [
            grade("06-17 10:00", "high", "A"),
            grade("06-17 09:00", "high", "B"),
            receipt("06-17 08:00", "B", notice="resend"),
            correct("06-17 09:30", "received", None, "B"),
            duplicate("B", "A"),
        ]
    )

    assert told["A"].armed_from == at("06-17 09:00")
    assert told["A"].first_heard == at("06-17 08:00")
    assert told["A"].is_waiting


def test_a_start_that_either_knows_arms_the_alarms() -> None:
    told = cases([grade("06-17 05:00", "high", "A"), B, duplicate("B", "A")])

    assert told["A"].armed_from == at("06-17 09:00")


def test_an_open_case_is_with_the_council_once_a_duplicate_of_it_is() -> None:
    unbelieved = receipt("06-17 08:00", "B", when="06-17 01:00")

    told = cases([A, B, unbelieved, duplicate("B", "A"), close("06-17 13:00", "open_case", "A")])

    assert told["A"].state is State.CLOSED


@pytest.mark.parametrize(
    ("other", "is_graded_only"),
    [
        pytest.param(grade("06-17 10:00", "high", "B"), False, id="its-end-was-told-too"),
        pytest.param(B, False, id="a-report"),
    ],
)
def test_a_joined_case_is_known_by_more_than_grades(
    other: Message, *, is_graded_only: bool
) -> None:
    told = cases([grade("06-17 10:00", "high", "A"), other, duplicate("B", "A")])

    assert told["A"].is_graded_only is is_graded_only
