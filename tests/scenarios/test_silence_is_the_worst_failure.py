"""Feeds that go silent, thin out or leave some children out: what nobody would have noticed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from schemas.database import Database
from schemas.moments import parse_instant, zulu
from tests.replays.both import FEED_KINDS, a_database
from tests.replays.ours import HOUSE, replay_ours
from tests.scenarios.feeds_of_a_city import (
    DAY,
    HOUR,
    MONDAY,
    WEEK,
    Incident,
    incidents,
    reported,
    with_heartbeats,
)
from tests.spec.metered import a_report, a_total, told
from tests.wire import COUNCIL, RECEIVED, Json, a_message

NINE_WEEKS = MONDAY + 9 * WEEK
FEED_MANAGERS = ["data_manager", "mash_manager"]


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = a_database(f"sqlite:///{tmp_path_factory.mktemp('city') / 'danm.sqlite'}")
    yield database
    database.close()


def rang(database: Database, lines: list[Json], until: datetime | str) -> list[dict[str, Any]]:
    """Return the alarms of feeds that a replay raises."""
    end = until if isinstance(until, str) else zulu(until)
    alerts = replay_ours(database, lines, end).alerts
    return [alert for alert in alerts if alert["kind"] in FEED_KINDS]


def kinds(alarms: Sequence[dict[str, Any]]) -> list[tuple[str, datetime]]:
    return [(str(one["kind"]), parse_instant(one["raised_at"])) for one in alarms]


def reasons(database: Database) -> list[str]:
    with database.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT reason FROM alerts WHERE kind IN ('silence', 'volume', 'reconciliation') "
            "ORDER BY raised_at, reason"
        )
        return [row.reason for row in found]


def test_ten_ordinary_weeks_of_a_city_ring_for_no_feed(database: Database) -> None:
    assert rang(database, reported(incidents(20, 10)), MONDAY + 10 * WEEK) == []


def test_a_district_that_passes_on_28_percent_is_noticed_within_the_week(
    database: Database,
) -> None:
    """The north, a third of the city, passes on 28 % from the tenth week on."""

    def passes_on(one: Incident, number: int) -> bool:
        return one.at < NINE_WEEKS or one.district == "south" or number % 100 < 28

    alarms = rang(database, reported(incidents(60, 10), passes_on), MONDAY + 10 * WEEK)

    drops = [one for one in alarms if one["kind"] == "volume"]
    noticed = [at for _, at in kinds(drops) if at > NINE_WEEKS]
    assert noticed
    assert noticed[0] <= NINE_WEEKS + 7 * DAY
    assert {one["local_authority"] for one in drops} == {"E06000021"}
    assert {tuple(one["recipients"]) for one in drops} == {tuple(FEED_MANAGERS)}


def test_a_city_that_passes_on_28_percent_is_noticed_within_two_days(database: Database) -> None:
    def passes_on(one: Incident, number: int) -> bool:
        return one.at < NINE_WEEKS or number % 100 < 28

    alarms = rang(database, reported(incidents(20, 10), passes_on), MONDAY + 10 * WEEK)

    noticed = [at for kind, at in kinds(alarms) if kind == "volume"]
    assert noticed[0] <= NINE_WEEKS + 2 * DAY
    assert any(
        reason.startswith("Staffordshire Police and Stoke-on-Trent: ")
        and "the same hours of the 8 weeks before had about" in reason
        for reason in reasons(database)
    )


def test_high_risk_that_halves_unnoticed_is_noticed(database: Database) -> None:
    def passes_on(one: Incident, number: int) -> bool:
        return one.at < NINE_WEEKS or one.risk != "high" or number % 2 == 0

    alarms = rang(database, reported(incidents(20, 11), passes_on), MONDAY + 11 * WEEK)

    assert kinds(alarms)
    assert "graded high" in reasons(database)[0]
    assert kinds(alarms)[0][1] <= NINE_WEEKS + 7 * DAY


def test_a_drop_that_lasts_is_told_once(database: Database) -> None:
    def passes_on(one: Incident, number: int) -> bool:
        return one.at < NINE_WEEKS or number % 4 == 0

    lines = reported(incidents(20, 11), passes_on)

    alarms = rang(database, lines, MONDAY + 11 * WEEK)

    assert {kind for kind, _ in kinds(alarms)} >= {"volume"}
    drops = [reason for reason in reasons(database) if "the same hours" in reason]
    assert sorted("graded high" in reason for reason in drops) == [False, True]


def test_before_five_weeks_nothing_is_usual_yet(database: Database) -> None:
    def passes_on(one: Incident, _number: int) -> bool:
        return one.at < MONDAY + 4 * WEEK

    alarms = rang(database, reported(incidents(20, 4.1), passes_on), MONDAY + 4 * WEEK + 20 * HOUR)

    assert [kind for kind, _ in kinds(alarms) if kind == "volume"] == []


def test_a_feed_that_goes_silent_on_a_friday_night_is_told_in_that_night(
    database: Database,
) -> None:
    """About twenty messages a day for nine weeks, the last one on Friday at 22:10."""
    friday = MONDAY + 8 * WEEK + 4 * DAY + 21 * HOUR + timedelta(minutes=10)
    lines = [one for one in reported(incidents(20, 9)) if one["time"] < zulu(friday)]
    lines.append(a_report(zulu(friday), "STF-LAST"))

    alarms = rang(database, lines, friday + 12 * HOUR)

    (kind, at), *others = kinds(alarms)
    assert kind == "silence"
    assert friday + 6 * HOUR <= at <= friday + 12 * HOUR
    assert others == []
    assert alarms[0]["due_at"] == alarms[0]["raised_at"]
    assert alarms[0]["recipients"] == ["data_manager", "edt", "mash_manager"]
    assert "it usually sends about" in reasons(database)[0]


def test_a_feed_with_heartbeats_is_told_silent_after_an_hour_and_once(database: Database) -> None:
    noon = MONDAY + 3 * DAY + 12 * HOUR
    lines = with_heartbeats(reported(incidents(5, 0.4)), MONDAY, noon)
    last = parse_instant(lines[-1]["time"])

    alarms = rang(database, lines, noon + 8 * HOUR)

    assert kinds(alarms) == [("silence", last + HOUR)]
    assert alarms[0]["recipients"] == FEED_MANAGERS
    assert told(database).value("danm_feed_trusted", feed=lines[0]["source"]) == 0


def test_a_feed_that_speaks_again_and_falls_silent_again_is_told_twice(database: Database) -> None:
    morning = MONDAY + 8 * HOUR
    first, second = (with_heartbeats([], at, at + HOUR) for at in (morning, morning + 12 * HOUR))

    alarms = rang(database, [*first, *second], morning + 24 * HOUR)

    assert kinds(alarms) == [
        ("silence", morning + HOUR / 2 + HOUR),
        ("silence", morning + 12 * HOUR + HOUR / 2 + HOUR),
    ]


def test_repeats_and_refused_lines_break_no_silence(database: Database) -> None:
    report = a_report("2026-06-15T07:00:00Z")
    refused = a_report("2026-06-15T20:00:00Z", "STF-2", nobody="knows")
    # A repeat bears its first time; it comes behind a line of another feed.
    other = a_message(
        RECEIVED,
        source=COUNCIL,
        id="n1",
        time="2026-06-15T21:00:00Z",
        subject="STF-1",
        data={
            "at": "2026-06-15T21:00:00Z",
            "notice": "first",
            "channel": "portal",
            "received_by": "mash",
        },
    )

    alarms = rang(database, [report, refused, other, report], "2026-06-16T20:59:59Z")

    silent = [one for one in kinds(alarms) if one[0] == "silence"]
    assert silent == [("silence", parse_instant("2026-06-16T07:00:00Z"))]


TOTALS = [
    pytest.param(
        [a_total("2026-06-16T07:00:00Z", date="2026-06-15", incidents_with_children=3)],
        [("2026-06-16T07:00:00Z", 2)],
        id="two-never-arrived",
    ),
    pytest.param(
        [a_total("2026-06-16T07:00:00Z", date="2026-06-15", incidents_with_children=1)],
        [],
        id="all-are-here",
    ),
    pytest.param(
        [a_total("2026-06-15T18:00:00Z", date="2026-06-15", incidents_with_children=2)],
        [("2026-06-15T23:00:00Z", 1)],
        id="told-in-the-evening-judged-when-the-day-ends-in-london",
    ),
    pytest.param(
        [
            a_total("2026-06-16T07:00:00Z", date="2026-06-15", incidents_with_children=3),
            a_total("2026-06-16T08:00:00Z", date="2026-06-15", incidents_with_children=2)
            | {"id": "t2"},
            a_total("2026-06-16T09:00:00Z", date="2026-06-15", incidents_with_children=4)
            | {"id": "t3"},
        ],
        [("2026-06-16T07:00:00Z", 2), ("2026-06-16T09:00:00Z", 3)],
        id="again-only-above-the-largest-difference-told",
    ),
    pytest.param(
        [
            a_total("2026-06-16T07:00:00Z", date="2026-06-15", incidents_with_children=3),
            a_report("2026-06-16T08:00:00Z", "STF-2", reported="2026-06-15T08:00:00Z"),
        ],
        [("2026-06-16T07:00:00Z", 2)],
        id="one-that-comes-later-takes-nothing-back",
    ),
]


@pytest.mark.parametrize(("lines", "expected"), TOTALS)
def test_what_a_force_counts_and_we_do_not_hold_is_told(
    database: Database, lines: list[Json], expected: list[tuple[str, int]]
) -> None:
    report = a_report("2026-06-15T07:00:00Z")

    alarms = rang(database, [report, *lines], "2026-06-16T09:00:00Z")

    differences = [one for one in alarms if one["kind"] == "reconciliation"]
    assert [one["raised_at"] for one in differences] == [at for at, _ in expected]
    said = [reason for reason in reasons(database) if "the police counted" in reason]
    assert said == [
        f"Staffordshire Police and Stoke-on-Trent, Mon 15 June 2026: the police "
        f"counted {more + 1} incidents with children, we hold 1"
        for _, more in expected
    ]


def test_the_names_in_these_texts_are_those_of_the_policy() -> None:
    policy = HOUSE.policies.versions[-1]

    assert policy.forces["staffordshire"].name == "Staffordshire Police"
    assert policy.councils["E06000021"].name == "Stoke-on-Trent"


def test_a_feed_with_a_gap_that_then_falls_silent_is_told_of_each_once(database: Database) -> None:
    lines = [
        a_report("2026-06-15T07:00:00Z") | {"sequence": "1"},
        a_report("2026-06-15T07:05:00Z", "STF-2") | {"sequence": "3"},
    ]

    alerts = replay_ours(database, lines, "2026-06-18T07:00:00Z").alerts

    told = [one["kind"] for one in alerts if one["kind"] in ("gap", "silence")]
    assert told == ["gap", "silence"]
