"""First against full notice: how long to each, and what if only the full one counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.flat.columns import Value
from reviews.pack import Seen
from reviews.pack.batches import fates_of
from reviews.pack.first_full import ANY, BETWEEN, FIRST, FULL, first_full_section
from reviews.pack.parts import Section
from schemas.moments import Moment
from schemas.words import Disposition, Notice
from tests.a_notification import seen

FRIDAY = datetime(2026, 6, 5, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
AS_OF = FRIDAY + 100 * DAY


def came(number: int, *, first: float | None, full: float | None) -> Seen:
    """A notification of its own day, its notices so many hours after police knew, limit 24 h."""
    reported = FRIDAY + number * DAY
    told = {Notice.FIRST: first, Notice.FULL: full}
    notices = {
        notice: Moment.exact(reported + hours * HOUR)
        for notice, hours in told.items()
        if hours is not None
    }
    received = min(notices.values(), key=lambda at: at.earliest, default=None)
    return seen(f"C{number:03}", reported=reported, received=received, notices=notices)


def of(those: list[Seen]) -> Section:
    return first_full_section(those, AS_OF, fates_of(those))


def row(section: Section, way: str) -> tuple[Value, ...]:
    return next(tuple(row[1:]) for row in section.tables[0].rows if row[0] == way)


def test_each_way_has_its_own_length_and_only_the_first_notice_ends_the_wait() -> None:
    section = of([came(number, first=2, full=30) for number in range(20)])

    assert row(section, ANY)[:3] == (20, 0, 1.0)
    assert row(section, FIRST)[:3] == (20, 0, 1.0)
    assert row(section, FULL)[:3] == (20, 0, 0.0)
    assert [row(section, way)[5] for way in (ANY, FIRST, FULL, BETWEEN)] == [2.0, 2.0, 30.0, 28.0]
    assert section.sentences[2] == (
        "Told in time, by any notice: about 100 of every 100 (95 % interval 83 to 100); had only "
        "full notices counted: about 0 of every 100 (95 % interval 0 to 17)."
    )


def test_between_the_two_no_limit_is_agreed() -> None:
    section = of([came(number, first=2, full=30) for number in range(20)])

    assert row(section, BETWEEN)[2:5] == (None, None, None)


def test_a_full_notice_that_never_came_counts_as_long_as_it_is_missing() -> None:
    some = [came(number, first=2, full=3) for number in range(15)]
    never = [came(20 + number, first=2, full=None) for number in range(5)]

    section = of([*some, *never])

    assert row(section, FULL)[:3] == (20, 5, 0.75)
    assert row(section, BETWEEN)[:2] == (20, 5)
    assert section.sentences[0] == (
        "Of 20 notifications that came, 15 came as a first notice and in full, 5 only as a first "
        "notice so far."
    )


def test_what_came_in_full_at_once_waited_for_no_first_notice() -> None:
    section = of([came(1, first=None, full=2), came(2, first=1, full=2)])

    assert [row(section, way)[0] for way in (ANY, FIRST, FULL, BETWEEN)] == [2, 1, 2, 1]


@pytest.mark.parametrize(
    ("first", "full", "between"),
    [
        pytest.param(9, 2, 0, id="the-full-one-came-first"),
        pytest.param(2.05, 2, 1, id="within-what-clocks-differ-by"),
    ],
)
def test_a_full_notice_before_the_first_is_no_negative_length(
    first: float, full: float, between: int
) -> None:
    assert row(of([came(1, first=first, full=full)]), BETWEEN)[0] == between


def test_a_notice_of_unknown_kind_is_counted_and_makes_no_length() -> None:
    unknown = seen("C", reported=FRIDAY, received=Moment.exact(FRIDAY + HOUR))

    section = of([unknown])

    assert [row[0] for row in section.tables[0].rows] == [ANY]
    assert section.sentences[0].endswith("1 by a notice whose kind was not told.")


def test_one_that_waits_counts_on_both_ways_as_long_as_it_has() -> None:
    section = of([came(1, first=2, full=3), seen("C", reported=FRIDAY, received=None)])

    assert [row(section, way)[:2] for way in (FIRST, FULL)] == [(2, 1), (2, 1)]
    assert row(section, BETWEEN)[0] == 1


def test_where_no_first_notice_ever_came_nobody_waits_for_one() -> None:
    section = of([came(1, first=None, full=3), came(2, first=None, full=None)])

    assert [row[0] for row in section.tables[0].rows] == [ANY, FULL]
    assert section.pictures == ()


def test_of_a_closed_one_what_came_counts_and_no_more_is_expected() -> None:
    closed = replace(came(1, first=2, full=None), disposition=Disposition.OPEN_CASE)

    assert [row(of([closed]), way)[0] for way in (ANY, FIRST, FULL, BETWEEN)] == [1, 1, 0, 0]
