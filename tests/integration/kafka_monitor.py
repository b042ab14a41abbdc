"""A topic, the offsets that our database would hold, and processes that read it."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from consumer.sources import Offset, Partition, Record
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_connection import KafkaConnection
from tests.servers.kafka_broker import KafkaBroker

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
        settings = {
            "bootstrap_servers": self.broker.bootstrap,
            "linger_ms": 200,
            "batch_size": 2**18,
        }
        with closing(KafkaProducer(**settings)) as producer:
            for message in messages:
                headers = [(NotUtf8("key"), b"")] if message == POISON else []
                producer.send(self.topic, message, partition=partition, headers=headers)
            producer.flush()

    def connection(self, instance: str = "one") -> KafkaConnection:
        return KafkaConnection(
            bootstrap=[self.broker.bootstrap],
            topics=[self.topic],
            group=f"{self.topic}.{self.group}",
            instance=instance,
        )

    def start(self, instance: str = "one") -> KafkaSource:
        source = KafkaSource(self.connection(instance), self.stored_offsets)
        return self.processes.enter_context(closing(source))

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

    def delete_topic(self) -> None:
        with closing(KafkaAdminClient(bootstrap_servers=self.broker.bootstrap)) as admin:
            admin.delete_topics([self.topic])

    def make_topic_anew(self) -> None:
        self.delete_topic()
        self.broker.create_topic(self.topic)
