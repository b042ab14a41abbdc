"""What a person must mend before topics can be read, said in one line when the program starts."""

import logging

from consumer.sources.broker_look import Look, looking_at
from consumer.sources.broker_rules import (
    counts_differ,
    in_words,
    require_group,
    require_settings,
    require_topics,
)
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.tls_papers import tls_by
from consumer.wall_clock import now

logger = logging.getLogger(__name__)


def require_broker(connection: KafkaConnection) -> None:
    """Make sure that the broker lets us in and has our topics, with settings that harm nobody.

    Raises:
        Trouble: It does not; the text names what to mend.
    """
    with looking_at(connection, tls_by(connection.security, now())) as look:
        _require(look, connection)


def _require(look: Look, connection: KafkaConnection) -> None:
    topics = look.topics()
    require_topics(topics)
    settings = look.topic_settings(connection.topics)
    for topic in (name for name, found in settings.items() if not found):
        logger.warning(
            "the settings of a topic cannot be looked at: danm check says how",
            extra={"topic": topic},
        )
    require_settings(settings, connection.bootstrap)
    require_group(look.group())
    if counts_differ(topics):
        logger.warning(
            "topics differ in their partitions: give them as many",
            extra={"topics": in_words(topics)},
        )
