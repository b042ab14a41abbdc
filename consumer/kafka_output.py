"""Messages as lines, sent to the broker: each by its subject to the topic of its type."""

import json
from collections.abc import Iterable

from kafka import KafkaProducer
from kafka.errors import KafkaError

from consumer.kafka_settings import Kafka
from consumer.sources.broker_greeting import greet
from consumer.sources.tls_papers import tls_by
from consumer.wall_clock import now
from schemas.published import TOPICS
from schemas.trouble import Trouble

SEND_WITHIN_SECONDS = 30
"""How long the broker may take for all that is under way. Source: assumption."""

_TOPIC_OF = {kind.value: topic for topic, kinds in reversed(TOPICS.items()) for kind in kinds}
"""A heartbeat may go to either; the police topic is named first and holds every sort of feed."""


class KafkaOutput:
    """Takes lines of messages; what `finish` has passed is with every replica in sync."""

    def __init__(self, kafka: Kafka) -> None:
        """Connect to the broker of the settings.

        Raises:
            Trouble: None is configured, it does not answer, or keeps us out.
        """
        if not kafka.bootstrap:
            raise Trouble("no broker is configured", "set kafka.bootstrap, or name a file: --to")
        self._where = ", ".join(kafka.bootstrap)
        self._refused: list[Exception] = []
        connection = kafka.connection()
        greet(connection, tls_by(connection.security, now()))
        try:
            self._producer = KafkaProducer(
                **connection.client_settings()
                | {
                    "acks": "all",
                    "enable_idempotence": True,
                    "allow_auto_create_topics": False,
                    "bootstrap_timeout_ms": SEND_WITHIN_SECONDS * 1000,
                }
            )
        except KafkaError as error:
            raise self._trouble(error) from None

    def writelines(self, lines: Iterable[str]) -> None:
        """Send each line; the broker's answers are looked at in `finish`."""
        try:
            for line in lines:
                message = json.loads(line)
                subject = message.get("subject")
                self._producer.send(
                    _TOPIC_OF[message["type"]],
                    key=None if subject is None else subject.encode(),
                    value=line.rstrip("\n").encode(),
                ).add_errback(self._refused.append)
        except KafkaError as error:
            raise self._trouble(error) from None

    def finish(self) -> None:
        """Wait until every message is accepted.

        Raises:
            Trouble: One was not; sending the file again is safe, since repeats have no effect.
        """
        try:
            self._producer.flush(timeout=SEND_WITHIN_SECONDS)
        except KafkaError as error:
            raise self._trouble(error) from None
        finally:
            self._producer.close(timeout=1)
        if self._refused:
            raise self._trouble(self._refused[0])

    def _trouble(self, error: Exception) -> Trouble:
        return Trouble(
            f"the broker {self._where} did not take every message ({type(error).__name__})",
            "see that it runs and has the topics (danm check), then import the file again: "
            "repeats have no effect",
        )
