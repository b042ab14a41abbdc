"""The Kafka source against a real broker: restarts, poison, gaps, other members of the group."""

import gc
import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from consumer.sources import Offset, Partition, Record
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_connection import KafkaConnection
from tests.servers.kafka_broker import Kafka, KafkaBroker

pytestmark = pytest.mark.integration

POISON = b"poison"

PATIENCE = 60
"""Polls of half a second before we give up."""


class NotUtf8(str):
    """A header key as a producer in another language may write it."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002
        return b"\xff\xfe"


@dataclass(slots=True, kw_only=True)
class Monitor:
    """A topic, our stored offsets, and as many processes on it as a test starts."""

    broker: KafkaBroker
    processes: ExitStack
    topic: str = field(default_factory=lambda: f"source.{uuid.uuid4().hex}")
    group: str = "monitor"
    stored: dict[Partition, Offset] = field(default_factory=dict)

    def send(self, *messages: bytes, partition: int = 0) -> None:
        """Send them in one batch; `POISON` gets a header that kafka-python cannot read."""
        settings = {"bootstrap_servers": self.broker.bootstrap, "linger_ms": 200}
        with closing(KafkaProducer(**settings)) as producer:
            for message in messages:
                headers = [(NotUtf8("key"), b"")] if message == POISON else []
                producer.send(self.topic, message, partition=partition, headers=headers)
            producer.flush()

    def start(self, instance: str = "one") -> KafkaSource:
        connection = KafkaConnection(
            bootstrap=[self.broker.bootstrap],
            topics=[self.topic],
            group=f"{self.topic}.{self.group}",
            instance=instance,
        )
        return self.processes.enter_context(closing(KafkaSource(connection, self.stored_offsets)))

    def stored_offsets(self, partitions: Sequence[Partition]) -> Mapping[Partition, Offset]:
        return {partition: self.stored[partition] for partition in partitions & self.stored.keys()}

    def read(self, source: KafkaSource, count: int) -> list[Record]:
        """Store batches until there are `count` records."""
        records: list[Record] = []
        for _ in range(PATIENCE):
            records += self.read_once(source)
            if len(records) >= count:
                break
        return records

    def read_once(self, source: KafkaSource) -> tuple[Record, ...]:
        batch = source.poll()
        for offset in batch.offsets:
            self.stored[offset.topic, offset.partition] = offset
        source.accepted(batch)
        return batch.records

    def commit_in_kafka(self, offset: int) -> None:
        """Only while the group has no member."""
        settings = {
            "bootstrap_servers": self.broker.bootstrap,
            "group_id": f"{self.topic}.{self.group}",
        }
        partition = TopicPartition(self.topic, 0)
        with closing(KafkaConsumer(**settings, enable_auto_commit=False)) as consumer:
            consumer.assign([partition])
            consumer.commit({partition: OffsetAndMetadata(offset, "", -1)})

    def delete_before(self, offset: int) -> None:
        with closing(KafkaAdminClient(bootstrap_servers=self.broker.bootstrap)) as admin:
            admin.delete_records({TopicPartition(self.topic, 0): offset})

    def make_topic_anew(self) -> None:
        with closing(KafkaAdminClient(bootstrap_servers=self.broker.bootstrap)) as admin:
            admin.delete_topics([self.topic])
        self.broker.create_topic(self.topic)


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
    caplog.set_level(logging.INFO, "consumer.sources.kafka")
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


def test_a_poisoned_record_is_named_and_stepped_over(monitor: Monitor) -> None:
    monitor.send(b"before")
    monitor.send(POISON)
    monitor.send(b"behind")

    before, poison, behind = monitor.read(monitor.start(), 3)

    assert (before.raw, behind.raw) == (b"before", b"behind")
    assert (poison.raw, poison.damaged) == (b"", True)
    assert poison.coordinates == f"{monitor.topic}/0@1"


def test_messages_sent_in_one_batch_behind_a_poisoned_record_are_named(monitor: Monitor) -> None:
    monitor.send(b"before", POISON, b"unreadable")
    monitor.send(b"behind")

    records = monitor.read(monitor.start(), 4)

    assert [(record.raw, record.damaged) for record in records] == [
        (b"before", False),
        (b"", True),
        (b"", True),
        (b"behind", False),
    ]
    assert [record.coordinates[-2:] for record in records] == ["@0", "@1", "@2", "@3"]


def test_a_poisoned_record_is_not_looked_at_again_after_a_restart(monitor: Monitor) -> None:
    monitor.send(POISON)
    first = monitor.start()
    monitor.read(first, 1)
    first.close()
    monitor.send(b"behind")

    (record,) = monitor.read(monitor.start(), 1)

    assert record.raw == b"behind"


def test_a_poisoned_partition_does_not_hold_up_the_others(
    monitor: Monitor, kafka_broker: KafkaBroker
) -> None:
    monitor.topic += ".wide"
    kafka_broker.create_topic(monitor.topic, partitions=2)
    monitor.send(POISON, POISON, partition=0)
    monitor.send(b"fine", partition=1)

    records = monitor.read(monitor.start(), 3)

    assert sorted((record.coordinates, record.damaged) for record in records) == [
        (f"{monitor.topic}/0@0", True),
        (f"{monitor.topic}/0@1", True),
        (f"{monitor.topic}/1@0", False),
    ]


def test_messages_deleted_before_we_read_them_are_named_by_their_range(monitor: Monitor) -> None:
    monitor.send(b"0")
    first = monitor.start()
    monitor.read(first, 1)
    first.close()
    monitor.send(b"1", b"2", b"3")
    monitor.delete_before(3)

    gap, record = monitor.read(monitor.start(), 2)

    assert (gap.coordinates, gap.damaged) == (f"{monitor.topic}/0@1-2", True)
    assert record.raw == b"3"


def test_a_topic_made_anew_is_read_from_its_beginning(monitor: Monitor) -> None:
    monitor.send(b"old", b"old")
    first = monitor.start()
    monitor.read(first, 2)
    first.close()
    monitor.make_topic_anew()
    monitor.send(b"new")

    (record,) = monitor.read(monitor.start(), 1)

    assert record.raw == b"new"


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
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
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
