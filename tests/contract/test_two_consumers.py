"""Two processes on one PostgreSQL server: nothing is lost, and nobody fails for it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consumer.work import working
from schemas.database import Database, retrying
from schemas.feeds import Feeds
from schemas.tables import alerts, feeds, gaps
from tests.model.sentences import POLICE, report
from tests.model.times import Message
from tests.replays.both import a_database
from tests.replays.live import READER, SENT_HOUSE, Live, rows_of
from tests.replays.ours import records_of

NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)
FIRST = report("06-17 10:00", "A", sequence="1")
THIRD = report("06-17 10:01", "B", sequence="3")
SECOND = report("06-17 10:02", "C", sequence="2")


@pytest.fixture
def both(postgresql_url: str) -> Iterator[tuple[Live, Live]]:
    a_database(postgresql_url).close()
    one, other = Live(postgresql_url), Live(postgresql_url)
    yield one, other
    one.database.close()
    other.database.close()


def while_it_is_taken_in(database: Database, message: Message, other: Live, also: Message) -> None:
    """Take one message in, and in the midst of it another by the other consumer."""
    arrivals = [READER.read(record, None) for record in records_of([message])]
    thread = threading.Thread(target=lambda: retrying(lambda: other.take_in([also], NOW)))
    with working(database, SENT_HOUSE, shard="test") as work:
        work.ingest.prepare(arrivals)
        thread.start()
        for arrival in arrivals:
            work.ingest.take(arrival, NOW)
        work.ingest.settle(NOW)
    thread.join(timeout=30)


def heard(database: Database) -> list[Any]:
    return [(row["lowest_number"], row["highest_number"]) for row in rows_of(database, feeds)]


def test_a_feed_heard_first_by_two_consumers_at_once_keeps_the_numbers_of_both(
    both: tuple[Live, Live],
) -> None:
    one, other = both

    while_it_is_taken_in(one.database, FIRST, other, THIRD)

    assert heard(one.database) == [(1, 3)]
    assert [row["first_missing"] for row in rows_of(one.database, gaps)] == [2]


def test_one_message_taken_in_by_two_consumers_at_once_is_a_repeat_to_one_of_them(
    both: tuple[Live, Live],
) -> None:
    one, other = both

    while_it_is_taken_in(one.database, FIRST, other, FIRST)

    assert heard(one.database) == [(1, 1)]


def test_a_number_that_came_while_the_sweep_began_is_not_told_as_missing(
    both: tuple[Live, Live],
) -> None:
    one, other = both
    one.take_in([FIRST, THIRD], NOW)
    with one.database.write() as connection:
        seen_before = Feeds(connection, shard="seen before")
        other.take_in([SECOND], NOW)

        seen_before.load([POLICE])

        assert seen_before.untold_gaps() == []
    one.sweep(NOW + timedelta(hours=1))
    assert "gap" not in {row["kind"] for row in rows_of(one.database, alerts)}
