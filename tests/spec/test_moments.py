"""What counts as a time. Contract section 1, "Moment"."""

import pytest

from schemas.moments import NotATime, parse_moment

DAY, NEXT = "2026-06-09T23:00:00Z", "2026-06-10T23:00:00Z"
"""The tenth of June in Europe/London begins and ends at these instants."""


@pytest.mark.parametrize(
    ("told", "bounds"),
    [
        pytest.param("2026-06-10T09:00:00+01:00", {"at": "2026-06-10T08:00:00Z"}, id="an-offset"),
        pytest.param(
            "2026-06-10T08:00:00.999999999999Z", {"at": "2026-06-10T08:00:00Z"}, id="any-fraction"
        ),
        pytest.param("2026-06-10T08:00:60Z", {"at": "2026-06-10T08:01:00Z"}, id="a-leap-second"),
        pytest.param("2026-06-10", {"from": DAY, "to": NEXT}, id="a-day"),
        pytest.param(
            {"from": "2026-06-10T09:00:00Z", "to": "2026-06-10"},
            {"from": "2026-06-10T09:00:00Z", "to": NEXT},
            id="from-an-instant-to-the-end-of-its-day",
        ),
        pytest.param(
            {"from": "2026-06-10", "to": "2026-06-10T09:00:00Z"},
            {"from": DAY, "to": "2026-06-10T09:00:00Z"},
            id="from-a-day-to-an-instant-in-it",
        ),
        pytest.param(
            {"from": "2026-06-10T09:00:00Z", "to": "2026-06-10T09:00:00Z"},
            {"at": "2026-06-10T09:00:00Z"},
            id="a-range-of-nothing",
        ),
    ],
)
def test_a_time_has_the_bounds_that_it_tells(told: object, bounds: dict[str, str]) -> None:
    assert parse_moment(told).as_json() == bounds


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("2026-06-10T09:00:00", id="naive"),
        pytest.param("1751364000", id="an-epoch-number-as-text"),
        pytest.param(1751364000, id="an-epoch-number"),
        pytest.param("2026-02-30", id="no-such-day"),
        pytest.param({"from": "2026-06-11", "to": "2026-06-10"}, id="days-backwards"),
        pytest.param({"from": NEXT, "to": "2026-06-10"}, id="after-the-end-of-the-day"),
        pytest.param(
            {"from": "2026-06-10T09:00:01Z", "to": "2026-06-10T09:00:00Z"}, id="a-second-backwards"
        ),
        pytest.param({"from": "2026-06-10"}, id="half-a-range"),
    ],
)
def test_nothing_else_is_a_time(told: object) -> None:
    with pytest.raises(NotATime):
        parse_moment(told)
