"""`danm run` at work: a stop signal, a broker that freezes, a database that goes away."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from consumer import wall_clock
from schemas.tables import cases, messages
from tests.a_night import front_door_messages, reported
from tests.installation import Installation
from tests.programs import ask
from tests.scraped import scraped
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.postgresql import PostgreSQL

pytestmark = pytest.mark.integration

DIED = 70
MANY = 12_000
ASSIGNED = "first start: read from the beginning"
AWAY = (503, "the database does not answer\n")
FROZEN = (503, "the Kafka broker does not answer\n")


@pytest.fixture
def installation(tmp_path: Path, database_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=database_url, broker=kafka_broker)
    made.prepare()
    return made


def handled(installation: Installation) -> int:
    count: int = installation.scalar(select(func.count()).select_from(messages))
    return count


def test_a_stop_in_the_middle_of_work_stores_what_is_in_hand_and_the_next_start_goes_on(
    installation: Installation,
) -> None:
    now = wall_clock.now()
    references = [f"STF-26-{number}" for number in range(MANY)]
    installation.send(installation.police, *(reported(one, "standard", now) for one in references))
    with installation.start() as first:
        first.until_it_runs()
        first.until(lambda: handled(installation) > 0, "some messages are stored")
        code = first.stop()
    stored = handled(installation)

    with installation.start() as second:
        second.until_it_runs()
        second.until(lambda: handled(installation) == MANY, "all messages are stored")
        assert second.stop() == 0

    assert code == 0
    assert 0 < stored < MANY
    assert installation.scalar(select(func.count()).select_from(cases)) == MANY
    assert installation.stored_offsets == installation.ends
    assert installation.differences() == []


def test_a_frozen_broker_is_said_and_read_on_once_it_answers(
    tmp_path: Path, sqlite_url: str, kafka_broker: KafkaBroker
) -> None:
    installation = Installation(folder=tmp_path, database_url=sqlite_url, broker=kafka_broker)
    installation.prepare()
    assert kafka_broker.pid is not None
    with installation.start() as program:
        program.until_it_runs()
        try:
            os.kill(kafka_broker.pid, signal.SIGSTOP)
            program.until(lambda: ask(f"{program.web}/readyz") == FROZEN, "the outage is said")
            told = scraped(ask(f"{program.web}/metrics")[1].encode())
        finally:
            os.kill(kafka_broker.pid, signal.SIGCONT)
        installation.send(installation.front_door, *front_door_messages(wall_clock.now()))
        program.until(lambda: ask(f"{program.web}/readyz")[0] == 200, "it is ready again")
        program.until(lambda: handled(installation) == 1, "the message is read")

        assert program.stop() == 0

    assert "danm_consumer_lag_messages" not in told.values


def test_a_stop_while_no_broker_answers_is_quick(
    tmp_path: Path, sqlite_url: str, kafka_broker: KafkaBroker
) -> None:
    installation = Installation(folder=tmp_path, database_url=sqlite_url, broker=kafka_broker)
    installation.prepare()
    assert kafka_broker.pid is not None
    with installation.start() as program:
        program.until(lambda: program.log(ASSIGNED) is not None, "it has its partitions")
        try:
            os.kill(kafka_broker.pid, signal.SIGSTOP)

            assert program.stop(within=15) == 0
        finally:
            os.kill(kafka_broker.pid, signal.SIGCONT)


def test_a_loop_that_finds_no_table_any_more_ends_the_process(
    installation: Installation,
) -> None:
    with installation.start() as program:
        program.until_it_runs()

        with installation.database() as database, database.write() as connection:
            connection.execute(text("DROP TABLE gaps"))

        assert program.ended() == DIED
    assert program.log("a loop died") is not None


def test_a_database_that_was_taken_away_is_said_and_waited_for(
    tmp_path: Path, postgresql_server: PostgreSQL, kafka_broker: KafkaBroker
) -> None:
    url = postgresql_server.fresh_database()
    installation = Installation(folder=tmp_path, database_url=url, broker=kafka_broker)
    installation.prepare()
    with installation.start() as program:
        program.until_it_runs()

        postgresql_server.drop(url)

        program.until(lambda: ask(f"{program.web}/readyz") == AWAY, "the loss is said")
        assert ask(f"{program.web}/healthz")[0] == 200
        assert program.stop() == 0
