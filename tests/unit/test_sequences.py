"""Which numbered messages of a feed are missing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.sequences import GAP_PATIENCE, new_gap, note_number, without
from schemas.feeds import NO_NUMBERS, Gap, Numbers

NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("held", "number", "then", "holes"),
    [
        pytest.param((None, None), 7, (7, 7), [], id="the-first-number-may-be-any"),
        pytest.param((7, 7), 8, (7, 8), [], id="the-next"),
        pytest.param((7, 7), 7, (7, 7), [], id="the-same-again"),
        pytest.param((7, 9), 8, (7, 9), [], id="in-between"),
        pytest.param((7, 7), 9, (7, 9), [(8, 8)], id="one-left-out"),
        pytest.param((7, 7), 12, (7, 12), [(8, 11)], id="several-left-out"),
        pytest.param((7, 9), 6, (6, 9), [], id="the-one-before-the-first"),
        pytest.param((7, 9), 3, (3, 9), [(4, 6)], id="an-earlier-one-shows-what-is-missing"),
    ],
)
def test_what_one_more_number_shows_to_be_missing(
    held: tuple[int | None, int | None],
    number: int,
    then: tuple[int, int],
    holes: list[tuple[int, int]],
) -> None:
    assert note_number(Numbers(*held), number) == (Numbers(*then), holes)


def gap(first: int, last: int, told_at: datetime | None = None) -> Gap:
    return Gap(
        source="/niche", first_missing=first, last_missing=last, due_at=LATER, told_at=told_at
    )


def test_a_hole_is_an_alarm_after_ten_minutes() -> None:
    found = new_gap("/niche", (8, 11), NOW)

    assert timedelta(minutes=10) == GAP_PATIENCE
    assert found == Gap(
        source="/niche", first_missing=8, last_missing=11, due_at=NOW + GAP_PATIENCE
    )


@pytest.mark.parametrize(
    ("number", "left"),
    [
        pytest.param(7, [gap(8, 11)], id="another-number"),
        pytest.param(12, [gap(8, 11)], id="the-one-after"),
        pytest.param(8, [gap(9, 11)], id="the-first-of-them"),
        pytest.param(11, [gap(8, 10)], id="the-last-of-them"),
        pytest.param(9, [gap(8, 8), gap(10, 11)], id="one-amid-them"),
    ],
)
def test_a_number_that_came_is_missing_no_more(number: int, left: list[Gap]) -> None:
    assert without([gap(8, 11)], number) == left


def test_the_last_missing_number_closes_the_gap_and_leaves_others() -> None:
    told = gap(20, 21, told_at=LATER)

    assert without([gap(8, 8), told], 8) == [told]
    assert without([gap(8, 8), told], 20) == [gap(8, 8), gap(21, 21, told_at=LATER)]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_in_any_order_what_is_missing_is_what_has_not_come_between_the_ends(
    came: list[int],
) -> None:
    numbers, missing = NO_NUMBERS, list[Gap]()
    for number in came:
        numbers, holes = note_number(numbers, number)
        missing = [*without(missing, number), *(new_gap("/niche", hole, NOW) for hole in holes)]

    named = [n for one in missing for n in range(one.first_missing, one.last_missing + 1)]
    assert numbers == (min(came), max(came))
    assert sorted(named) == sorted(set(range(min(came), max(came))) - set(came))
