"""When each role gets its list: by the clock on the wall, on the days that are agreed."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from alerts.list_times import all_lists, due_list, last_time
from schemas.hours import FrontDoorHours
from schemas.moments import parse_instant
from schemas.policy import ListTimes
from schemas.policy_file import WrongPolicy, load_policy
from schemas.words import ListSort, Role
from tests.policy_files import DEFAULT, STOKE, changed, replaced, written

POLICY = load_policy(None)
LONG_AGO = parse_instant("2026-11-01T00:00:00Z")
FIRST, LAST = "[lists.mash_duty]", "# --- Front doors"


def instant(text: str) -> datetime:
    return parse_instant(f"{text}:00Z")


@pytest.mark.parametrize(
    ("role", "now", "expected"),
    [
        pytest.param(Role.MASH_DUTY, "2026-11-24T08:29", "2026-11-23T16:00", id="a-minute-before"),
        pytest.param(Role.MASH_DUTY, "2026-11-24T08:30", "2026-11-24T08:30", id="at-the-instant"),
        pytest.param(Role.MASH_MANAGER, "2026-11-24T23:00", "2026-11-24T16:00", id="in-the-night"),
        pytest.param(Role.POLICE_DESK, "2026-11-29T12:00", "2026-11-27T16:00", id="weekend"),
        pytest.param(Role.EDT, "2026-11-29T12:00", "2026-11-29T07:00", id="edt-on-sunday"),
        pytest.param(Role.EDT, "2026-11-25T17:20", "2026-11-25T17:15", id="edt-takes-over"),
        pytest.param(Role.DIRECTOR, "2026-11-29T12:00", "2026-11-29T08:30", id="director-sunday"),
        pytest.param(Role.MASH_DUTY, "2026-12-25T18:00", "2026-12-24T16:00", id="christmas-day"),
        pytest.param(Role.MASH_DUTY, "2026-12-28T18:00", "2026-12-24T16:00", id="substitute-day"),
        pytest.param(Role.EDT, "2026-12-25T18:00", "2026-12-25T17:15", id="edt-at-christmas"),
        pytest.param(Role.EDT, "2027-07-01T06:05", "2027-07-01T06:00", id="summer-time"),
        pytest.param(Role.EDT, "2027-03-28T06:05", "2027-03-28T06:00", id="the-spring-morning"),
        pytest.param(Role.EDT, "2026-10-25T07:05", "2026-10-25T07:00", id="the-autumn-morning"),
    ],
)
def test_a_list_is_due_at_its_time_on_the_wall(role: Role, now: str, expected: str) -> None:
    due = due_list(POLICY, STOKE, role, instant(now), instant("2026-10-01T00:00"))

    assert due is not None
    assert (due.due_at, due.opened_at) == (instant(expected), instant(expected))
    assert (due.sort, due.role, due.local_authority) == (ListSort.SHIFT, role, STOKE)


def test_no_list_is_due_from_before_the_monitor_was_there() -> None:
    now = instant("2026-11-25T09:00")

    assert due_list(POLICY, STOKE, Role.MASH_DUTY, now, instant("2026-11-25T08:31")) is None
    assert due_list(POLICY, STOKE, Role.MASH_DUTY, now, instant("2026-11-25T08:30")) is not None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-10-25", "2026-10-25T00:30", id="twice-in-autumn-the-first-counts"),
        pytest.param("2027-03-28", "2027-03-28T01:30", id="left-out-in-spring-an-hour-later"),
    ],
)
def test_a_list_in_the_hour_of_a_clock_change_goes_out_once(day: str, expected: str) -> None:
    times = ListTimes(at=(time(1, 30),), is_on_open_days_only=False)
    start, end = instant(f"{day}T00:00"), instant(f"{day}T12:00")

    assert last_time(times, FrontDoorHours(), end, start) == instant(expected)
    assert last_time(times, FrontDoorHours(), end, instant(expected) + timedelta(minutes=1)) is None


def test_every_role_of_every_council_has_lists() -> None:
    pairs = list(all_lists(POLICY))

    assert set(POLICY.lists) == set(Role)
    assert len(pairs) == len(set(pairs)) == len(Role) * len(POLICY.councils)


def test_an_older_policy_without_lists_has_the_times_that_ship(tmp_path: Path) -> None:
    start, end = DEFAULT.index(FIRST), DEFAULT.index(LAST)
    older = load_policy(written(tmp_path, DEFAULT[:start] + DEFAULT[end:]))

    assert older.lists == POLICY.lists
    assert older.notes["lists.edt"] == POLICY.notes["lists.edt"]


def test_times_are_kept_in_order_however_they_are_written(tmp_path: Path) -> None:
    policy = changed(tmp_path, ('at = ["07:00", "17:15", "22:00"]', 'at = ["22:00", "07:00"]'))

    assert policy.lists[Role.EDT].at == (time(7), time(22))


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        pytest.param("[lists.director]", "[lists.chief]", "lists.director",
                     "is missing (add director;", id="a-role-without-a-list"),
        pytest.param('at = ["07:00", "17:15", "22:00"]', "at = []", "lists.edt.at",
                     'is empty (write at = ["08:30", "16:00"]', id="no-time-at-all"),
        pytest.param('"17:15"', '"25:15"', "lists.edt.at.entry 2",
                     "25:15 is no time of day", id="no-such-time"),
        pytest.param('"17:15"', '"5 pm"', "lists.edt.at.entry 2",
                     "'5 pm' is not a time of day such as 08:30", id="no-time"),
        pytest.param('"17:15"', '"07:00"', "lists.edt.at",
                     "07:00 is given more than once", id="a-time-twice"),
        pytest.param('"22:00"]\ndays = "every"', '"22:00"]\ndays = "sunday"', "lists.edt.days",
                     "'sunday' is not known here (use one of every, open)", id="other-days"),
    ],
)  # fmt: skip
def test_wrong_times_are_refused_with_the_mend(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    with pytest.raises(WrongPolicy) as refusal:
        load_policy(replaced(tmp_path, (old, new)))

    assert any(
        problem.place == place and said in f"{problem.fact} ({problem.mend})"
        for problem in refusal.value.problems
    )


def test_times_between_two_lists_are_looked_for_day_by_day() -> None:
    now = instant("2026-11-25T09:00")
    due = due_list(POLICY, STOKE, Role.DATA_MANAGER, now - timedelta(hours=1), LONG_AGO)

    assert due is not None
    assert due.due_at == instant("2026-11-24T08:30")
