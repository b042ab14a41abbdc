"""A clock that ran ahead for two days and was put right: nobody is left without a list or alarm."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from alerts.taking_in_hand import take_in_hand
from schemas.auditing import Signature
from schemas.database import Database, open_database
from schemas.in_hand import Hold
from schemas.list_tables import lists
from schemas.migrating import prepared
from schemas.tables import cases
from schemas.words import HoldReason, ListSort, Role, Rung
from tests.contract.a_site import ASite
from tests.contract.test_storms import EDT, nights
from tests.replays.live import rows_of
from tests.spec.made_cases import at

MINUTE = timedelta(minutes=1)
RIGHT, AHEAD = "06-13 14:10", "06-15 22:10"


@pytest.fixture
def site(database_url: str) -> Iterator[ASite]:
    """A monitor that runs since Saturday afternoon."""
    with closing(prepared(open_database(database_url))) as database:
        site = ASite(database=database, now=at(RIGHT))
        site.turn()
        yield site


def hours_of_edt(site: ASite) -> list[str]:
    """Return for which hours EDT of Stoke got its lists."""
    return [
        f"{one.due_at:%d %H:%M}"
        for one in site.digests(Role.EDT, ListSort.SHIFT)
        if one.local_authority == "E06000021"
    ]


def unmade_digests(database: Database) -> list[ListSort]:
    rows = rows_of(database, lists)
    return [row["sort"] for row in rows if row["made_at"] is None and row["sort"] != "shift"]


def test_the_hours_that_it_had_passed_come_again_with_their_lists(site: ASite) -> None:
    site.now = at(AHEAD)
    site.turn()
    sent = len(hours_of_edt(site))

    site.now = at(RIGHT)
    site.run_to(at("06-15 23:00"), 5 * MINUTE)

    assert (
        hours_of_edt(site)[sent:]
        == [f"{day} {hour}" for day in (13, 14, 15) for hour in ("06:00", "16:15", "21:00")][1:]
    )


def test_two_clocks_a_few_seconds_apart_make_no_list_twice(site: ASite) -> None:
    site.run_to(at("06-13 16:15"), MINUTE)
    for seconds in (30, -20, 40, 0):
        site.now = at("06-13 16:15") + timedelta(seconds=seconds)
        site.turn()

    assert hours_of_edt(site) == ["13 16:15"]


def test_alarms_of_the_time_ahead_are_no_storm_of_now(site: ASite) -> None:
    site.take_in(nights(14))
    site.look()
    site.now = at(AHEAD)
    site.turn()
    sent = set(site.alone(EDT))

    site.now = at("06-13 15:00")
    site.take_in(nights(3, first=20, knew="06-13 07:10"))
    site.run_to(at("06-13 15:20"), MINUTE)

    assert len(set(site.alone(EDT)) - sent) == 3


def test_a_digest_that_gathered_ahead_goes_out_when_it_is_put_right(site: ASite) -> None:
    site.take_in(nights(14))
    site.look()
    site.now = at(AHEAD)
    site.turn()
    assert unmade_digests(site.database)

    site.now = at("06-13 15:00")
    site.turn()

    assert unmade_digests(site.database) == []
    assert [one.due_at for one in site.digests(Role.EDT)] == [at("06-13 15:00")]


def test_a_case_taken_in_hand_ahead_comes_back_as_if_nobody_had_it(site: ASite) -> None:
    site.leaves_signs = True
    site.take_in(nights(1))
    site.run_to(at("06-13 22:20"), 4 * MINUTE)
    (code,) = (row["handle"] for row in rows_of(site.database, cases))
    ahead = at("06-15 22:20")
    hold = Hold(at=ahead, name="A", reason=HoldReason.OTHER, check_at=ahead + timedelta(hours=8))
    take_in_hand(site.database, code, hold, Signature(actor="edt desk", at=ahead))

    site.run_to(at("06-14 02:20"), 4 * MINUTE)

    told = [one.due_at for one in site.raised().values() if one.rung is Rung.ESCALATE]
    assert told == [at("06-14 02:10")]


def test_a_case_that_changed_ahead_is_looked_at_when_the_clock_is_right(site: ASite) -> None:
    site.leaves_signs = True
    site.now = at(AHEAD)
    site.look()
    site.take_in(nights(1, knew="06-13 06:00"))

    site.now = at("06-13 15:00")
    site.run_to(at("06-13 15:01"))

    assert {one.rung for one in site.raised().values() if one.case_key} == {Rung.BREACH}
