"""One reader of the group, from joining to its end: where it fails, a new one takes its place."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from consumer.sources import Offset
from consumer.sources.kafka_clients import connected
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.kafka_partitions import HeldPartitions

_MILLISECOND = timedelta(milliseconds=1)
_PATIENCE_MS = timedelta(seconds=5) // _MILLISECOND
_LEAVE_WITHIN_MS = timedelta(seconds=2) // _MILLISECOND

Fetched = Mapping[TopicPartition, list[ConsumerRecord]]


class Member:
    """A consumer whose partitions are held back until their stored offsets were sought."""

    def __init__(self, connection: KafkaConnection, not_read: Collection[str]) -> None:
        """Connect and join the group; the topics `not_read` are never taken up.

        Raises:
            KafkaError: No broker answers, or it does not let us in.
        """
        self.consumer = connected(KafkaConsumer, connection.member_settings())
        self._held = HeldPartitions(self.consumer)
        self._not_read = not_read
        self.consumer.subscribe(list(connection.topics), listener=self._held)

    @property
    def held(self) -> tuple[list[TopicPartition], int]:
        """The partitions that wait for their start, and how often partitions had changed hands."""
        count = self._held.count
        paused = self.consumer.paused()
        return sorted(one for one in paused if one.topic not in self._not_read), count

    @property
    def read(self) -> set[TopicPartition]:
        """The partitions that messages come from."""
        return set(self.consumer.assignment() - self.consumer.paused())

    def hold(self, topics: Collection[str] | None = None) -> None:
        """Hold partitions back until they are taken up anew: all, or those of some topics."""
        mine = self.consumer.assignment()
        self.consumer.pause(*(one for one in mine if topics is None or one.topic in topics))

    def take_up(self, starts: Mapping[TopicPartition, int], count: int) -> bool:
        """Read held partitions from here on, and say so; not if they changed hands since."""
        return self._held.take_up(starts, count)

    def poll(self, within: timedelta) -> Fetched:
        """Return what has come, waiting for so long."""
        fetched: Fetched = self.consumer.poll(timeout_ms=within // _MILLISECOND)
        return fetched

    def seek(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Read partitions on from here."""
        for partition, offset in offsets.items():
            self.consumer.seek(partition, offset)

    def beginnings(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Return the first offsets that the broker keeps."""
        found: Mapping[TopicPartition, int] = self.consumer.beginning_offsets(
            list(partitions), timeout_ms=_PATIENCE_MS
        )
        return found

    def positions(self) -> dict[TopicPartition, int]:
        """Return where those partitions stand that messages come from."""
        return {one: self.consumer.position(one, timeout_ms=_PATIENCE_MS) for one in self.read}

    def is_read_to_its_end(self, partition: TopicPartition, next_offset: int) -> bool:
        """Whether nothing more stood in a partition when records last came from it."""
        end: int | None = self.consumer.highwater(partition)
        return end is not None and next_offset >= end

    def commit(self, offsets: Collection[Offset]) -> None:
        """Tell Kafka's own tools how far we are."""
        self.consumer.commit_async(
            {
                TopicPartition(one.topic, one.partition): OffsetAndMetadata(one.next_offset, "", -1)
                for one in offsets
            }
        )

    def close(self) -> None:
        """Leave; the group keeps our place until the session times out."""
        with suppress(KafkaError):  # the broker then learns it by the session's end
            self.consumer.close(autocommit=False, timeout_ms=_LEAVE_WITHIN_MS)
