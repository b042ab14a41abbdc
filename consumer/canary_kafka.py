"""Canaries on topics: real records, by a producer that is there only while one is sent."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from kafka import KafkaProducer
from kafka.errors import KafkaError

from consumer.canary import CanaryNotSent
from consumer.sources.kafka_clients import connected
from consumer.sources.kafka_connection import KafkaConnection

WITHIN = timedelta(seconds=5)
"""How long the broker may take, to be found and to answer. Source: assumption, well under the time
after which a loop counts as stuck.
"""


class CanaryTopics:
    """The topics of the settings, each with a canary."""

    def __init__(self, connection: KafkaConnection) -> None:
        """Take how to reach the broker; nothing is opened before the first canary."""
        self._connection = connection
        self.names: Sequence[str] = tuple(connection.topics)

    def send(self, topic: str, key: str, raw: bytes) -> None:
        """Have the broker take one message.

        The key moves it from partition to partition, hour by hour.

        Raises:
            CanaryNotSent: It did not, in time.
        """
        try:
            with self._producer() as producer:
                producer.send(topic, key=key.encode(), value=raw).get(WITHIN.total_seconds())
        except KafkaError as error:
            raise CanaryNotSent(f"the broker did not take it ({type(error).__name__})") from None

    @contextmanager
    def _producer(self) -> Iterator[KafkaProducer]:
        # What matters is raised; the library would tell each failed try in words of its own.
        logging.getLogger("kafka").setLevel(logging.CRITICAL)
        patience = WITHIN // timedelta(milliseconds=1)
        producer = connected(
            KafkaProducer,
            self._connection.client_settings()
            | {
                "acks": "all",
                "enable_idempotence": False,
                "allow_auto_create_topics": False,
                "bootstrap_timeout_ms": patience,
                "max_block_ms": patience,
                "request_timeout_ms": patience,
                "delivery_timeout_ms": 2 * patience,
                "metrics_enabled": False,
            },
        )
        try:
            yield producer
        finally:
            producer.close(timeout=1)
