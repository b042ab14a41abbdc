"""Feeds under a running monitor: told once, by whoever looks, also after a restart."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from schemas.alert_rows import alert_of
from schemas.moments import parse_instant
from schemas.tables import alerts
from schemas.words import Kind
from tests.replays.both import FEED_KINDS, a_database
from tests.replays.live import Live
from tests.scenarios.feeds_of_a_city import MONDAY, WEEK, incidents, reported
from tests.spec.metered import a_heartbeat, a_report, a_total

SEVEN = datetime(2026, 6, 15, 7, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
BEAT = a_heartbeat("2026-06-15T07:00:00Z")


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    a_database(database_url).close()
    live = Live(database_url)
    yield live
    live.database.close()


def rang(live: Live) -> list[tuple[Kind, datetime, datetime]]:
    with live.database.read() as connection:
        told = [alert_of(row) for row in connection.execute(alerts.select())]
    feeds = [(one.kind, one.due_at, one.raised_at) for one in told if one.kind in FEED_KINDS]
    return sorted(feeds, key=lambda one: one[2])


def test_a_silence_is_told_once_by_whoever_looks_and_not_a_second_early(live: Live) -> None:
    live.take_in([BEAT], SEVEN)
    live.sweep(SEVEN + HOUR - SECOND)
    assert rang(live) == []

    live.sweep(SEVEN + HOUR + SECOND)
    live.restart()
    live.sweep(SEVEN + 2 * HOUR)

    assert rang(live) == [(Kind.SILENCE, SEVEN + HOUR, SEVEN + HOUR + SECOND)]


def test_a_message_that_comes_before_anyone_looked_breaks_the_silence(live: Live) -> None:
    live.take_in([BEAT], SEVEN)
    live.take_in([a_report("2026-06-15T08:00:30Z")], SEVEN + HOUR + 30 * SECOND)

    live.sweep(SEVEN + HOUR + 30 * SECOND)

    assert rang(live) == []


def test_a_repeat_breaks_no_silence(live: Live) -> None:
    live.take_in([BEAT], SEVEN)
    live.take_in([BEAT], SEVEN + HOUR / 2)

    live.sweep(SEVEN + HOUR)

    assert rang(live) == [(Kind.SILENCE, SEVEN + HOUR, SEVEN + HOUR)]


def test_a_feed_that_is_known_is_silent_later_than_one_that_is_not(live: Live) -> None:
    """Nine weeks of about two a day: a day without any is nothing, three and a half are."""
    lines = reported(incidents(2, 9))
    for line in lines:
        live.take_in([line], parse_instant(line["time"]))
    last = parse_instant(lines[-1]["time"])

    live.sweep(last + 26 * HOUR)
    early = [one for one in rang(live) if one[0] is Kind.SILENCE]
    live.sweep(last + 6 * DAY)

    assert early == []
    ((kind, due_at, _),) = (one for one in rang(live) if one[0] is Kind.SILENCE)
    assert kind is Kind.SILENCE
    assert last + 2 * DAY < due_at < last + 6 * DAY


def test_a_count_of_the_police_is_compared_once(live: Live) -> None:
    total = a_total("2026-06-15T07:00:00Z", date="2026-06-14", incidents_with_children=2)
    live.take_in([total], SEVEN)

    for after in (SECOND, HOUR):
        live.sweep(SEVEN + after)

    assert [one for one in rang(live) if one[0] is Kind.RECONCILIATION] == [
        (Kind.RECONCILIATION, SEVEN + SECOND, SEVEN + SECOND)
    ]


def test_a_drop_is_told_once_though_two_look_and_hours_are_missed(live: Live) -> None:
    """Twenty a day for nine weeks, then none for a day, in which nobody looks until the end."""
    lines = reported(incidents(20, 9))
    live.take_in(lines, MONDAY + 9 * WEEK)
    # Known late, all of it: as if it had been known in time.
    with live.database.write() as connection:
        connection.exec_driver_sql("UPDATE reported_hours SET known_hour = reported_hour")

    for hours in (24, 25, 30):
        live.sweep(MONDAY + 9 * WEEK + hours * HOUR)
    live.restart()
    live.sweep(MONDAY + 9 * WEEK + 31 * HOUR)

    drops = [one for one in rang(live) if one[0] is Kind.VOLUME]
    assert 1 <= len(drops) <= 2  # all of it, and perhaps those graded high
    assert {due_at for _, due_at, _ in drops} <= {
        MONDAY + 9 * WEEK + hours * HOUR for hours in (24, 25, 30, 31)
    }
