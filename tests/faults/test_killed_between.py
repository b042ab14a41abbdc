"""The program is killed between any two of its stores: nothing is lost, nothing counted twice."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from consumer import wall_clock
from schemas.tables import messages, outbox, quarantine
from tests.a_night import (
    ALERTS_TOLD,
    DISTINCT_MESSAGES,
    EXPECTED_ALERTS,
    EXPECTED_CASES,
    UNREADABLE,
    front_door_messages,
    police_messages,
)
from tests.faults.killed_at import POINTS, VARIABLE
from tests.installation import Installation
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

KILLED = -9
TOLD_TWICE = {"alert-leased-not-accepted": {0}, "alert-accepted-not-marked": {1}}
"""How many more deliveries than alerts a kill costs; at other points the sender may be anywhere."""

AT_MOST_ONE = {0, 1}
"""A duplicate is possible, a loss is not."""


@pytest.fixture
def installation(tmp_path: Path, database_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=database_url, broker=kafka_broker)
    made.prepare()
    now = wall_clock.now()
    made.send(made.police, *police_messages(now))
    made.send(made.front_door, *front_door_messages(now))
    return made


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_counts_nothing_twice(
    installation: Installation, point: str
) -> None:
    killed_at(installation, point)
    a_minute_passes(installation)

    code = run_to_the_end(installation)

    assert code == 0
    assert installation.cases == EXPECTED_CASES
    assert installation.alerts == EXPECTED_ALERTS
    assert installation.scalar(select(func.count()).select_from(messages)) == DISTINCT_MESSAGES
    assert installation.scalar(select(func.count()).select_from(quarantine)) == UNREADABLE
    assert installation.stored_offsets == installation.ends
    assert installation.differences() == []
    assert_told(installation, TOLD_TWICE.get(point, AT_MOST_ONE))


def assert_told(installation: Installation, again: set[int]) -> None:
    """Every alert was told at least once, and nothing that is not one of them."""
    told = installation.delivered()
    assert len(told) == ALERTS_TOLD
    assert told.total() - ALERTS_TOLD in again


def killed_at(installation: Installation, point: str) -> None:
    module = ("tests.faults.killed_at",)
    with installation.start(module=module, env={VARIABLE: point}) as program:
        assert program.ended() == KILLED


def a_minute_passes(installation: Installation) -> None:
    """Let the lease of the killed sender lapse: until then nobody else may send its alerts."""
    leased = update(outbox).where(outbox.c.next_attempt_at.is_not(None))
    with installation.database() as database, database.write() as connection:
        connection.execute(leased.values(next_attempt_at=wall_clock.now()))


def run_to_the_end(installation: Installation) -> int:
    ends = installation.ends
    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: installation.stored_offsets == ends, "all is read")
        program.until(lambda: installation.has_told(ALERTS_TOLD), "all is told")
        return program.stop()
