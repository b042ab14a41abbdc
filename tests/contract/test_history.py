"""What was before this installation went live, and what is heard of it afterwards."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from alerts.history_lists import open_history
from schemas.alert import Alert
from schemas.counts import ALERTS, read_counts
from schemas.database import Database, open_database
from schemas.list_tables import lists
from schemas.migrating import prepared
from schemas.schedules import Schedule
from schemas.tables import claims
from schemas.words import Kind, ListSort, Role, Rung
from tests.contract.a_site import ASite
from tests.contract.post_room import COUNTY, STOKE, routed_house
from tests.model.sentences import POLICE, children, receipt, report
from tests.replays.live import rows_of
from tests.spec.made_cases import at

LIVE = "06-15 08:00"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(prepared(open_database(database_url))) as opened:
        yield opened


@pytest.fixture
def site(database: Database) -> ASite:
    """A monitor that goes live on Monday at nine, and reads a backlog then."""
    house = routed_house(live_since=at(LIVE))
    site = ASite(database=database, now=at(LIVE), house=house)
    site.turn()
    return site


def backlog(site: ASite) -> None:
    """Read two months in which two of three notifications were received."""
    for day in range(1, 15):
        day_s = [
            report(f"06-{day:02} 10:00", f"D-{day}-{n}", risk="high",
                   children=children("8-11", of=f"D{day}{n}"))
            for n in range(3)
        ]  # fmt: skip
        site.take_in(day_s)
        site.look()
        site.take_in([receipt(f"06-{day:02} 20:00", f"D-{day}-{n}") for n in range(2)])
        site.look()


def rang(site: ASite) -> list[tuple[Kind, Rung]]:
    return [(one.kind, one.rung) for one in site.raised().values()]


def test_a_backlog_rings_nothing_and_those_who_still_wait_form_one_list(site: ASite) -> None:
    backlog(site)

    site.run_to(at(LIVE) + 16 * MINUTE, MINUTE)

    assert rang(site) == []
    with site.database.read() as connection:
        assert read_counts(connection, [ALERTS]) == {ALERTS: {}}
        used_up = connection.scalar(select(func.count()).select_from(claims))
    assert used_up
    for role in (Role.DATA_MANAGER, Role.MASH_MANAGER):
        (one,) = site.digests(role, ListSort.HISTORY)
        assert one.due_at == at(LIVE) + 15 * MINUTE
        text = site.text(one)
        assert text.startswith("Waiting since before the start, 14 notifications still waiting")
        assert "This system went live on Mon 15 June 09:00." in text


def test_it_comes_once_where_nothing_of_before_is_read_after_it(site: ASite) -> None:
    backlog(site)
    site.run_to(at(LIVE) + 16 * MINUTE, MINUTE)

    site.take_in([report("06-15 08:05", "LATER", risk="high", children=children("4-7"))])
    site.run_to(at(LIVE) + 8 * HOUR, 10 * MINUTE)

    assert len(site.digests(Role.MASH_MANAGER, ListSort.HISTORY)) == 1


def test_what_is_read_after_it_comes_on_a_further_list(site: ASite) -> None:
    backlog(site)
    site.run_to(at(LIVE) + 16 * MINUTE, MINUTE)
    for number in range(2):
        baby = children("0-3", of=f"B{number}")
        site.take_in([report(f"06-14 1{number}:00", f"B-{number}", risk="high", children=baby)])
        site.run_to(site.now + 5 * MINUTE, MINUTE)

    site.run_to(at(LIVE) + HOUR, MINUTE)

    assert rang(site) == []
    for role in (Role.DATA_MANAGER, Role.MASH_MANAGER):
        first, further = site.digests(role, ListSort.HISTORY)
        assert first.alert_id != further.alert_id
        assert further.due_at == at(LIVE) + 31 * MINUTE
        text = site.text(further)
        assert text.startswith("Waiting since before the start, 16 notifications still waiting")
        assert "This system went live on Mon 15 June 09:00." in text
        assert "read after a first list had gone out" in text


def test_only_those_of_before_are_on_a_further_list(site: ASite) -> None:
    backlog(site)
    site.take_in([report("06-15 07:30", "NOW", risk="high", children=children("8-11", of="N"))])
    site.run_to(at(LIVE) + 6 * HOUR, 10 * MINUTE)
    assert (Kind.WAIT, Rung.WARN) in rang(site)

    site.take_in([report("06-14 12:00", "B", risk="high", children=children("8-11", of="B"))])
    site.run_to(at(LIVE) + 7 * HOUR, 10 * MINUTE)

    _, further = site.digests(Role.MASH_MANAGER, ListSort.HISTORY)
    assert "15 notifications still waiting" in site.text(further)


def test_a_monitor_that_runs_before_it_goes_live_sends_one_list_when_it_does(
    database: Database,
) -> None:
    house = routed_house(live_since=at(LIVE))
    site = ASite(database=database, now=at("06-14 08:00"), house=house)
    site.turn()
    for hour in (8, 12, 16):
        site.run_to(at(f"06-14 {hour:02}:00"), 10 * MINUTE)
        site.take_in([report(f"06-14 {hour:02}:00", f"H-{hour}", risk="high",
                             children=children("8-11", of=f"{hour}"))])  # fmt: skip

    site.run_to(at(LIVE) + 20 * MINUTE, 10 * MINUTE)

    (one,) = site.digests(Role.MASH_MANAGER, ListSort.HISTORY)
    assert one.due_at == at(LIVE) + 15 * MINUTE
    assert "3 notifications still waiting" in site.text(one)


def test_a_report_that_comes_weeks_late_rings(site: ASite) -> None:
    backlog(site)
    site.run_to(at(LIVE) + HOUR, 10 * MINUTE)
    site.now = at("06-27 10:00")
    site.look()
    before = site.raised().keys()

    site.take_in([report("05-25 10:00", "WEEKS", risk="high", children=children("0-3"))])
    site.look()

    (alarm,) = (one for name, one in site.raised().items() if name not in before)
    assert (alarm.kind, alarm.rung, alarm.due_at) == (Kind.WAIT, Rung.CEILING, at("05-28 10:00"))
    assert alarm.reason.startswith("known late")


@pytest.mark.parametrize("councils", [(STOKE, None, COUNTY), (COUNTY, STOKE, None)])
def test_the_lists_are_opened_in_one_order_whoever_was_found_first(
    database: Database, councils: tuple[str | None, ...]
) -> None:
    opened = []

    with database.write() as connection:

        @event.listens_for(connection, "after_execute")
        def note(_: Any, statement: Any, _all: Any, row: dict[str, Any], *_rest: Any) -> None:
            if statement.is_insert:
                opened.append((row["role"], row["local_authority"]))

        open_history(connection, councils, at(LIVE), at(LIVE))

    assert opened == [
        (role, council)
        for role in (Role.DATA_MANAGER, Role.MASH_MANAGER)
        for council in (None, STOKE, COUNTY)
    ]


def test_rungs_behind_the_start_ring_as_everywhere(site: ASite) -> None:
    site.take_in([report("06-15 01:00", "A", risk="high", children=children("8-11"))])

    site.run_to(at("06-15 09:00"), 10 * MINUTE)

    ((kind, rung),) = rang(site)
    (alarm,) = site.raised().values()
    assert (kind, rung, alarm.due_at) == (Kind.WAIT, Rung.BREACH, at("06-15 09:00"))


def silences(site: ASite) -> list[tuple[datetime, datetime]]:
    """Return when each silence that was told began, and when it was told."""
    told = (one for one in site.raised().values() if one.kind is Kind.SILENCE)
    return sorted((one.due_at, one.raised_at) for one in told)


def test_a_feed_that_fell_silent_before_the_start_is_a_fault_of_today(site: ASite) -> None:
    site.now = at("06-13 01:00")
    site.take_in([report("06-13 01:00", "A", risk="standard")])

    site.look()

    site.now = at(LIVE)
    site.run_to(at(LIVE) + HOUR, 10 * MINUTE)

    assert silences(site) == [(at("06-14 01:00"), at(LIVE))]
    assert rang(site) == [(Kind.SILENCE, Rung.NOTICE)]
    assert [one.alert.alert_id for one in site.hook.accepted if isinstance(one.alert, Alert)]


def test_a_feed_with_a_schedule_whose_backlog_ends_before_the_start_is_silent_once(
    database: Database,
) -> None:
    seven = Schedule(expected=(time(7),))
    house = routed_house(live_since=at(LIVE), schedules={POLICE: seven})
    site = ASite(database=database, now=at(LIVE), house=house)
    site.turn()
    for day in range(1, 13):
        site.take_in(
            [report(f"06-{day:02} 06:00", f"S-{day}", children=children("8-11", of=f"{day}"))]
        )
        site.run_to(site.now + MINUTE, MINUTE)

    site.run_to(at(LIVE) + HOUR, MINUTE)

    assert silences(site) == [(at("06-13 07:00"), at(LIVE) + 26 * MINUTE)]


def test_without_a_start_everything_rings(database: Database) -> None:
    site = ASite(database=database, now=at(LIVE), house=routed_house())
    site.turn()

    backlog(site)

    assert rang(site)
    assert rows_of(database, lists) == [] or not site.digests(Role.MASH_MANAGER, ListSort.HISTORY)


def test_who_waited_before_the_start_and_arrives_after_it_is_told_as_late(site: ASite) -> None:
    site.take_in([report("06-14 08:00", "OLD", risk="high"), receipt("06-14 20:00", "OLD")])
    site.take_in([report("06-14 08:00", "BABY", risk="high", children=children("0-3"))])
    site.look()

    site.run_to(at("06-15 10:00"), MINUTE)
    site.take_in([receipt("06-15 10:00", "BABY")])
    site.look()

    (told,) = site.raised().values()
    assert (told.reason, told.youngest) == ("received late", "0-3")
