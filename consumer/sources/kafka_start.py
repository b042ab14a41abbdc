"""What a person must mend before topics can be read, said in one line when the program starts."""

import logging
from collections.abc import Sequence
from contextlib import closing

from kafka import KafkaAdminClient
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    SaslAuthenticationFailedError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    UnsupportedSaslMechanismError,
)

from consumer.sources.kafka_connection import KafkaConnection
from schemas.trouble import Trouble


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
        raise _cannot_connect(error, ", ".join(connection.bootstrap)) from error
    codes = {topic["name"]: topic["error_code"] for topic in described}
    _require_readable(connection.topics, codes)


def _cannot_connect(error: KafkaError, address: str) -> BrokerTrouble:
    match error:
        case SaslAuthenticationFailedError() | UnsupportedSaslMechanismError():
            return BrokerTrouble(
                f"the Kafka broker at {address} does not accept our name and password",
                "check kafka.username, kafka.password_file and kafka.mechanism in the settings",
            )
        case AuthorizationError():
            return BrokerTrouble(
                f"the Kafka broker at {address} does not allow us to look at topics",
                "let this user describe and read them",
            )
        case _:
            return BrokerTrouble(
                f"no Kafka broker answers at {address}",
                "check kafka.bootstrap and kafka.protocol in the settings, and that it runs",
            )


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
