"""Whether the broker answers and has the topics, in words."""

from contextlib import closing

from kafka import KafkaConsumer
from kafka.errors import KafkaError

from consumer.kafka_settings import Kafka
from schemas.trouble import Trouble

ANSWER_WITHIN_MS = 5_000
"""How long a broker may take. Source: assumption, people wait for it at a terminal."""


def topics_of(kafka: Kafka) -> str:
    """Return in words that the broker has every topic, with as many partitions each.

    Raises:
        Trouble: It does not answer, lacks a topic, or the topics differ in their partitions.
    """
    where = ", ".join(kafka.bootstrap)
    try:
        with closing(
            KafkaConsumer(
                bootstrap_servers=list(kafka.bootstrap),
                bootstrap_timeout_ms=ANSWER_WITHIN_MS,
                request_timeout_ms=ANSWER_WITHIN_MS,
                allow_auto_create_topics=False,
            )
        ) as consumer:
            counts = {
                topic: len(consumer.partitions_for_topic(topic) or ()) for topic in kafka.topics
            }
    except (KafkaError, ValueError) as error:
        raise Trouble(
            f"no answer from {where} ({type(error).__name__})",
            "see that it runs, and check kafka.bootstrap",
        ) from None
    return _judged(counts, where)


def _judged(counts: dict[str, int], where: str) -> str:
    if missing := [topic for topic, partitions in counts.items() if not partitions]:
        raise Trouble(f"{where} has no topic {', '.join(missing)}", "make it, or mend kafka.topics")
    words = ", ".join(f"{topic} ({partitions} partitions)" for topic, partitions in counts.items())
    if len(set(counts.values())) > 1:
        # Both messages of one incident must reach the same consumer.
        raise Trouble(f"topics differ in their partitions: {words}", "give both as many")
    return f"{where} answers: {words}"
