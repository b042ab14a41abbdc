"""Which records of a partition cannot be read.

After one unreadable record kafka-python's reader says that something failed, not where, and never
returns from the next poll. So a second reader, outside the group, tries offset by offset. Records
that a producer sent in one batch behind an unreadable one cannot be read either, and are named.
"""

from contextlib import closing
from datetime import timedelta
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import RecordTooLargeError
from kafka.errors import CorruptRecordError, KafkaError, UnsupportedCodecError

from consumer.sources import BATCH_RECORDS

_PATIENCE_MS = timedelta(seconds=5) // timedelta(milliseconds=1)
_UNREADABLE = (CorruptRecordError, UnsupportedCodecError, RecordTooLargeError)


def is_about_a_record(error: Exception) -> bool:
    """Return whether reading a record failed, rather than talking to the broker.

    Whatever is raised outside the library's own errors comes from unpacking a record: header keys
    that are not UTF-8, lengths that run past the end.
    """
    return isinstance(error, _UNREADABLE) or not isinstance(error, KafkaError)


def damaged_offsets(
    settings: dict[str, Any], partition: TopicPartition, start: int
) -> tuple[int, ...]:
    """Return the offsets from `start` up to the first one that can be read; at most one batch.

    Raises:
        KafkaError: The broker cannot be asked.
    """
    damaged: list[int] = []
    with closing(KafkaConsumer(**settings)) as reader:
        reader.assign([partition])
        end = reader.end_offsets([partition], timeout_ms=_PATIENCE_MS)[partition]
        for offset in range(start, min(end, start + BATCH_RECORDS)):
            reader.seek(partition, offset)
            if _can_read_on(reader):
                break
            damaged.append(offset)
    return tuple(damaged)


def _can_read_on(reader: KafkaConsumer) -> bool:
    try:
        reader.poll(timeout_ms=_PATIENCE_MS, max_records=1)
    except Exception as error:
        if not is_about_a_record(error):
            raise
        return False
    return True
