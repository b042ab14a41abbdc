"""Messages from Kafka topics; how far they were read is known to our database alone.

Kafka's own commit is a hint for its tools. Partitions are held back from the moment they are
assigned until the offsets of our database have been sought.
"""

import logging
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import ClassVar

from kafka import (
    KafkaAdminClient,
    KafkaConsumer,
    OffsetAndMetadata,
    TopicPartition,
)
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import OffsetOutOfRangeError, RetriableError

from consumer.sources import Batch, Offset, Record, StoredOffsets
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.kafka_damage import damaged_offsets, is_about_a_record
from consumer.sources.kafka_partitions import HeldPartitions
from consumer.sources.kafka_watch import ANSWER_WITHIN, BrokerWatch, TellLag

logger = logging.getLogger(__name__)

_MILLISECOND = timedelta(milliseconds=1)
_POLL_WAIT = timedelta(milliseconds=500)
_PATIENCE_MS = timedelta(seconds=5) // _MILLISECOND
_LEAVE_WITHIN_MS = timedelta(seconds=2) // _MILLISECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = Batch(records=())


class KafkaSource:
    """The topics of one connection, read as a member of its group."""

    name: ClassVar[str] = "kafka"
    is_finished: ClassVar[bool] = False

    def __init__(
        self,
        connection: KafkaConnection,
        stored_offsets: StoredOffsets,
        tell_lag: TellLag = lambda _topic, _messages: None,
    ) -> None:
        """Connect and join the group; `stored_offsets` is asked on every assignment.

        Raises:
            KafkaError: No broker answers, or it does not let us in.
        """
        self._connection = connection
        self._stored_offsets = stored_offsets
        self._topic_ids: dict[str, str] = {}
        self._given = _NOTHING
        self._consumer = KafkaConsumer(**connection.member_settings())
        self._held = HeldPartitions(self._consumer)
        self._watch = BrokerWatch(self._consumer, connection.topics, tell_lag)
        self._stopped: set[str] = set()
        self._consumer.subscribe(list(connection.topics), listener=self._held)

    def poll(self) -> Batch:
        """Return up to 500 records, waiting at most half a second.

        Records that cannot be read are in the batch as damaged, and those the broker no longer
        keeps as one damaged record with the range; the partition is then read on behind them.
        While no broker answers the batch is empty, and `outage` says so.

        Raises:
            KafkaError: The broker refuses us, or another process took our place.
        """
        if self._given.offsets:
            # The last batch was not stored: its transaction failed, or the partition is no
            # longer ours. Only the database knows where to go on.
            self._consumer.pause(*self._consumer.assignment())
            self._given = _NOTHING
        try:
            self._take_up_held_partitions()
            self._watch.look()
            self._given = self._fetch()
        except RetriableError as error:
            self._watch.lost(error)
            sleep(_POLL_WAIT.total_seconds())
        return self._given

    def accepted(self, batch: Batch) -> None:
        """Read on behind the batch, and commit its offsets as a hint for Kafka's own tools."""
        if batch is self._given:
            self._given = _NOTHING
        if batch.offsets:
            self._consumer.commit_async(
                {
                    TopicPartition(offset.topic, offset.partition): OffsetAndMetadata(
                        offset.next_offset, "", -1
                    )
                    for offset in batch.offsets
                }
            )

    def close(self) -> None:
        """Leave; the group keeps our place until the session times out."""
        self._consumer.close(autocommit=False, timeout_ms=_LEAVE_WITHIN_MS)

    @property
    def outage(self) -> str | None:
        """Why nothing comes, in plain words; None while the broker answers."""
        return self._watch.outage

    def topic_of(self, record: Record) -> str:
        """Return the topic that a record came from."""
        return record.coordinates.partition("/")[0]

    def stop_topic(self, topic: str) -> None:
        """Read no more of one topic; its partitions stay ours, so that nobody else drains them."""
        self._stopped.add(topic)
        self._consumer.pause(*(one for one in self._consumer.assignment() if one.topic == topic))

    def _fetch(self) -> Batch:
        try:
            fetched = self._consumer.poll(timeout_ms=_POLL_WAIT // _MILLISECOND)
        except OffsetOutOfRangeError as error:
            return self._pass_gap(error.args[0])
        except Exception as error:
            if not is_about_a_record(error):
                raise
            return self._pass_damage(error)
        return self._batch(
            {partition: _records(found) for partition, found in fetched.items()},
            {partition: found[-1].offset + 1 for partition, found in fetched.items()},
        )

    def _take_up_held_partitions(self) -> None:
        count = self._held.count
        held = sorted(one for one in self._consumer.paused() if one.topic not in self._stopped)
        if held:
            self._topic_ids = self._read_topic_ids()
            self._held.take_up(self._starts(held), count)

    def _starts(self, held: list[TopicPartition]) -> dict[TopicPartition, int]:
        stored = self._stored_offsets([(topic, number) for topic, number in held])
        beginnings = self._consumer.beginning_offsets(held, timeout_ms=_PATIENCE_MS)
        return {
            partition: self._start(partition, stored.get(partition), beginnings[partition])
            for partition in held
        }

    def _start(self, partition: TopicPartition, stored: Offset | None, beginning: int) -> int:
        where = _where(partition, beginning)
        if stored is None:
            logger.info("first start: read from the beginning", extra=where)
            return beginning
        if stored.topic_id != self._topic_ids.get(partition.topic, ""):
            logger.warning("the topic was made anew: read from its beginning", extra=where)
            return beginning
        return stored.next_offset

    def _read_topic_ids(self) -> dict[str, str]:
        with closing(KafkaAdminClient(**self._connection.admin_settings(ANSWER_WITHIN))) as admin:
            topics = admin.describe_topics(list(self._connection.topics))
        return {topic["name"]: str(topic.get("topic_id") or "") for topic in topics}

    def _pass_damage(self, error: Exception) -> Batch:
        """Return the records at which the partitions stand that cannot be read."""
        settings = self._connection.reader_settings()
        damaged = {
            partition: offsets
            for partition in self._consumer.assignment() - self._consumer.paused()
            if (offsets := damaged_offsets(settings, partition, self._position(partition)))
        }
        if not damaged:
            raise error
        nexts = {partition: offsets[-1] + 1 for partition, offsets in damaged.items()}
        self._seek(nexts)
        records = {
            partition: [_unreadable(partition, str(offset)) for offset in offsets]
            for partition, offsets in damaged.items()
        }
        return self._batch(records, nexts)

    def _pass_gap(self, positions: Mapping[TopicPartition, int]) -> Batch:
        """Go to the beginning of partitions that do not keep the offsets we need.

        What was deleted before we read it is in the batch, as one range for each partition.
        Where we had read behind the end, nothing is known to be lost and all is read again.
        """
        beginnings = self._consumer.beginning_offsets(list(positions), timeout_ms=_PATIENCE_MS)
        self._seek(beginnings)
        lost = {}
        for partition, position in positions.items():
            beginning = beginnings[partition]
            logger.error(
                "the broker does not keep the offsets we need: read from the beginning",
                extra=_where(partition, beginning) | {"needed": position},
            )
            if position < beginning:
                lost[partition] = [_unreadable(partition, f"{position}-{beginning - 1}")]
        return self._batch(lost, {partition: beginnings[partition] for partition in lost})

    def _position(self, partition: TopicPartition) -> int:
        position: int = self._consumer.position(partition, timeout_ms=_PATIENCE_MS)
        return position

    def _seek(self, offsets: Mapping[TopicPartition, int]) -> None:
        for partition, offset in offsets.items():
            self._consumer.seek(partition, offset)

    def _batch(
        self,
        records: Mapping[TopicPartition, Iterable[Record]],
        nexts: Mapping[TopicPartition, int],
    ) -> Batch:
        return Batch(
            records=tuple(record for found in records.values() for record in found),
            offsets=tuple(
                Offset(
                    topic=partition.topic,
                    partition=partition.partition,
                    topic_id=self._topic_ids.get(partition.topic, ""),
                    next_offset=next_offset,
                )
                for partition, next_offset in nexts.items()
            ),
        )


def _records(found: Iterable[ConsumerRecord]) -> list[Record]:
    return [
        Record(
            raw=record.value or b"",
            coordinates=f"{record.topic}/{record.partition}@{record.offset}",
            at=_instant(record.timestamp),
        )
        for record in found
    ]


def _where(partition: TopicPartition, offset: int) -> dict[str, object]:
    return {"topic": partition.topic, "partition": partition.partition, "offset": offset}


def _unreadable(partition: TopicPartition, offsets: str) -> Record:
    where = f"{partition.topic}/{partition.partition}@{offsets}"
    return Record(raw=b"", coordinates=where, damaged=True)


def _instant(milliseconds: int) -> datetime | None:
    """Return the time that a record carries, or None for none: producers write what they like."""
    if milliseconds < 0:
        return None
    try:
        return _EPOCH + milliseconds * _MILLISECOND
    except OverflowError:
        return None
