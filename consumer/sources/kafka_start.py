"""What a person must mend before topics can be read, said in one line when the program starts."""

import logging
import socket
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

from kafka import KafkaAdminClient
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from consumer.sources.kafka_connection import KafkaConnection
from schemas.trouble import Trouble

CONNECT_WITHIN = timedelta(seconds=2)
"""How long a look at the bare port may take. Source: assumption; it is near."""


class BrokerTrouble(Trouble):
    """The broker cannot be used as the settings say."""


def require_topics(connection: KafkaConnection) -> None:
    """Make sure that the broker answers, lets us in and has our topics.

    Raises:
        BrokerTrouble: It does not; the text names what to mend.
    """
    # The library tells each failed try in words of its own; what matters is raised, or is noticed
    # by our own watch and told once.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        with closing(KafkaAdminClient(**connection.admin_settings())) as admin:
            described = admin.describe_topics(list(connection.topics))
    except KafkaError as error:
        raise _cannot_connect(error, connection) from error
    codes = {topic["name"]: topic["error_code"] for topic in described}
    _require_readable(connection.topics, codes)


def _cannot_connect(error: KafkaError, connection: KafkaConnection) -> BrokerTrouble:
    address = ", ".join(connection.bootstrap)
    if isinstance(error, AuthorizationError):
        return BrokerTrouble(
            f"the Kafka broker at {address} does not allow us to look at topics",
            "let this user describe and read them",
        )
    if not any(_is_listened_on(one) for one in connection.bootstrap):
        return BrokerTrouble(
            f"no Kafka broker answers at {address}",
            "check kafka.bootstrap in the settings, and that it runs",
        )
    # After a wrong password the library sees only that the broker hangs up, as after any other
    # disagreement about how to speak.
    if connection.security.mechanism is not None:
        return BrokerTrouble(
            f"the Kafka broker at {address} does not let us in",
            "check kafka.username, kafka.password_file, kafka.mechanism and kafka.protocol",
        )
    return BrokerTrouble(
        f"what listens at {address} does not answer as a Kafka broker without a password does",
        "check kafka.bootstrap, kafka.protocol and kafka.mechanism in the settings",
    )


def _is_listened_on(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), CONNECT_WITHIN.seconds):
            return True
    except (OSError, ValueError, OverflowError):
        return False


def _require_readable(topics: Sequence[str], codes: dict[str, int]) -> None:
    if missing := [t for t in topics if codes.get(t) == UnknownTopicOrPartitionError.errno]:
        raise BrokerTrouble(
            f"the Kafka broker has no topic {', '.join(missing)}",
            "create it, or correct kafka.topics in the settings",
        )
    if closed := [t for t in topics if codes.get(t) == TopicAuthorizationFailedError.errno]:
        raise BrokerTrouble(
            f"the Kafka broker does not let us read {', '.join(closed)}",
            "let this user describe and read it",
        )
