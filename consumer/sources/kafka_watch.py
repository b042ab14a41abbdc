"""Whether the broker answers, and how far we are behind: asked, since silence looks like quiet."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import IllegalStateError

from consumer.wall_clock import steady_seconds

logger = logging.getLogger(__name__)

ASK_EVERY = timedelta(seconds=15)
"""How often a broker is asked that answers. Source: pitfalls, "kafka-python".

A frozen broker gives empty polls for ever, as a quiet night does.
"""

ASK_AGAIN = timedelta(seconds=2)
"""How soon one is asked again that did not answer, or while no partition is ours yet."""

ANSWER_WITHIN = timedelta(seconds=3)
"""How long an answer may take. Source: assumption; the other sources wait for so long."""

_NO_ANSWER = "the Kafka broker does not answer"

TellLag = Callable[[str, int | None], None]
"""Is told how many messages of a topic are not taken yet, None where nobody knows any more."""


class BrokerWatch:
    """Asks for the ends of our partitions, on the thread that polls, between two polls."""

    def __init__(self, consumer: KafkaConsumer, topics: Sequence[str], tell_lag: TellLag) -> None:
        """Take the consumer, and who is told how far it is behind."""
        self.outage: str | None = None
        """Why nothing comes; None while the broker answers."""
        self._consumer = consumer
        self._topics = topics
        self._tell_lag = tell_lag
        self._ask_at = 0.0

    def look(self) -> None:
        """Ask the broker where it is time to.

        Raises:
            RetriableError: It does not answer.
        """
        if steady_seconds() < self._ask_at:
            return
        mine = sorted(self._consumer.assignment())
        asked = mine or [TopicPartition(topic, 0) for topic in self._topics]
        patience = ANSWER_WITHIN // timedelta(milliseconds=1)
        ends = self._consumer.end_offsets(asked, timeout_ms=patience)
        behind: Counter[str] = Counter()
        for partition in mine:
            behind[partition.topic] += max(ends[partition] - self._position(partition), 0)
        for topic, messages in behind.items():
            self._tell_lag(topic, messages)
        self._found(ASK_EVERY if mine else ASK_AGAIN)

    def lost(self, error: Exception) -> None:
        """Note that the broker did not answer; nobody then knows how far we are behind."""
        if self.outage is None:
            logger.warning("no broker answers: trying again", extra={"error": type(error).__name__})
            for topic in self._topics:
                self._tell_lag(topic, None)
        self.outage = _NO_ANSWER
        self._ask_at = steady_seconds() + ASK_AGAIN.total_seconds()

    def _found(self, ask_again: timedelta) -> None:
        if self.outage is not None:
            logger.warning("the broker answers again")
        self.outage = None
        self._ask_at = steady_seconds() + ask_again.total_seconds()

    def _position(self, partition: TopicPartition) -> int:
        try:
            position: int | None = self._consumer.position(partition, timeout_ms=0)
        except IllegalStateError:
            return 0  # it went to another process in the meantime: never told as taken
        return position or 0
