"""The Kafka source against a real broker: starts and restarts, other members of the group."""

import gc
import logging
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from tests.integration.kafka_monitor import PATIENCE, Monitor
from tests.servers.kafka_broker import Kafka, KafkaBroker

pytestmark = pytest.mark.integration


@pytest.fixture
def monitor(kafka_broker: KafkaBroker) -> Iterator[Monitor]:
    with ExitStack() as processes:
        monitor = Monitor(broker=kafka_broker, processes=processes)
        kafka_broker.create_topic(monitor.topic)
        yield monitor


def test_a_record_says_where_and_when_it_came(monitor: Monitor) -> None:
    monitor.send(b"one")

    (record,) = monitor.read(monitor.start(), 1)

    assert record.coordinates == f"{monitor.topic}/0@0"
    assert record.at is not None
    assert record.at.utcoffset() is not None


def test_a_first_start_reads_from_the_beginning_and_says_so(
    monitor: Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "consumer.sources")
    monitor.send(b"before we began")

    records = monitor.read(monitor.start(), 1)

    assert [record.raw for record in records] == [b"before we began"]
    assert "first start: read from the beginning" in caplog.messages


@pytest.mark.parametrize(
    "committed", [pytest.param(0, id="behind"), pytest.param(4, id="ahead-of-our-database")]
)
def test_a_restart_goes_on_where_the_database_stands_whatever_kafka_has(
    monitor: Monitor, committed: int
) -> None:
    monitor.send(b"0", b"1")
    first = monitor.start()
    monitor.read(first, 2)
    first.close()
    monitor.send(b"2", b"3")
    monitor.group = "whose-commit-is-elsewhere"
    monitor.commit_in_kafka(committed)

    records = monitor.read(monitor.start(), 2)

    assert [record.raw for record in records] == [b"2", b"3"]


def test_the_offsets_of_a_batch_name_the_topic_that_they_count(monitor: Monitor) -> None:
    monitor.send(b"0", b"1")

    monitor.read(monitor.start(), 2)

    stored = monitor.stored[monitor.topic, 0]
    assert stored.next_offset == 2
    assert uuid.UUID(stored.topic_id).int != 0


def test_kafka_is_told_how_far_we_are(monitor: Monitor) -> None:
    monitor.send(b"0", b"1")
    source = monitor.start()
    monitor.read(source, 2)
    source.poll()

    with closing(
        KafkaConsumer(
            bootstrap_servers=monitor.broker.bootstrap, group_id=f"{monitor.topic}.monitor"
        )
    ) as consumer:
        assert consumer.committed(TopicPartition(monitor.topic, 0)) == 2


def test_two_processes_share_the_partitions_and_read_every_message(
    monitor: Monitor, kafka_broker: KafkaBroker
) -> None:
    monitor.topic += ".wide"
    kafka_broker.create_topic(monitor.topic, partitions=2)
    monitor.send(b"0", partition=0)
    monitor.send(b"1", partition=1)
    sources = [monitor.start("one"), monitor.start("two")]

    told: dict[int, set[bytes]] = {0: set(), 1: set()}
    sent: set[bytes] = set()
    while not all(told.values()) or told[0] | told[1] != sent:
        assert len(sent) < PATIENCE
        for partition in (0, 1):
            message = b"%d" % len(sent)
            monitor.send(message, partition=partition)
            sent.add(message)
        for number, source in enumerate(sources):
            told[number] |= {record.raw for record in monitor.read_once(source)}


@pytest.fixture
def careless_client(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let kafka-python forget the sockets of failed connections within the test.

    It leaves them to the garbage collector, and its log records, kept by pytest, hold on to them.
    """
    caplog.set_level(logging.CRITICAL, "kafka")
    yield
    gc.collect()


@pytest.mark.usefixtures("careless_client")
@pytest.mark.filterwarnings("ignore:unclosed <(socket|ssl):ResourceWarning")
def test_a_broker_that_was_killed_is_read_on_once_it_is_back(tmp_path: Path, kafka: Kafka) -> None:
    with KafkaBroker(tmp_path / "kafka", kafka) as broker, ExitStack() as processes:
        monitor = Monitor(broker=broker, processes=processes)
        broker.create_topic(monitor.topic)
        monitor.send(b"before")
        source = monitor.start()
        monitor.read(source, 1)

        broker.kill()
        quiet = [source.poll() for _ in range(3)]
        broker.start()
        monitor.send(b"after")
        records = monitor.read(source, 1)

    assert [batch.records for batch in quiet] == [(), (), ()]
    assert [record.raw for record in records] == [b"after"]
