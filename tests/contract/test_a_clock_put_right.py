"""A clock that ran ahead for two days and was put right: nobody is left without a list or alarm."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from schemas.database import Database, open_database
from schemas.list_tables import lists
from schemas.migrating import prepared
from schemas.words import ListSort, Role
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
