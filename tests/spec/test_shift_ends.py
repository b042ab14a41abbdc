"""Which warnings fell into the last minutes of the shift that has gone home."""

from datetime import timedelta

import pytest

from alerts.shift_ends import last_minutes
from schemas.hours import FrontDoorHours
from schemas.moments import parse_instant
from schemas.words import Role
from tests.model.sentences import utc

HOURS = FrontDoorHours()


@pytest.mark.parametrize(
    ("role", "now", "last_list", "end"),
    [
        pytest.param(Role.EDT, "06-17 16:15", "06-17 06:00", "06-17 16:00", id="edt-takes-over"),
        pytest.param(Role.EDT, "06-17 21:00", "06-17 16:15", None, id="edt-was-told"),
        pytest.param(Role.EDT, "06-19 16:15", "06-19 06:00", "06-19 15:30", id="friday-16-30"),
        pytest.param(Role.MASH_DUTY, "06-15 07:30", "06-12 15:00", "06-15 07:30", id="monday"),
        pytest.param(Role.MASH_DUTY, "06-15 11:30", "06-15 07:30", None, id="mash-was-told"),
        pytest.param(Role.MASH_MANAGER, "06-15 11:30", None, "06-15 07:30", id="the-first-list"),
        pytest.param(Role.MASH_DUTY, "06-15 07:29", None, "06-12 07:30", id="not-open-yet"),
        pytest.param(Role.DIRECTOR, "06-15 07:30", None, None, id="no-shift-of-theirs"),
        pytest.param(Role.POLICE_DESK, "06-15 07:30", None, None, id="police-have-their-own"),
    ],
)
def test_a_shift_is_told_what_came_in_the_last_minutes_of_the_one_before(
    role: Role, now: str, last_list: str | None, end: str | None
) -> None:
    last = None if last_list is None else parse_instant(utc(last_list))
    found = last_minutes(role, HOURS, parse_instant(utc(now)), last)

    if end is None:
        assert found is None
    else:
        assert found is not None
        assert found.end == parse_instant(utc(end))
        assert found.end - found.start == timedelta(minutes=30)


def test_the_turn_of_the_year_is_no_change_of_shift() -> None:
    new_year = parse_instant("2027-01-02T12:00:00Z")

    assert HOURS.last_close(new_year) == parse_instant("2026-12-31T17:00:00Z")
    assert HOURS.last_opening(new_year) == parse_instant("2026-12-31T08:30:00Z")
