"""A hundred messages of one topic that cannot be read stop that topic, and nothing else."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from consumer import wall_clock
from consumer.invalid_wave import WAVE
from schemas.tables import alerts, quarantine
from tests.a_night import TOLD, received, reported
from tests.installation import Installation
from tests.programs import Program, ask
from tests.scraped import scraped
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration


@pytest.fixture
def installation(tmp_path: Path, sqlite_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=sqlite_url, broker=kafka_broker)
    made.prepare()
    return made


def send_wave(installation: Installation) -> None:
    broken = [b'{"release": "bad", "number": %d' % number for number in range(WAVE)]
    installation.send(installation.police, *broken)


def is_stopped(program: Program, topic: str) -> bool:
    status, text = ask(f"{program.web}/readyz")
    return status == 503 and f"{WAVE} messages of {topic} in a row could not be read" in text


def lag_of(program: Program, topic: str) -> float | None:
    _, text = ask(f"{program.web}/metrics")
    return scraped(text.encode()).value("danm_consumer_lag_messages", topic=topic)


def in_quarantine(installation: Installation) -> int:
    held: int = installation.scalar(select(func.count()).select_from(quarantine))
    return held


def stop_alerts(installation: Installation) -> int:
    """How many alerts say that a topic is no longer read."""
    of_it = alerts.c.reason.contains("no more of it are taken in")
    told: int = installation.scalar(
        select(func.count()).where(of_it, alerts.c.kind == "quarantine")
    )
    return told


def test_a_wave_of_bad_messages_stops_its_topic_tells_a_person_and_nothing_else_stops(
    installation: Installation,
) -> None:
    now = wall_clock.now()
    with installation.start() as program:
        program.until_it_runs()

        send_wave(installation)
        program.until(lambda: is_stopped(program, installation.police), "the topic is stopped")
        installation.send(installation.police, reported("STF-26-BEHIND", "high", now))
        installation.send(installation.front_door, received(TOLD, now))

        program.until(
            lambda: installation.cases == [("received", "not_assessed")], "it is received"
        )
        program.until(lambda: lag_of(program, installation.police) == 1, "the lag says what waits")
        assert program.stop() == 0

    assert in_quarantine(installation) == WAVE
    assert stop_alerts(installation) == 1
    assert installation.differences() == []


def test_a_stopped_topic_is_read_on_after_the_next_start(installation: Installation) -> None:
    now = wall_clock.now()
    send_wave(installation)
    with installation.start() as program:
        program.until(lambda: is_stopped(program, installation.police), "the topic is stopped")
        assert program.stop() == 0
    installation.send(installation.police, reported("STF-26-BEHIND", "high", now))

    with installation.start() as program:
        program.until(lambda: installation.cases == [("waiting", "high")], "it is read")
        assert ask(f"{program.web}/readyz") == (200, "ready\n")
        assert program.stop() == 0
