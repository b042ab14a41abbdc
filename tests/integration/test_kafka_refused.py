"""A broker that refuses us while we run: it is said and tried again; our place taken ends us."""

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import (
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from consumer.sources import Offset, Partition, Record
from consumer.sources import kafka as kafka_source
from consumer.sources.kafka import KafkaSource, PlaceTaken
from consumer.sources.kafka_connection import KafkaConnection
from tests.servers.kafka_broker import Kafka
from tests.servers.secured_broker import MECHANISM, SecuredBroker, password_of

pytestmark = [
    pytest.mark.integration,
    pytest.mark.usefixtures("careless_client", "soon"),
    pytest.mark.filterwarnings("ignore:unclosed <(socket|ssl):ResourceWarning"),
]

USER = "no-settings"
WITHIN = 60.0


@dataclass(slots=True)
class Reading:
    """A user's topic and group on a broker, and what was read of it."""

    broker: SecuredBroker
    processes: ExitStack
    topic: str = field(default_factory=lambda: f"refused.{uuid4().hex}")
    stored: dict[Partition, Offset] = field(default_factory=dict)

    def allow_all(self) -> None:
        self.broker.allow(USER, ResourceType.TOPIC, self.topic, "READ")
        self.broker.allow(USER, ResourceType.GROUP, self.topic, "READ")

    def take_away(self, sort: ResourceType) -> None:
        thing = ResourcePatternFilter(sort, self.topic, ACLResourcePatternType.ANY)
        every = ACLFilter(f"User:{USER}", "*", ACLOperation.ANY, ACLPermissionType.ANY, thing)
        with closing(KafkaAdminClient(**self.broker.admin_settings)) as admin:
            admin.delete_acls([every])

    def connection(self) -> KafkaConnection:
        return self.broker.settings(USER, group=self.topic, topics=[self.topic]).connection()

    def start(self) -> KafkaSource:
        source = KafkaSource(
            self.connection(), lambda ours: {o: self.stored[o] for o in ours if o in self.stored}
        )
        return self.processes.enter_context(closing(source))

    def send(self, message: bytes) -> None:
        with closing(KafkaProducer(**self.broker.admin_settings)) as producer:
            producer.send(self.topic, message, partition=0).get(timeout=10)

    def read(self, source: KafkaSource) -> bytes:
        """Take turns until a message comes."""
        until = monotonic() + WITHIN
        while monotonic() < until:
            for record in self.read_once(source):
                return record.raw
        raise AssertionError("no message came")

    def read_once(self, source: KafkaSource) -> tuple[Record, ...]:
        batch = source.poll()
        for offset in batch.offsets:
            self.stored[offset.topic, offset.partition] = offset
        source.accepted(batch)
        return batch.records

    def until_it_says(self, source: KafkaSource, words: str) -> None:
        """Take turns until the source says why nothing comes."""
        until = monotonic() + WITHIN
        while words not in (source.outage or ""):
            assert monotonic() < until, f"it says {source.outage}"
            assert self.read_once(source) == ()


@pytest.fixture
def careless_client(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let kafka-python forget the sockets of failed connections within the test.

    It leaves them to the garbage collector, and its log records, kept by pytest, hold on to them.
    """
    caplog.set_level(logging.CRITICAL, "kafka")
    yield
    gc.collect()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_source, "JOIN_AGAIN_AFTER", timedelta(seconds=2))


@pytest.fixture
def reading(secured_broker: SecuredBroker) -> Iterator[Reading]:
    with ExitStack() as processes:
        reading = Reading(secured_broker, processes)
        secured_broker.create_topic(reading.topic)
        reading.allow_all()
        yield reading
    reading.take_away(ResourceType.TOPIC)
    reading.take_away(ResourceType.GROUP)


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        pytest.param(ResourceType.TOPIC, "no longer lets us read kafka.topics", id="topic"),
        pytest.param(ResourceType.GROUP, "no longer lets us read as the group", id="group"),
    ],
)
def test_a_right_taken_away_while_we_run_is_said_and_read_on_once_it_is_given_back(
    reading: Reading, sort: ResourceType, words: str
) -> None:
    reading.send(b"before")
    source = reading.start()
    reading.read(source)

    reading.take_away(sort)
    reading.until_it_says(source, words)
    reading.allow_all()
    reading.send(b"after")
    message = reading.read(source)

    assert (message, source.outage) == (b"after", None)


def test_a_second_process_of_our_name_ends_the_first_which_says_so(reading: Reading) -> None:
    reading.send(b"before")
    first = reading.start()
    reading.read(first)
    reading.read_once(reading.start())

    with pytest.raises(PlaceTaken) as ended:
        reading.until_it_says(first, "nothing, for it has ended")

    instance = reading.connection().instance
    assert str(ended.value) == (
        f"another process reads Kafka as kafka.instance {instance}; "
        "end one of the two, or give each a kafka.instance of its own"
    )


def test_a_password_changed_while_we_run_is_said_leaves_no_threads_and_is_read_on_with(
    tmp_path: Path, kafka: Kafka
) -> None:
    with SecuredBroker(tmp_path / "kafka", kafka) as broker, ExitStack() as processes:
        reading = Reading(broker, processes)
        broker.create_topic(reading.topic)
        reading.allow_all()
        reading.send(b"before")
        source = reading.start()
        reading.read(source)

        set_password(broker, "another")
        broker.restart()
        reading.until_it_says(source, "the Kafka broker no longer ")
        refused = [_threads_after_a_poll(source) for _ in range(12)]
        set_password(broker, password_of(USER))
        reading.send(b"after")

        assert reading.read(source) == b"after"
        assert "no longer " not in (source.outage or "")
    assert max(refused) <= min(refused) + 1


def set_password(broker: SecuredBroker, password: str) -> None:
    changed = UserScramCredentialUpsertion(
        USER, ScramMechanism[MECHANISM.replace("-", "_")], password
    )
    with closing(KafkaAdminClient(**broker.admin_settings)) as admin:
        admin.alter_user_scram_credentials([changed])


def _threads_after_a_poll(source: KafkaSource) -> int:
    source.poll()
    return threading.active_count()
