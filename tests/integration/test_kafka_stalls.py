"""A consumer that gets nothing though messages wait, and a broker that stands still."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from kafka import TopicPartition

from consumer.sources import kafka_stalls, kafka_watch
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_words import NO_ANSWER, STALLED
from tests.integration.kafka_monitor import Monitor
from tests.servers.kafka_broker import Kafka, KafkaBroker

pytestmark = pytest.mark.integration


@pytest.fixture
def monitor(kafka_broker: KafkaBroker) -> Iterator[Monitor]:
    with ExitStack() as processes:
        monitor = Monitor(broker=kafka_broker, processes=processes)
        kafka_broker.create_topic(monitor.topic)
        yield monitor


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_stalls, "STALLED_AFTER", timedelta(seconds=2))
    monkeypatch.setattr(kafka_watch, "ASK_EVERY", timedelta(seconds=1))


def make_deaf(source: KafkaSource) -> None:
    """Let its consumer get nothing any more, while it joins, heartbeats and asks as before."""
    assert source._member is not None
    consumer = source._member.consumer

    def poll(timeout_ms: float) -> dict[TopicPartition, Any]:
        consumer._coordinator.poll(timeout_ms=timeout_ms)
        sleep(timeout_ms / 1000)
        return {}

    consumer.poll = poll


@pytest.mark.usefixtures("soon")
def test_a_consumer_that_gets_nothing_though_messages_wait_is_made_anew_and_reads_on(
    monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    monitor.send(b"before")
    source = monitor.start()
    monitor.read(source, 1)
    make_deaf(source)
    monitor.send(b"waits")

    (record,) = monitor.read(source, 1)

    assert record.raw == b"waits"
    assert "messages wait and do not come: joining the group anew" in caplog.messages
    assert source.outage is None


@pytest.mark.usefixtures("soon")
def test_one_that_stalls_again_after_it_was_made_anew_says_so_until_it_moves(
    monitor: Monitor,
) -> None:
    monitor.send(b"before")
    source = monitor.start()
    monitor.read(source, 1)
    monitor.send(b"waits")
    said = set()
    for _ in range(60):
        if source._member is not None:
            make_deaf(source)
        monitor.read_once(source)
        said.add(source.outage)
        if STALLED in said:
            break

    assert source._member is None  # left for the second time: the next one hears again
    (record,) = monitor.read(source, 1)
    for _ in range(10):
        monitor.read_once(source)

    assert (STALLED in said, record.raw, source.outage) == (True, b"waits", None)


def test_a_broker_that_stands_still_is_an_outage_and_read_on_when_it_goes_on(
    tmp_path: Path, kafka: Kafka
) -> None:
    with KafkaBroker(tmp_path / "kafka", kafka) as broker, ExitStack() as processes:
        monitor = Monitor(broker=broker, processes=processes)
        broker.create_topic(monitor.topic)
        monitor.send(b"before")
        source = monitor.start()
        monitor.read(source, 1)
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            while source.outage is None:
                assert source.poll().records == ()
            outage = source.outage
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        monitor.send(b"after")
        (record,) = monitor.read(source, 1)
        while source.outage is not None:
            source.poll()

    assert (outage, record.raw) == (NO_ANSWER, b"after")
