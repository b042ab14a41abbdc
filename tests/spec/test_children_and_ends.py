"""Which children are known, and which words end a wait. Contract section 2."""

from typing import Any

import pytest

from consumer.conclude import ENDS_THE_WAIT
from schemas.words import (
    AgeBand,
    ChildrenKnown,
    Disposition,
    State,
)
from tests.model.sentences import (
    children,
    close,
    contact,
    milestone,
    receipt,
    report,
)
from tests.model.times import Message
from tests.spec.told_cases import account, cases


@pytest.mark.parametrize(
    ("first", "second", "band"),
    [
        pytest.param("4-7", "8-11", AgeBand.FROM_8, id="the-latest-known-one"),
        pytest.param("4-7", "unknown", AgeBand.FROM_4, id="a-known-one-over-unknown"),
        pytest.param("unknown", "unborn", AgeBand.UNBORN, id="unknown-gives-way"),
        pytest.param("unknown", "unknown", AgeBand.UNKNOWN, id="nobody-knows"),
    ],
)
def test_a_child_has_its_latest_known_age(first: str, second: str, band: AgeBand) -> None:
    told = account(
        report("06-17 10:00", children=children(first)),
        report("06-17 11:00", knew="06-17 10:00", children=children(second)),
    )

    assert [one.band for one in told.children.values()] == [band]


NONE: dict[str, Any] = {"children": [], "children_known": "none"}
NOT_YET: dict[str, Any] = {"children": [], "children_known": "not_yet"}
LISTED: dict[str, Any] = {"children": children("8-11", "0-3", of="other")}

KNOWN: dict[str, tuple[list[Message], ChildrenKnown, int]] = {
    "a-list-says-yes": ([report("06-17 10:00")], ChildrenKnown.YES, 1),
    "none": ([report("06-17 10:00", **NONE)], ChildrenKnown.NONE, 0),
    "not-yet": ([report("06-17 10:00", **NOT_YET)], ChildrenKnown.NOT_YET, 0),
    "not-yet-and-then-a-list": (
        [report("06-17 10:00", **NOT_YET), report("06-17 11:00")],
        ChildrenKnown.YES,
        1,
    ),
    "a-list-and-then-none": (
        [report("06-17 10:00"), report("06-17 11:00", **NONE)],
        ChildrenKnown.NONE,
        1,
    ),
    "not-yet-and-the-front-doors-own-list": (
        [report("06-17 10:00", **NOT_YET), receipt("06-17 11:00", incident=LISTED)],
        ChildrenKnown.YES,
        2,
    ),
    "none-stands-against-the-front-doors-list": (
        [report("06-17 10:00", **NONE), receipt("06-17 11:00", incident=LISTED)],
        ChildrenKnown.NONE,
        0,
    ),
    "a-list-is-never-mixed-with-the-front-doors": (
        [report("06-17 10:00"), receipt("06-17 11:00", incident=LISTED)],
        ChildrenKnown.YES,
        1,
    ),
    "only-the-front-door-lists": (
        [receipt("06-17 11:00", incident=LISTED)],
        ChildrenKnown.YES,
        2,
    ),
    "nobody-says": ([receipt("06-17 11:00")], ChildrenKnown.YES, 0),
}


@pytest.mark.parametrize(
    ("messages", "known", "listed"), [pytest.param(*row, id=name) for name, row in KNOWN.items()]
)
def test_what_is_known_of_the_children(
    messages: list[Message], known: ChildrenKnown, listed: int
) -> None:
    told = account(*messages)

    assert (told.children_known, len(told.children)) == (known, listed)


def test_every_word_about_children_has_a_row() -> None:
    assert {known for _, known, _ in KNOWN.values()} == set(ChildrenKnown)


ENDS = {
    Disposition.WITHDRAWN: State.CLOSED,
    Disposition.NOT_SHARED_BY_POLICY: State.CLOSED,
    Disposition.OTHER_AUTHORITY: State.CLOSED,
    Disposition.DUPLICATE: State.WAITING,
    Disposition.OPEN_CASE: State.WAITING,
    Disposition.REOPENED: State.WAITING,
}
"""Where a disposition alone leaves a case that waits."""


def test_the_table_of_dispositions_is_complete() -> None:
    assert set(ENDS) == set(Disposition)
    assert {one for one, state in ENDS.items() if state is State.CLOSED} == ENDS_THE_WAIT


@pytest.mark.parametrize("disposition", list(Disposition))
def test_which_dispositions_end_the_wait_by_themselves(disposition: Disposition) -> None:
    (case,) = cases([report("06-17 10:00"), close("06-17 11:00", disposition.value)]).values()

    assert case.state is ENDS[disposition]
    assert case.is_waiting is (case.state is State.WAITING)
    assert case.disposition == (None if disposition is Disposition.REOPENED else disposition)


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(milestone("06-17 10:30", "sent"), id="sent"),
        pytest.param(receipt("06-17 09:00"), id="a-receipt-nobody-believes"),
        pytest.param(contact("06-17 09:00"), id="a-contact-nobody-believes"),
        pytest.param(contact("06-17 09:00", "decided"), id="a-decision-nobody-believes"),
    ],
)
def test_an_open_case_ends_the_wait_once_the_council_has_it(known: Message) -> None:
    (case,) = cases([report("06-17 10:00"), close("06-17 11:00", "open_case"), known]).values()

    assert case.state is State.CLOSED


def test_what_is_told_after_a_disposition_leaves_it_standing() -> None:
    (case,) = cases(
        [
            report("06-17 10:00"),
            close("06-17 11:00", "withdrawn"),
            milestone("06-17 12:00", "sent"),
            receipt("06-17 13:00"),
        ]
    ).values()

    assert (case.state, case.disposition) == (State.CLOSED, Disposition.WITHDRAWN)


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        pytest.param(
            close("06-17 13:00", "withdrawn", when="06-17 11:00"),
            close("06-17 12:00", "open_case", when="06-17 11:30"),
            Disposition.OPEN_CASE,
            id="the-later-by-when-it-holds",
        ),
        pytest.param(
            close("06-17 13:00", "withdrawn", when="06-17 11:00"),
            close("06-17 12:00", "open_case", when="06-17 11:00"),
            Disposition.WITHDRAWN,
            id="of-one-instant-the-later-said",
        ),
        pytest.param(
            close("06-17 13:00", "withdrawn", when=("06-17 10:00", "06-17 12:00")),
            close("06-17 12:00", "open_case", when="06-17 11:00"),
            Disposition.OPEN_CASE,
            id="of-a-range-its-earliest-end",
        ),
    ],
)
def test_which_of_two_dispositions_stands(
    one: Message, other: Message, stands: Disposition
) -> None:
    (case,) = cases([report("06-17 10:00"), one, other]).values()

    assert case.disposition is stands
