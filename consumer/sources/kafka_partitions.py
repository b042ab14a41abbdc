"""Partitions between their assignment and the first read: held back, so that none is misread."""

import threading
from collections.abc import Iterable, Mapping

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition


class HeldPartitions(ConsumerRebalanceListener):  # type: ignore[misc]  # the library has no types
    """Pauses what is assigned until its stored offsets are known.

    The library calls it on the loop that heartbeats, also between two polls: so it asks nobody.
    """

    def __init__(self, consumer: KafkaConsumer) -> None:
        """Take the consumer whose partitions they are."""
        self.count = 0
        """How often partitions changed hands."""
        self._consumer = consumer
        self._lock = threading.Lock()

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002
        """Nothing to store: every batch is stored, or handed over again, before the next poll."""
        with self._lock:
            self.count += 1

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Hold them back; the offset 0 only keeps the library from taking Kafka's commit."""
        with self._lock:
            self.count += 1
            for partition in assigned:
                self._consumer.pause(partition)
                self._consumer.seek(partition, 0)

    def take_up(self, starts: Mapping[TopicPartition, int], count: int) -> bool:
        """Read partitions from here on, and say so; not if they changed hands since `count`."""
        with self._lock:
            if count != self.count:
                return False
            for partition, start in starts.items():
                self._consumer.seek(partition, start)
                self._consumer.resume(partition)
            return True
