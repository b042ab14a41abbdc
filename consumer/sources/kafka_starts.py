"""From which offset a partition is read on: our database says so, while the topic is the same."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import NoError, UnknownTopicOrPartitionError

from consumer.sources import Hole, Offset, StoredOffsets
from consumer.sources.kafka_clients import connected
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.kafka_watch import ANSWER_WITHIN, ASK_AGAIN
from consumer.sources.kafka_words import TOPIC_MISSING
from consumer.wall_clock import steady_seconds

logger = logging.getLogger(__name__)

COMPARE_EVERY = timedelta(seconds=30)
"""How often it is asked whether a topic is still the same. Source: pitfalls, "kafka-python".

One that was deleted and made anew is otherwise read from the middle, and what is before skipped.
"""

_PATIENCE_MS = timedelta(seconds=5) // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where one partition is read on; ``topic_id`` is that of the topic that it is read from."""

    offset: int
    topic_id: str
    read_to: datetime | None = None
    """Up to when all that came was read before; None where nobody knows."""
    hole: Hole | None = None
    """What was lost before it; None where nothing is known to be."""


class Starts:
    """Knows the topics' ids, and looks up where reading goes on."""

    def __init__(self, connection: KafkaConnection, stored_offsets: StoredOffsets) -> None:
        """Take where the topics are, and what reads our own offsets."""
        self._connection = connection
        self._stored_offsets = stored_offsets
        self._topic_ids: dict[str, str] = {}
        self._missing: frozenset[str] = frozenset()
        self._compare_at = 0.0

    @property
    def trouble(self) -> str | None:
        """That a topic is missing, in plain words; None while all are there."""
        return TOPIC_MISSING if self._missing else None

    @property
    def topics(self) -> list[str]:
        """The topics that are there, as far as is known."""
        return [topic for topic in self._connection.topics if topic not in self._missing]

    def doubt(self) -> None:
        """Ask again soon: the broker gave no answer, and a missing topic may be why."""
        self._compare_at = steady_seconds() + ASK_AGAIN.total_seconds()

    def made_anew(self, read_as: Mapping[TopicPartition, str]) -> frozenset[str]:
        """Return the topics that are no longer those as which their partitions are read.

        Raises:
            KafkaError: It was time to ask, and the broker does not answer.
        """
        if steady_seconds() >= self._compare_at:
            self._ask()
        return frozenset(
            partition.topic
            for partition, topic_id in read_as.items()
            if _is_another(self._topic_ids.get(partition.topic, ""), topic_id)
        )

    def of(
        self, consumer: KafkaConsumer, partitions: Sequence[TopicPartition]
    ) -> dict[TopicPartition, Start]:
        """Return where partitions are read on; those of a missing topic are left out.

        Raises:
            KafkaError: The broker does not answer.
        """
        self._ask()
        there = [one for one in partitions if one.topic in self._topic_ids.keys() - self._missing]
        stored = self._stored_offsets([(topic, number) for topic, number in there])
        beginnings = consumer.beginning_offsets(there, timeout_ms=_PATIENCE_MS) if there else {}
        return {one: self._start(one, stored.get(one), beginnings[one]) for one in there}

    def _ask(self) -> None:
        settings = self._connection.admin_settings(ANSWER_WITHIN)
        with closing(connected(KafkaAdminClient, settings)) as admin:
            topics = admin.describe_topics(list(self._connection.topics))
        self._topic_ids |= {t["name"]: _id(t) for t in topics if t["error_code"] == NoError.errno}
        self._missing = frozenset(
            t["name"] for t in topics if t["error_code"] == UnknownTopicOrPartitionError.errno
        )
        self._compare_at = steady_seconds() + COMPARE_EVERY.total_seconds()

    def _start(self, partition: TopicPartition, stored: Offset | None, beginning: int) -> Start:
        topic_id = self._topic_ids[partition.topic]
        where: dict[str, Any] = {"topic": partition.topic, "partition": partition.partition}
        if stored is None:
            logger.info("first start: read from the beginning", extra=where | {"offset": beginning})
            return Start(offset=beginning, topic_id=topic_id)
        if not _is_another(topic_id, stored.topic_id):
            return Start(offset=stored.next_offset, topic_id=topic_id, read_to=stored.read_to)
        logger.error(
            "the topic was made anew: read from its beginning",
            extra=where | {"offset": beginning, "was_read_to": stored.next_offset},
        )
        hole = Hole(
            topic=partition.topic,
            partition=partition.partition,
            topic_id=topic_id,
            first=stored.next_offset,
        )
        return Start(offset=beginning, topic_id=topic_id, read_to=stored.read_to, hole=hole)


def _is_another(topic_id: str, known: str) -> bool:
    """Whether these are the ids of two topics; an empty one says nothing."""
    return bool(topic_id and known) and topic_id != known


def _id(topic: dict[str, Any]) -> str:
    """Return the broker's id of a topic; empty where it is too old to have one."""
    given = topic.get("topic_id")
    return str(given) if given and str(given) != str(UUID(int=0)) else ""
