"""Who is interrupted how often: shifts, teams, and what is more than was agreed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from consumer.backtest.shifts import (
    DAY_SHIFT_LIMIT,
    EDT_NIGHT_LIMIT,
    Interruptions,
    Load,
    Shift,
    Team,
    is_asleep,
    shift_of,
    teams_of,
)
from consumer.backtest.words import load_warnings, team_words
from schemas.policy_file import load_policy
from schemas.words import Role
from tests.policy_files import STAFFORDSHIRE, STOKE, changed

POLICY = load_policy(None)
EDT = Team(Role.EDT, STOKE)
DUTY = Team(Role.MASH_DUTY, STOKE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day", "is_night"),
    [
        pytest.param("2026-11-20T08:30", "2026-11-20", False, id="the-day-begins"),
        pytest.param("2026-11-20T16:59:59", "2026-11-20", False, id="the-last-second-of-the-day"),
        pytest.param("2026-11-20T17:00", "2026-11-20", True, id="the-night-begins"),
        pytest.param("2026-11-21T03:00", "2026-11-20", True, id="a-night-belongs-to-its-evening"),
        pytest.param("2026-11-21T12:00", "2026-11-21", False, id="saturday-has-a-day-shift-too"),
        pytest.param("2026-06-20T07:30", "2026-06-20", False, id="by-the-clock-on-the-wall"),
        pytest.param("2026-10-25T08:15", "2026-10-24", True, id="the-night-of-25-hours"),
    ],
)
def test_a_shift_goes_by_the_clock_in_london(instant: str, day: str, is_night: bool) -> None:
    assert shift_of(at(instant)) == Shift(date.fromisoformat(day), is_night=is_night)


@pytest.mark.parametrize(
    ("instant", "asleep"),
    [
        pytest.param("2026-11-20T22:59:59", False, id="before-eleven"),
        pytest.param("2026-11-20T23:00", True, id="from-eleven"),
        pytest.param("2026-11-20T06:59:59", True, id="before-seven"),
        pytest.param("2026-11-20T07:00", False, id="from-seven"),
        pytest.param("2026-06-20T22:00", True, id="eleven-in-summer"),
    ],
)
def test_people_sleep_from_eleven_to_seven(instant: str, asleep: bool) -> None:
    assert is_asleep(at(instant)) is asleep


@pytest.mark.parametrize(
    ("role", "council", "areas"),
    [
        pytest.param(Role.EDT, STOKE, [STOKE], id="the-council's-own-team"),
        pytest.param(Role.POLICE_DESK, STOKE, ["staffordshire"], id="one-desk-for-two-councils"),
        pytest.param(Role.EDT, None, [STOKE, STAFFORDSHIRE], id="about-a-feed-each-is-told"),
        pytest.param(Role.EDT, "E08000035", [STOKE, STAFFORDSHIRE], id="a-council-not-known"),
        pytest.param(Role.POLICE_MANAGER, None, ["staffordshire"], id="the-force-once"),
    ],
)
def test_the_teams_of_a_role(role: Role, council: str | None, areas: list[str]) -> None:
    assert [team.area for team in teams_of(role, council, POLICY)] == areas


def test_a_role_of_the_police_has_a_team_also_where_no_force_is_named(tmp_path: Path) -> None:
    policy = changed(tmp_path, ('"E06000021", "E10000028"', '"E10000028"'))

    assert list(teams_of(Role.POLICE_DESK, STOKE, policy)) == [Team(Role.POLICE_DESK, "")]
    assert team_words(Team(Role.POLICE_DESK, ""), policy) == "police desk"


def test_a_team_is_counted_by_shift() -> None:
    found = Interruptions(days=2)
    for instant in ("2026-11-20T20:00", "2026-11-21T02:00", "2026-11-21T10:00"):
        found.add([EDT], at(instant))

    night, day = (found.load(EDT, is_night=is_night) for is_night in (True, False))

    assert night == Load(total=2, per_shift=1.0, most=2, above=1)
    assert day == Load(total=1, per_shift=0.5, most=1, above=0)
    assert (found.woken(EDT), found.all_woken, found.total) == (1, 1, 3)


def test_a_shift_with_as_many_as_agreed_is_no_warning() -> None:
    found = Interruptions(days=1)
    for _ in range(DAY_SHIFT_LIMIT):
        found.add([DUTY], at("2026-11-20T10:00"))
    for _ in range(EDT_NIGHT_LIMIT):
        found.add([EDT], at("2026-11-20T22:00"))

    assert list(load_warnings(found, POLICY)) == []


def test_one_more_in_a_shift_is_a_warning_that_names_the_team_and_the_mend() -> None:
    found = Interruptions(days=1)
    for _ in range(DAY_SHIFT_LIMIT + 1):
        found.add([DUTY], at("2026-11-20T10:00"))
    for _ in range(EDT_NIGHT_LIMIT + 1):
        found.add([EDT], at("2026-11-20T22:00"))

    assert list(load_warnings(found, POLICY)) == [
        "front-door duty worker, Stoke-on-Trent: more than 6 interruptions in 1 day shift (at most "
        "7); tell more of it by list, or agree another number",
        "emergency duty team (EDT), Stoke-on-Trent: more than 1 interruption in 1 night (at most "
        "2); tell more of it by list, or agree another number",
    ]


def test_nobody_has_set_a_number_for_the_nights_of_other_teams() -> None:
    found = Interruptions(days=1)
    manager = Team(Role.MASH_MANAGER, STOKE)
    for _ in range(20):
        found.add([manager], at("2026-11-20T22:00"))

    assert list(load_warnings(found, POLICY)) == []
    assert found.load(manager, is_night=True).most == 20
