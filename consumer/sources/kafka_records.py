"""From what Kafka hands over to records of ours: bytes, and where and when they came. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from consumer.sources import Record
from consumer.sources.kafka_batches import Salvage

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record_of(found: ConsumerRecord) -> Record:
    """Return one record as the library hands it over."""
    return Record(
        raw=found.value or b"",
        coordinates=_where(found.topic, found.partition, found.offset),
        at=_instant(found.timestamp),
    )


def salvaged_records(
    partition: TopicPartition, topic_id: str, salvage: Salvage
) -> Iterator[Record]:
    """Yield the records of a damaged batch in order; those that cannot be read as damaged."""
    readable = {found.offset: found for found in salvage.readable}
    for offset in sorted({*readable, *salvage.unreadable}):
        where = _where(partition.topic, partition.partition, offset)
        found = readable.get(offset)
        if found is None:
            yield Record(raw=b"", coordinates=where, damaged=True, topic_id=topic_id)
        else:
            yield Record(raw=found.value or b"", coordinates=where, at=_instant(found.timestamp))


def _where(topic: str, partition: int, offset: int) -> str:
    return f"{topic}/{partition}@{offset}"


def _instant(milliseconds: int) -> datetime | None:
    """Return the time that a record carries, or None for none: producers write what they like."""
    if milliseconds < 0:
        return None
    try:
        return _EPOCH + milliseconds * _MILLISECOND
    except OverflowError:
        return None
