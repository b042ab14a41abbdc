"""What stands at the places where kafka-python's reader fails.

After one unreadable record the reader says that something failed, not where, and never returns
from the next poll. So the bytes are fetched once more, outside the group, and taken apart here.
"""

from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import IsolationLevel, RecordTooLargeError
from kafka.errors import (
    CorruptRecordError,
    KafkaError,
    NoError,
    OffsetOutOfRangeError,
    UnsupportedCodecError,
    for_code,
)
from kafka.protocol.consumer import FetchRequest

from consumer.sources.kafka_batches import Fetched, Salvage, given_up, salvaged
from consumer.sources.kafka_clients import connected

_MILLISECOND = timedelta(milliseconds=1)
_PATIENCE_MS = timedelta(seconds=5) // _MILLISECOND
_AT_THE_END_MS = timedelta(milliseconds=50) // _MILLISECOND
_FETCHED_BYTES = 1024 * 1024
"""More than two batches as topics should allow them, so that the next one's place is seen."""

_NEWEST_FETCH_BY_NAME = 12
"""From version 13 on a request names topics by their ids."""

_UNREADABLE = (CorruptRecordError, UnsupportedCodecError, RecordTooLargeError)


def is_about_a_record(error: Exception) -> bool:
    """Return whether reading a record failed, rather than talking to the broker.

    Whatever is raised outside the library's own errors comes from unpacking a record: header keys
    that are not UTF-8, lengths that run past the end. A bare `KafkaError` says that no batch could
    be made out in what the broker sent.
    """
    is_own = isinstance(error, KafkaError)
    return not is_own or isinstance(error, _UNREADABLE) or type(error) is KafkaError


def salvage(
    settings: dict[str, Any], positions: Mapping[TopicPartition, int]
) -> dict[TopicPartition, Salvage]:
    """Return what stands at those of the positions at which not all can be read; one batch each.

    Raises:
        KafkaError: The broker cannot be asked.
    """
    with closing(connected(KafkaConsumer, settings)) as reader:
        reader.beginning_offsets(list(positions), timeout_ms=_PATIENCE_MS)  # leaders known
        found = {one: _look(reader, one, start) for one, start in positions.items()}
    return {partition: told for partition, told in found.items() if told is not None}


def _look(reader: KafkaConsumer, partition: TopicPartition, start: int) -> Salvage | None:
    answer = _fetch(reader, partition, start)
    error = for_code(answer.error_code)
    if error is CorruptRecordError:
        return given_up(start, start + 1)  # the broker itself cannot make out what is there
    if error is OffsetOutOfRangeError:
        return None
    if error is not NoError:
        raise error
    return salvaged(
        Fetched(
            raw=bytes(answer.records or b""),
            start=start,
            end=answer.last_stable_offset,
            aborted=tuple(
                (one.producer_id, one.first_offset) for one in answer.aborted_transactions or ()
            ),
        )
    )


def _fetch(reader: KafkaConsumer, partition: TopicPartition, start: int) -> Any:
    """Return the broker's answer for one partition: the library shows its readers no bytes."""
    manager = reader._manager
    topic = FetchRequest.FetchTopic
    wanted = topic.FetchPartition(
        partition=partition.partition, fetch_offset=start, partition_max_bytes=_FETCHED_BYTES
    )
    request = FetchRequest(
        max_wait_ms=_AT_THE_END_MS,
        min_bytes=1,
        max_bytes=_FETCHED_BYTES,
        isolation_level=IsolationLevel.READ_COMMITTED,
        session_id=0,
        session_epoch=-1,  # no session: one answer and no more
        topics=[topic(topic=partition.topic, partitions=[wanted])],
        forgotten_topics_data=[],
        rack_id="",
        min_version=FetchRequest.min_version_for_isolation_level(IsolationLevel.READ_COMMITTED),
        max_version=_NEWEST_FETCH_BY_NAME,
    )
    node = manager.cluster.leader_for_partition(partition)
    answer = manager.run(manager.wait_for, manager.send(request, node_id=node), _PATIENCE_MS)
    return answer.responses[0].partitions[0]
