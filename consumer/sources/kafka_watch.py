"""Whether the broker answers, and how far we are behind: asked, since silence looks like quiet."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import IllegalStateError, KafkaError

from consumer.sources.kafka_stalls import Place, Stalls
from consumer.sources.kafka_words import KEPT_OUT, NO_ANSWER, STALLED, trouble_words
from consumer.wall_clock import steady_seconds
from schemas.trouble import Trouble

logger = logging.getLogger(__name__)

ASK_EVERY = timedelta(seconds=15)
"""How often a broker is asked that answers. Source: pitfalls, "kafka-python".

A frozen broker gives empty polls for ever, as a quiet night does.
"""

ASK_AGAIN = timedelta(seconds=2)
"""How soon one is asked again that did not answer, or while no partition is ours yet."""

ANSWER_WITHIN = timedelta(seconds=3)
"""How long an answer may take. Source: assumption; the other sources wait for so long."""

REFUSED_FOR = timedelta(seconds=40)
"""How long a refusal is told after the last one: we ask again every 15 s, and a refusal takes up
to 10 s to come.
"""

TellLag = Callable[[str, int | None], None]
"""Is told how many messages of a topic are not taken yet, None where nobody knows any more."""


class Stalled(KafkaError):  # type: ignore[misc]  # the library has no types
    """Messages wait in a partition, the broker answers, and none has come for too long."""


class BrokerWatch:
    """Asks for the ends of our partitions, on the thread that polls, between two polls."""

    def __init__(self, topics: Sequence[str], tell_lag: TellLag) -> None:
        """Take the topics, and who is told how far we are behind in them."""
        self._topics = topics
        self._tell_lag = tell_lag
        self._stalls = Stalls()
        self._trouble: str | None = None
        self._is_refused_until = 0.0
        self._ask_at = 0.0

    @property
    def trouble(self) -> str | None:
        """Why nothing comes, in plain words; None while messages come, or would."""
        if self._trouble is not None:
            return self._trouble
        return STALLED if self._stalls.goes_on else None

    def look(
        self, consumer: KafkaConsumer, topics: Collection[str]
    ) -> Mapping[TopicPartition, int]:
        """Ask the broker for the ends of those topics that are there, where it is time to.

        Return the partitions that were read to their end when asked, and where that is.

        Raises:
            RetriableError: It does not answer.
            Stalled: It answers, and messages do not come.
        """
        if steady_seconds() < self._ask_at:
            return {}
        mine = sorted(one for one in consumer.assignment() if one.topic in topics)
        asked = mine or [TopicPartition(topic, 0) for topic in topics]
        patience = ANSWER_WITHIN // timedelta(milliseconds=1)
        ends = consumer.end_offsets(asked, timeout_ms=patience) if asked else {}
        places = {one: Place(_position(consumer, one), ends[one]) for one in mine}
        self._tell(places)
        self._found(ASK_EVERY if mine else ASK_AGAIN)
        read = {one: place for one, place in places.items() if one not in consumer.paused()}
        if stalled := self._stalls.look(read, steady_seconds()):
            raise Stalled(*stalled)
        return {one: place.position for one, place in read.items() if place.position >= place.end}

    def lost(self, error: Exception) -> None:
        """Note that the broker did not answer; nobody then knows how far we are behind."""
        if self._trouble is None:
            # One that refuses us may soon look like one that does not answer: the cause stays.
            logger.warning("no broker answers: trying again", extra={"error": type(error).__name__})
            self._trouble = NO_ANSWER
        self._forget_lag()
        self._ask_at = steady_seconds() + ASK_AGAIN.total_seconds()

    def refused(self, error: Exception) -> None:
        """Note that the broker answered, and not with messages."""
        words = trouble_words(error)
        self._refuses(words, words)

    def kept_out(self, trouble: Trouble) -> None:
        """Note what keeps us out; only the log names files and addresses."""
        self._refuses(KEPT_OUT, str(trouble))

    def _refuses(self, words: str, why: str) -> None:
        if self._trouble != words:
            logger.error("messages do not come", extra={"why": why})
        self._forget_lag()
        self._trouble = words
        # The broker may go on to answer other questions, which says nothing about this one.
        self._is_refused_until = steady_seconds() + REFUSED_FOR.total_seconds()

    def came(self) -> None:
        """Note that records came: whatever kept them away is over."""
        self._is_refused_until = 0.0
        self._is_over()

    def _forget_lag(self) -> None:
        for topic in self._topics:
            self._tell_lag(topic, None)

    def _tell(self, places: Mapping[TopicPartition, Place]) -> None:
        behind: Counter[str] = Counter()
        for partition, place in places.items():
            behind[partition.topic] += max(place.end - place.position, 0)
        for topic, messages in behind.items():
            self._tell_lag(topic, messages)

    def _found(self, ask_again: timedelta) -> None:
        now = steady_seconds()
        self._ask_at = now + ask_again.total_seconds()
        if now >= self._is_refused_until:
            self._is_over()

    def _is_over(self) -> None:
        if self._trouble is not None:
            logger.warning("the broker answers again")
            self._trouble = None


def _position(consumer: KafkaConsumer, partition: TopicPartition) -> int:
    try:
        position: int | None = consumer.position(partition, timeout_ms=0)
    except IllegalStateError:
        return 0  # it went to another process in the meantime: never told as taken
    return position or 0
