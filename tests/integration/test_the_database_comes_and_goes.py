"""PostgreSQL stops and starts under the running program: nothing is lost, nothing told twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consumer import wall_clock
from schemas.tables import messages, outbox
from tests.a_night import (
    ALERTS_TOLD,
    EXPECTED_ALERTS,
    EXPECTED_CASES,
    front_door_messages,
    police_messages,
    reported,
)
from tests.installation import Installation
from tests.programs import Program, ask, until
from tests.servers.database_proxy import Cut, DatabaseProxy
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.postgresql import PostgreSQL
from tests.servers.required import ServerUnavailable, missing
from tests.wire import Json

pytestmark = pytest.mark.integration

AWAY = (503, "the database does not answer\n")
READY = (200, "ready\n")
LOST, BACK = "the database cannot be used: trying again", "the database can be used again"
OUTAGE_SECONDS = 12
LATE = 40
"""Notifications nobody received, each with an alert of its own."""


@pytest.fixture
def own_server() -> Iterator[PostgreSQL]:
    """A server that no other test uses."""
    try:
        server = PostgreSQL()
    except ServerUnavailable as reason:
        missing(str(reason))
    with server:
        server.keep_what_is_committed()
        yield server


def on(url: str, folder: Path, broker: KafkaBroker) -> Installation:
    made = Installation(folder=folder, database_url=url, broker=broker)
    made.prepare()
    return made


def lines(program: Program, message: str) -> int:
    return program.stderr.count(f'"message": "{message}"')


def late(now: datetime) -> list[Json]:
    at = now - timedelta(hours=30)
    return [reported(f"STF-26-LATE-{number}", "medium", at) for number in range(LATE)]


def handled(installation: Installation) -> int:
    count: int = installation.scalar(select(func.count()).select_from(messages))
    return count


def has_begun_to_tell(installation: Installation) -> bool:
    accepted = select(func.count()).where(outbox.c.accepted_at.is_not(None))
    return bool(installation.scalar(accepted))


def test_a_server_that_stops_is_said_and_waited_for_and_nothing_is_told_twice(
    tmp_path: Path, own_server: PostgreSQL, kafka_broker: KafkaBroker
) -> None:
    installation = on(own_server.fresh_database(), tmp_path, kafka_broker)
    now = wall_clock.now()
    installation.send(installation.police, *late(now))
    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: has_begun_to_tell(installation), "some alerts are accepted")
        own_server.crash()
        program.until(lambda: ask(f"{program.web}/readyz") == AWAY, "the loss is said")
        installation.send(installation.police, *police_messages(now))
        installation.send(installation.front_door, *front_door_messages(now))
        stays_alive(program, OUTAGE_SECONDS)
        own_server.start_again()
        program.until(lambda: ask(f"{program.web}/readyz") == READY, "it is ready again")
        ends = installation.ends
        program.until(lambda: installation.stored_offsets == ends, "all is read")
        program.until(lambda: installation.has_told(LATE + ALERTS_TOLD), "all is told")
        code = program.stop()

    assert code == 0
    assert (lines(program, LOST), lines(program, BACK)) == (1, 1)
    assert len(installation.cases) == LATE + len(EXPECTED_CASES)
    assert sorted(installation.delivered().values()) == [1] * (LATE + ALERTS_TOLD)
    assert installation.differences() == []


def stays_alive(program: Program, seconds: float) -> None:
    began = wall_clock.steady_seconds()
    until(lambda: wall_clock.steady_seconds() - began > seconds, "the outage lasts", seconds + 5)
    assert not program.has_ended
    assert ask(f"{program.web}/healthz")[0] == 200


def test_a_stop_while_the_database_is_away_is_quick(
    tmp_path: Path, own_server: PostgreSQL, kafka_broker: KafkaBroker
) -> None:
    installation = on(own_server.fresh_database(), tmp_path, kafka_broker)
    with installation.start() as program:
        program.until_it_runs()
        own_server.crash()
        program.until(lambda: ask(f"{program.web}/readyz") == AWAY, "the loss is said")

        assert program.stop(within=15) == 0


def one_in_seven(number: int) -> Cut | None:
    """Cut one COMMIT in seven, in no rhythm: by one, a loop might be cut at the same step for ever.

    One way as often as the other.
    """
    return {0: Cut.ANSWER_LOST, 1: Cut.NEVER_ARRIVED}.get(sha256(b"%d" % number).digest()[0] % 14)


def test_a_line_that_breaks_in_commit_loses_nothing_and_doubles_nothing(
    tmp_path: Path, postgresql_server: PostgreSQL, kafka_broker: KafkaBroker
) -> None:
    direct = postgresql_server.fresh_database()
    with DatabaseProxy(postgresql_server.socket) as proxy:
        installation = on(proxy.url(direct), tmp_path, kafka_broker)
        installation.database_url = direct
        with installation.start() as program:
            program.until_it_runs()
            proxy.choose = one_in_seven
            now = wall_clock.now()
            installation.send(installation.police, *late(now), *police_messages(now))
            installation.send(installation.front_door, *front_door_messages(now))
            ends = installation.ends
            program.until(lambda: installation.stored_offsets == ends, "all is read", 60)
            told = LATE + ALERTS_TOLD
            program.until(lambda: installation.has_told(told), "all is told", 90)
            code = program.stop()

    assert code == 0
    assert min(proxy.made.values()) > 3
    assert len(proxy.made) == len(Cut)
    assert len(installation.cases) == LATE + len(EXPECTED_CASES)
    assert set(installation.alerts) == set(EXPECTED_ALERTS)
    assert sorted(installation.delivered().values()) == [1] * told
    assert installation.differences() == []
    postgresql_server.drop(direct)
