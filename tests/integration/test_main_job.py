"""The main job on real servers: messages in by Kafka, alerts out on the console, each once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from consumer import wall_clock
from tests.a_night import (
    ALERTS_TOLD,
    EXPECTED_ALERTS,
    EXPECTED_CASES,
    front_door_messages,
    police_messages,
)
from tests.installation import Installation
from tests.programs import Program, ask, until
from tests.scraped import Scraped, scraped
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration


@pytest.fixture
def installation(tmp_path: Path, database_url: str, kafka_broker: KafkaBroker) -> Installation:
    made = Installation(folder=tmp_path, database_url=database_url, broker=kafka_broker)
    made.prepare()
    return made


@contextmanager
def running(installation: Installation, now: datetime) -> Iterator[Program]:
    """Run it until every message is stored and every alert accepted."""
    installation.send(installation.police, *police_messages(now))
    installation.send(installation.front_door, *front_door_messages(now))
    with installation.start() as program:
        ends = installation.ends
        program.until_it_runs()
        program.until(lambda: installation.stored_offsets == ends, "all is read")
        program.until(lambda: installation.has_told(ALERTS_TOLD), "all is told")
        yield program


def scrape(program: Program) -> Scraped:
    status, text = ask(f"{program.web}/metrics")
    assert status == 200
    return scraped(text.encode())


def has_no_lag(installation: Installation, program: Program) -> bool:
    told = scrape(program)
    lags = (told.value("danm_consumer_lag_messages", topic=topic) for topic in installation.topics)
    return all(lag == 0 for lag in lags)


def test_messages_go_in_and_each_alert_comes_out_once_and_a_scrape_says_the_same(
    installation: Installation,
) -> None:
    with running(installation, wall_clock.now()) as program:
        until(lambda: has_no_lag(installation, program), "the lag is known, and none is left")
        told = scrape(program)
        ready = ask(f"{program.web}/readyz")
        code = program.stop()

    assert (code, ready) == (0, (200, "ready\n"))
    assert installation.cases == EXPECTED_CASES
    assert installation.alerts == EXPECTED_ALERTS
    assert sorted(installation.delivered().values()) == [1] * ALERTS_TOLD
    assert installation.stored_offsets == installation.ends
    assert installation.differences() == []
    assert_counts(told)


def assert_counts(told: Scraped) -> None:
    assert told.value("danm_alerts_total", kind="wait", rung="breach") == 1
    assert told.total("danm_alerts_total") == ALERTS_TOLD
    assert told.value("danm_alert_delivery_seconds_count", channel="console") == ALERTS_TOLD
    assert told.value("danm_quarantined_total", reason="not_json") == 1
    assert told.value("danm_quarantined_total", reason="conflict") == 1
    assert told.total("danm_receipts_total", verdict="met") == 1
    assert told.total("danm_receipts_total") == 1
    assert told.total("danm_waiting_notifications", rung="breach") == 1
    assert told.total("danm_waiting_notifications") == 1
