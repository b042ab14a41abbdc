"""Weeks that are not mature are shown as such, and say nothing of what is usual or unusual."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest

from reviews.agreed import Agreed
from reviews.delays.mature import is_mature
from reviews.pack import Period, Seen
from reviews.pack.by_week import by_week_section
from reviews.pack.drawn_weeks import Weeks
from reviews.pack.medians import medians_section
from reviews.pack.parts import Picture, Section
from reviews.render.pictures import svg
from tests.spec.test_before_and_after import STOKE, reported
from tests.spec.test_review_untold import FIRST, HOUR, receipt

MONDAY = date(2026, 6, 1)
WEEKS = [MONDAY + timedelta(weeks=number) for number in range(13)]
PERIOD = Period.of(MONDAY, WEEKS[-1] + timedelta(days=6), None)


@pytest.mark.parametrize(
    ("as_of", "has_feed", "expected"),
    [
        pytest.param("2026-06-10T22:59:59", True, False, id="not-yet-watched-for-72-hours"),
        pytest.param("2026-06-10T23:00:00", True, True, id="watched-for-72-hours"),
        pytest.param("2026-06-28T22:59:59", False, False, id="receipts-may-still-come"),
        pytest.param("2026-06-28T23:00:00", False, True, id="three-weeks-of-receipts"),
    ],
)
def test_a_week_is_mature_once_its_last_case_was_watched_for_long_enough(
    as_of: str, has_feed: bool, expected: bool
) -> None:
    at = datetime.fromisoformat(as_of).replace(tzinfo=UTC)

    assert is_mature(MONDAY, at, has_police_feed=has_feed) is expected


def drawn_of(section: Section) -> tuple[Picture, Weeks]:
    (picture,) = section.pictures
    assert isinstance(picture.drawn, Weeks)
    return picture, picture.drawn


def test_the_last_week_that_looks_perfect_is_hollow_and_no_sign_of_change() -> None:
    """Of a council without a police feed the last weeks hold only the fast ones."""
    slow = [receipt(FIRST + number * 4 * HOUR, (number % 2) * 36 * HOUR) for number in range(546)]
    here = [one for one in slow if one.day < WEEKS[10] or one.duty is None or not one.duty.at_most]

    picture, drawn = drawn_of(by_week_section(here, PERIOD, {}, Agreed()))

    assert [point.is_mature for point in drawn.points] == [True] * 10 + [False] * 3
    assert [point.value for point in drawn.points][-3:] == [1, 1, 1]
    assert (drawn.bands[0].lower, drawn.bands[0].upper) == (0.5, 0.5)
    assert not [point for point in drawn.points if point.is_better is not None]
    assert "24 August 2026: 100 (not mature)" in picture.words
    assert "not mature" in svg(picture)


def weeks_of(hours: list[int]) -> list[Seen]:
    """Twenty notifications a week, each told after as many hours."""
    return list(
        chain.from_iterable(
            reported(STOKE, week, [took] * 20) for week, took in zip(WEEKS, hours, strict=True)
        )
    )


def test_the_usual_wait_that_grows_for_a_mature_week_is_worse() -> None:
    section = medians_section(weeks_of([5, 6] * 5 + [5, 10, 5]), PERIOD, {}, Agreed())

    picture, drawn = drawn_of(section)

    assert [point.is_better for point in drawn.points] == [None] * 11 + [False, None]
    assert [point.is_mature for point in drawn.points] == [True] * 12 + [False]
    assert section.tables[0].rows[11][5:9] == (10.0, 5.8333, 3.1733, 8.4933)
    assert "a change for the worse" in section.sentences[1]
    assert drawn.signs is not None
    assert drawn.signs.is_high
    assert "hours" in svg(picture)


def test_a_week_of_too_few_notifications_has_no_usual_wait() -> None:
    section = medians_section(weeks_of([5] * 13)[: 12 * 20 + 19], PERIOD, {}, Agreed())

    _, drawn = drawn_of(section)

    assert drawn.points[-1].value is None
    assert section.tables[0].rows[-1][5] is None
