"""The parts of a row, in words that anyone can read aloud."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.list_phrases import (
    at_words,
    done_words,
    doubt_words,
    limit_at_words,
    limit_words,
    mark_words,
    number_words,
    risk_words,
    waited_words,
    who_words,
)
from alerts.lists import Numbers
from schemas.words import AgeBand, Risk, State
from tests.spec.list_facts import BABY, DOUBTFUL, ENDED, HOUR, MONDAY, OLDER, SOON, children


@pytest.mark.parametrize(
    ("at", "now", "words"),
    [
        pytest.param(MONDAY - HOUR, MONDAY, "07:30", id="today"),
        pytest.param(MONDAY - 9 * HOUR, MONDAY, "Sun 14 June 23:30", id="yesterday-by-the-wall"),
        pytest.param(MONDAY - 8 * HOUR, MONDAY, "00:30", id="after-midnight-by-the-wall"),
        pytest.param(
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC),
            "01:30 (BST)", id="the-hour-that-comes-twice",
        ),
    ],
)  # fmt: skip
def test_an_instant_of_today_needs_no_day(at: datetime, now: datetime, words: str) -> None:
    assert at_words(at, now) == words


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        pytest.param((2, 3, False), "3 children, 2 notifications", id="all-known"),
        pytest.param((1, 1, False), "1 child, 1 notification", id="one"),
        pytest.param((3, 2, True), "at least 2 children, 3 notifications", id="some-known"),
        pytest.param(
            (2, 0, True), "2 notifications (number of children not known)", id="none-known"
        ),
    ],
)
def test_how_many_is_never_less_than_known(numbers: tuple[int, int, bool], words: str) -> None:
    notifications, known, is_at_least = numbers
    told = Numbers(notifications=notifications, children=known, is_at_least=is_at_least)

    assert number_words(told) == words


@pytest.mark.parametrize(
    ("count", "youngest", "words"),
    [
        pytest.param(1, AgeBand.UNBORN, "1 child, not born yet", id="unborn"),
        pytest.param(2, AgeBand.FROM_16, "2 children, youngest 16 to 17 years", id="several"),
        pytest.param(1, AgeBand.UNKNOWN, "1 child, age not known", id="no-age"),
        pytest.param(None, AgeBand.UNKNOWN, "number of children not known", id="no-number"),
    ],
)
def test_the_children_of_a_row(count: int | None, youngest: AgeBand, words: str) -> None:
    assert who_words(children("K7M-4QXR", children=count, youngest=youngest)) == words


def test_the_limit_that_holds_is_said_beside_the_grade_of_the_police() -> None:
    assert risk_words(BABY) == "medium (limit of high)"
    assert risk_words(OLDER) == "medium"
    assert risk_words(DOUBTFUL) == "not assessed"


@pytest.mark.parametrize(
    ("moved", "limit", "since"),
    [
        pytest.param(timedelta(0), "late by less than 1 min", "since 08:30", id="this-instant"),
        pytest.param(HOUR, "1 h left", "until 09:30", id="in-time"),
        pytest.param(-10 * HOUR, "late by 10 h", "since Sun 14 June 22:30", id="late"),
    ],
)
def test_how_late_or_how_much_time_is_left(moved: timedelta, limit: str, since: str) -> None:
    row = replace(SOON, late_at=MONDAY + moved)

    assert limit_words(row, MONDAY) == limit
    assert limit_at_words(row, MONDAY) == since


def test_what_is_not_known_is_said_as_not_known() -> None:
    assert limit_words(DOUBTFUL, MONDAY) == "limit not known"
    assert limit_at_words(DOUBTFUL, MONDAY) == ""
    assert waited_words(DOUBTFUL, MONDAY) == "not known how long"
    assert len(list(doubt_words(DOUBTFUL))) == 3


def test_a_start_that_lies_ahead_is_no_negative_wait() -> None:
    assert waited_words(replace(SOON, waiting_since=MONDAY + HOUR), MONDAY) == (
        "waited less than 1 min"
    )


def test_marks_are_read_first() -> None:
    row = replace(SOON, same_home=("AAA-BBBB", "CCC-DDDD"))

    assert list(mark_words(row)) == [
        "NEW.",
        "TOLD AT THE END OF THE LAST SHIFT.",
        "REPEAT: same home as AAA-BBBB, CCC-DDDD.",
    ]


@pytest.mark.parametrize("state", list(State))
def test_every_state_says_how_far_it_is(state: State) -> None:
    assert done_words(replace(ENDED, state=state))


def test_risk_of_a_row_is_the_police_s_own() -> None:
    assert risk_words(replace(BABY, grade_for_targets=Risk.MEDIUM)) == "medium"
