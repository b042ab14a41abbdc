"""What fell due while nobody looked at the clock."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.database import Database, open_database
from schemas.migrating import prepared
from schemas.outages import Outage, outages_since
from schemas.words import ListSort, Role
from tests.contract.a_site import ASite
from tests.model.sentences import children, report
from tests.spec.made_cases import at

FOUR_MINUTES = timedelta(minutes=4)
EDT = "edt@stoke.example"
WE_WERE_AWAY = (
    "OUR OWN DELAY: This system did not look at the clock from Sat 13 June 20:10 to "
    "Sun 14 June 00:10: alarms due then come late, and the delay is ours."
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(prepared(open_database(database_url))) as opened:
        yield opened


def away_for_four_hours(site: ASite) -> None:
    """Look at 20:10 on Saturday, and next at 00:10 on Sunday; UK time."""
    site.leaves_signs = True
    site.now = at("06-13 19:10")
    site.look()
    site.now = at("06-13 23:10")
    site.turn()


def outages(site: ASite) -> tuple[Outage, ...]:
    with site.database.read() as connection:
        return outages_since(connection, at("06-01 00:00"), site.now)


@pytest.fixture
def saturday(database: Database) -> ASite:
    """One notification late at 22:10 UK time, one at 02:10."""
    site = ASite(database=database, now=at("06-13 13:10"))
    site.turn()
    site.take_in([report("06-13 13:10", "A", risk="high", children=children("8-11"))])
    site.take_in([report("06-13 17:10", "B", risk="high", children=children("4-7", of="B"))])
    site.look()
    return site


def test_an_alarm_that_fell_due_while_nobody_looked_says_that_the_delay_is_ours(
    saturday: ASite,
) -> None:
    away_for_four_hours(saturday)

    (late, *_) = (one for one in saturday.mail.accepted if one.addresses == (EDT,))
    assert WE_WERE_AWAY in late.text.body
    assert outages(saturday) == (Outage(since=at("06-13 19:10"), until=at("06-13 23:10")),)


def test_an_alarm_that_falls_due_afterwards_does_not(saturday: ASite) -> None:
    away_for_four_hours(saturday)
    before = len(saturday.mail.accepted)

    saturday.run_to(at("06-14 01:10"), FOUR_MINUTES)

    ids = saturday.raised().keys()
    rest = [one for one in saturday.mail.accepted[before:] if one.alert.alert_id in ids]
    assert rest
    assert all("OUR OWN DELAY" not in one.text.body for one in rest)


def test_the_next_list_says_it_and_the_one_after_does_not(saturday: ASite) -> None:
    away_for_four_hours(saturday)
    before = len(saturday.digests(Role.EDT, ListSort.SHIFT))

    saturday.run_to(at("06-14 16:20"), FOUR_MINUTES)

    sent = saturday.digests(Role.EDT, ListSort.SHIFT)[before:]
    said = {f"{one.due_at:%H:%M}": WE_WERE_AWAY in saturday.text(one) for one in sent}
    assert said == {"06:00": True, "16:15": False}


def test_a_storm_that_our_own_outage_made_says_so(database: Database) -> None:
    site = ASite(database=database, now=at("06-13 13:10"))
    site.turn()
    site.take_in(
        report("06-13 13:10", f"N-{n}", risk="high", children=children("8-11", of=f"N{n}"))
        for n in range(12)
    )
    site.look()

    away_for_four_hours(site)
    site.run_to(at("06-13 23:11"))

    (digest,) = site.digests(Role.EDT, ListSort.STORM)
    assert WE_WERE_AWAY in site.text(digest)


def test_a_look_that_finds_nothing_is_a_look(saturday: ASite) -> None:
    saturday.leaves_signs = True

    saturday.run_to(at("06-13 14:10"), FOUR_MINUTES)

    assert outages(saturday) == ()


def test_an_outage_whose_end_came_to_nothing_goes_on(saturday: ASite) -> None:
    saturday.leaves_signs = True
    saturday.look()
    saturday.leaves_signs = False
    saturday.now = at("06-13 19:10")
    saturday.look()

    saturday.now = at("06-13 23:10")
    saturday.look()

    assert outages(saturday) == (Outage(since=at("06-13 13:10"), until=at("06-13 23:10")),)


def test_the_time_that_a_clock_jumped_over_is_no_outage_of_ours_once_it_is_put_right(
    saturday: ASite,
) -> None:
    away_for_four_hours(saturday)
    assert outages(saturday)
    saturday.now = at("06-13 19:20")
    assert outages(saturday) == ()

    saturday.look()
    saturday.now = at("06-14 01:00")

    assert outages(saturday) == ()


def test_the_demo_s_own_clock_makes_no_outage(saturday: ASite) -> None:
    saturday.house = replace(saturday.house, is_simulated=True)

    away_for_four_hours(saturday)

    assert outages(saturday) == ()
    assert saturday.raised()
