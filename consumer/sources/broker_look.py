"""What the broker has of ours and lets us do: asked, never tried by writing anything."""

import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from time import sleep
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    RetriableError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from consumer.sources.broker_greeting import greet
from consumer.sources.broker_refusals import BrokerTrouble, Unreachable, refused
from consumer.sources.broker_rules import Group, Topic
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.topic_settings import REQUIRED_OF_TOPICS
from consumer.wall_clock import steady_seconds

GROUP_WITHIN = timedelta(seconds=5)
"""How long a new broker may take to say who looks after a group: it makes a topic for it first.

Source: assumption; two seconds are usual.
"""

_PAUSE_SECONDS = 0.2


class Look:
    """One open connection to a broker that has let us in."""

    def __init__(self, admin: KafkaAdminClient, connection: KafkaConnection) -> None:
        """Take both; `looking_at` makes them."""
        self._admin = admin
        self._connection = connection

    def topics(self) -> tuple[Topic, ...]:
        """Return our topics, in the order of the settings."""
        names = list(self._connection.topics)
        found = {one["name"]: one for one in self._admin.describe_topics(names)}
        return tuple(_topic(found[name]) for name in names if name in found)

    def other_topics(self) -> tuple[Topic, ...]:
        """Return every topic besides ours that we can see, without Kafka's own."""
        every = self._admin.describe_topics()
        ours = set(self._connection.topics)
        return tuple(
            _topic(one) for one in every if one["name"] not in ours and not one["is_internal"]
        )

    def topic_settings(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        """Return the settings of topics that messages depend on; empty where they are not told."""
        wanted = list(REQUIRED_OF_TOPICS)
        asked = [ConfigResource(ConfigResourceType.TOPIC, name, wanted) for name in names]
        told = self._admin.describe_configs(asked, config_filter="all").get("topic", {})
        return {
            name: {setting: str(one["value"]) for setting, one in told.get(name, {}).items()}
            for name in names
        }

    def group(self) -> Group:
        """Return our group; what the broker does not know of it yet is None."""
        name = self._connection.group
        give_up = steady_seconds() + GROUP_WITHIN.total_seconds()
        while True:
            try:
                found = self._admin.describe_groups([name])[name]
            except GroupAuthorizationFailedError:
                return Group(name=name, is_closed=True)
            except RetriableError:
                if steady_seconds() > give_up:
                    return Group(name=name)
            else:
                return Group(name=name, may=_operations(found))
            sleep(_PAUSE_SECONDS)

    def whole_broker(self) -> frozenset[str]:
        """Return what we may do with the broker as a whole."""
        return _operations(self._admin.describe_cluster()) or frozenset()


@contextmanager
def looking_at(connection: KafkaConnection, tls: ssl.SSLContext) -> Iterator[Look]:
    """Give a look at the broker.

    Raises:
        BrokerTrouble: It does not let us in, or does not answer.
    """
    with let_in(connection, tls) as admin:
        yield Look(admin, connection)


@contextmanager
def let_in(connection: KafkaConnection, tls: ssl.SSLContext) -> Iterator[KafkaAdminClient]:
    """Give a client that may ask the broker about everything this user may see.

    Raises:
        BrokerTrouble: The broker does not let us in, or does not answer.
    """
    # The library tells each failed try in words of its own; what matters is raised, or is noticed
    # by our own watch and told once.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    silent = _greeted(connection, tls)
    try:
        with closing(KafkaAdminClient(**connection.admin_settings())) as admin:
            yield admin
    except KafkaError as error:
        raise silent or refused(connection.bootstrap, type(error).__name__) from error


def _greeted(connection: KafkaConnection, tls: ssl.SSLContext) -> BrokerTrouble | None:
    """Return that nobody answers yet: the library then tries again for a while."""
    try:
        greet(connection, tls)
    except Unreachable as trouble:
        return trouble
    return None


def _topic(found: dict[str, Any]) -> Topic:
    code = found["error_code"]
    return Topic(
        name=found["name"],
        is_missing=code == UnknownTopicOrPartitionError.errno,
        is_closed=code == TopicAuthorizationFailedError.errno,
        partitions=len(found["partitions"]),
        may=_operations(found) or frozenset(),
    )


def _operations(found: dict[str, Any]) -> frozenset[str] | None:
    told = found.get("authorized_operations")
    return None if told is None else frozenset(told)
