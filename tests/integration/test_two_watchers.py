"""Two watchers on one PostgreSQL, ten thousand limits passed: each alarm once, and every one."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from consumer.watching import AT_ONCE, SHARD, Watch
from consumer.work import working
from schemas.database import open_database
from schemas.list_tables import list_alerts, lists
from schemas.tables import alerts, claims, outbox
from schemas.words import ListSort, Rung
from tests.contract.post_room import routed_house
from tests.model.sentences import report
from tests.model.times import instant
from tests.replays.both import a_database
from tests.replays.live import Live, rows_of

pytestmark = pytest.mark.integration

MANY = 10_000
KNEW = "11-20 04:00"
READ = instant("2026-11-20T05:00:00Z")
BEFORE, LATE = instant("2026-11-20T07:59:59Z"), instant("2026-11-20T12:00:00Z")
"""Graded high: soon late at 08:00, late at 12:00."""

HOUSE = routed_house()
"""Each role is reached by a route: in a storm it gets digests."""


@pytest.fixture
def live(postgresql_url: str) -> Iterator[Live]:
    """Ten thousand cases that somebody has looked at; nothing has rung."""
    a_database(postgresql_url).close()
    live = Live(postgresql_url)
    known = [report("11-20 05:00", f"STF-{n}", knew=KNEW, risk="high") for n in range(MANY)]
    for first in range(0, MANY, AT_ONCE):
        live.take_in(known[first : first + AT_ONCE], READ)
    live.sweep(BEFORE)
    yield live
    live.database.close()


def watch_beside_another(url: str, together: Barrier) -> int:
    """Look until nothing is left, on connections of its own; return how many turns found work."""
    with closing(open_database(url)) as database:
        watch = Watch(database=database, house=HOUSE)
        together.wait()
        turns = 0
        while watch.turn(LATE) == timedelta(0):
            turns += 1
        return turns


def two_watchers(url: str) -> list[int]:
    together = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        ran = [pool.submit(watch_beside_another, url, together) for _ in range(2)]
        return [one.result() for one in ran]


def look_again(live: Live) -> None:
    """Look at what is left, if anything is."""
    watch = Watch(database=live.database, house=HOUSE)
    while watch.turn(LATE) == timedelta(0):
        pass


def rang(live: Live) -> Counter[tuple[bytes, str]]:
    rows = rows_of(live.database, alerts)
    return Counter((row["case_key"], row["rung"]) for row in rows)


def assert_each_rang_once(live: Live) -> None:
    told = rang(live)
    assert len(told) == MANY
    assert {rung for _, rung in told} == {Rung.BREACH.value}
    assert set(told.values()) == {1}
    claimed = Counter(row["case_key"] for row in rows_of(live.database, claims))
    assert set(claimed.values()) == {2}, "late stands for soon late"
    assert len(claimed) == MANY
    by_role = Counter(told_to(live))
    assert set(by_role.values()) == {1}, "alone or on a digest, never both"
    with live.database.read() as connection:
        assert connection.execute(select(lists.c.sort)).scalars().all() == [ListSort.STORM] * 3
    rows = rows_of(live.database, alerts)
    assert set(by_role) == {(one["alert_id"], role) for one in rows for role in interrupted(one)}


def told_to(live: Live) -> Iterator[tuple[str, str]]:
    """Yield each alert with each role that it goes to, by itself or on a digest."""
    on_digest = select(list_alerts.c.alert_id, lists.c.role).join(
        lists, lists.c.list_id == list_alerts.c.list_id
    )
    with live.database.read() as connection:
        digested = {row.list_id for row in connection.execute(select(lists.c.list_id))}
        for row in connection.execute(select(outbox.c.alert_id, outbox.c.roles)):
            if row.alert_id not in digested:
                yield from ((row.alert_id, role) for role in row.roles.split())
        for row in connection.execute(on_digest):
            yield row.alert_id, row.role


def interrupted(alert: dict[str, Any]) -> list[str]:
    """Return whom an alert interrupts: all recipients, where it does not say."""
    told: str = alert["recipients"] if alert["interrupts"] is None else alert["interrupts"]
    return told.split()


def test_ten_thousand_limits_ring_once_each_and_both_watchers_have_a_share(live: Live) -> None:
    assert rang(live) == {}

    turns = two_watchers(live.url)

    look_again(live)
    assert_each_rang_once(live)
    assert all(turns)


class Died(Exception):
    """The process ended here."""


def test_what_a_watcher_held_when_it_died_is_rung_by_the_others(live: Live) -> None:
    """It holds five hundred cases, has decided that they ring, and never writes it."""
    with suppress(Died), working(live.database, HOUSE, shard=SHARD) as work:
        held = work.book.load_due(LATE, at_most=AT_ONCE)
        work.sweep.turn(LATE)
        two_watchers(live.url)
        meanwhile = rang(live).total()
        raise Died

    assert (len(held), meanwhile) == (AT_ONCE, MANY - AT_ONCE)
    look_again(live)
    assert_each_rang_once(live)
