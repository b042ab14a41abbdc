"""A source that delivers on a schedule, told in the settings: replayed like any other."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from consumer.arrivals import Reader
from consumer.replay import Replay
from schemas.database import Database
from schemas.moments import parse_instant
from schemas.schedules import Schedule
from schemas.tables import alerts
from tests.replays.both import FEED_KINDS
from tests.replays.ours import HOUSE, KEYS, outcome, records_of
from tests.spec.metered import a_report, a_total
from tests.wire import POLICE, Json

SEVEN_ON_WEEKDAYS = Schedule(expected=(time(7),), days=frozenset(range(5)))
SCHEDULED = replace(HOUSE, schedules={POLICE: SEVEN_ON_WEEKDAYS})


def a_file(at: str, *references: str) -> list[Json]:
    """Return what the file of one morning tells: reports of the day before, sent at once."""
    return [a_report(at, reference) for reference in references]


def rang_by_schedule(database: Database, lines: list[Json], until: str) -> list[dict[str, Any]]:
    reader = Reader(keys=KEYS, rules={})
    run = Replay(database=database, house=SCHEDULED, until=parse_instant(until))
    run.run(reader.read(record, None) for record in records_of(lines))
    return [one for one in outcome(database, run).alerts if one["kind"] in FEED_KINDS]


FRIDAY_FILE = a_file("2026-06-19T06:05:00Z", "STF-1", "STF-2")
FILES = [
    pytest.param([], "2026-06-22T06:59:59Z", [], id="no-file-on-saturday-and-sunday"),
    pytest.param(
        a_file("2026-06-22T06:40:00Z", "STF-3"),
        "2026-06-23T06:59:59Z",
        [],
        id="mondays-file-comes-within-its-hour",
    ),
    pytest.param(
        [], "2026-06-24T12:00:00Z", ["2026-06-22T07:00:00Z"], id="mondays-file-is-told-once"
    ),
    pytest.param(
        a_file("2026-06-22T09:00:00Z", "STF-3"),
        "2026-06-23T12:00:00Z",
        ["2026-06-22T07:00:00Z", "2026-06-23T07:00:00Z"],
        id="mondays-file-is-late-and-tuesdays-missing",
    ),
]


@pytest.mark.parametrize(("more", "until", "silent"), FILES)
def test_a_seven_o_clock_file_with_weekends_skipped(
    database: Database, more: list[Json], until: str, silent: list[str]
) -> None:
    alarms = rang_by_schedule(database, [*FRIDAY_FILE, *more], until)

    assert [(one["due_at"], one["kind"]) for one in alarms] == [(at, "silence") for at in silent]
    with database.read() as connection:
        reasons = connection.execute(select(alerts.c.reason).where(alerts.c.kind == "silence"))
        assert all("its next delivery was due by" in row.reason for row in reasons)


@pytest.mark.parametrize(
    ("file_at", "judged_at"),
    [
        pytest.param("2026-06-22T06:10:00Z", "2026-06-22T06:10:00Z", id="when-it-has-been-read"),
        pytest.param(None, "2026-06-22T07:00:00Z", id="when-it-is-overdue"),
    ],
)
def test_a_count_of_friday_waits_for_the_file_of_monday(
    database: Database, file_at: str | None, judged_at: str
) -> None:
    counted = a_total("2026-06-20T08:00:00Z", date="2026-06-19", incidents_with_children=4)
    counted |= {"source": "/police/staffordshire/control"}
    late = [] if file_at is None else [a_report(file_at, "STF-3", reported="2026-06-19T20:00:00Z")]

    alarms = rang_by_schedule(database, [*FRIDAY_FILE, counted, *late], "2026-06-22T07:00:00Z")

    (difference,) = (one for one in alarms if one["kind"] == "reconciliation")
    assert difference["raised_at"] == judged_at
