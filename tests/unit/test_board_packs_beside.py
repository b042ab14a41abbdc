"""Which earlier pack a board pack is compared with, and how the place is named."""

from datetime import UTC, date, datetime

import pytest

from reviews.pack import Period
from reviews.pack.board_beside import EarlierPack, one_case_between

OCTOBER = Period.of(date(2026, 10, 1), date(2026, 10, 31), None)
NAMES = {"E06000021": "Stoke-on-Trent"}


def earlier(first: date, last: date, **counts: int) -> EarlierPack:
    places = {place.replace("_is_", "="): number for place, number in counts.items()}
    written_at = datetime(2026, 11, 3, 9, tzinfo=UTC)
    return EarlierPack(first=first, last=last, written_at=written_at, counts=places)


@pytest.mark.parametrize(
    ("first", "last", "is_compared"),
    [
        pytest.param(date(2026, 10, 1), date(2026, 10, 31), True, id="the-same-days"),
        pytest.param(date(2026, 10, 1), date(2026, 10, 30), True, id="a-day-less"),
        pytest.param(date(2026, 7, 1), date(2026, 12, 31), True, id="half-a-year-around-it"),
        pytest.param(date(2026, 9, 15), date(2026, 10, 15), False, id="days-on-both-sides"),
        pytest.param(date(2026, 9, 1), date(2026, 9, 30), False, id="another-month"),
    ],
)
def test_packs_are_compared_where_one_holds_all_days_of_the_other(
    first: date, last: date, is_compared: bool
) -> None:
    assert earlier(first, last).reaches_into(OCTOBER) is is_compared


def test_the_warning_names_the_place_in_words() -> None:
    before = earlier(OCTOBER.first, OCTOBER.last, council_is_E06000021=12)

    warning = one_case_between(before, {"council=E06000021": 13}, NAMES)

    assert warning is not None
    assert "(Stoke-on-Trent, all notifications)" in warning
    assert "give out only one of the two" in warning


def test_two_cases_between_are_no_single_one() -> None:
    before = earlier(OCTOBER.first, OCTOBER.last, council_is_E06000021=12)

    assert one_case_between(before, {"council=E06000021": 14}, NAMES) is None
