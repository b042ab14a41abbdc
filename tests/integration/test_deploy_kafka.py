"""What deploy/kafka sets up: who may do what on the broker, and the script that makes it so."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ResourceType
from kafka.errors import AuthorizationError

from consumer.kafka_settings import Kafka
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.secured_broker import ADMIN, SecuredBroker

pytestmark = pytest.mark.integration

POLICE, FRONT_DOOR = "police.da-incidents.v1", "frontdoor.contacts.v1"
AS_IT_SHOULD_BE, DIFFERENT, CANNOT_ASK = 0, 1, 2
POLLS = 6
"""Of half a second each: a broker that gives nothing by then gives nothing at all."""


def writes(broker: SecuredBroker, user: str, topic: str) -> bool:
    """Return whether a message sent by a user is taken."""
    settings = broker.client_settings(user) | {"enable_idempotence": False, "max_block_ms": 3_000}
    with closing(KafkaProducer(**settings)) as producer:
        try:
            producer.send(topic, b"{}", partition=0).get(timeout=10)
        except AuthorizationError:
            return False
    return True


def reads(broker: SecuredBroker, user: str, topic: str) -> bool:
    """Return whether a user gets a message of a topic that has one."""
    with closing(KafkaConsumer(**broker.client_settings(user), group_id=None)) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek(partition, 0)
        try:
            return any(consumer.poll(timeout_ms=500) for _ in range(POLLS))
        except AuthorizationError:
            return False


@pytest.fixture
def messages(secured_broker: SecuredBroker) -> None:
    """A message in each topic."""
    assert all(writes(secured_broker, ADMIN, topic) for topic in (POLICE, FRONT_DOOR))


@pytest.mark.usefixtures("messages")
@pytest.mark.parametrize(
    ("user", "may_read", "may_write"),
    [
        pytest.param("danm", {POLICE, FRONT_DOOR}, set(), id="the-monitor-reads-both"),
        pytest.param("police", set(), {POLICE}, id="the-police-write-theirs"),
        pytest.param("front-door", set(), {FRONT_DOOR}, id="the-front-door-writes-its-own"),
        pytest.param("stranger", set(), set(), id="nobody-else-does-anything"),
    ],
)
def test_each_may_do_its_part_and_no_more(
    secured_broker: SecuredBroker, user: str, may_read: set[str], may_write: set[str]
) -> None:
    topics = (POLICE, FRONT_DOOR)

    assert {topic for topic in topics if reads(secured_broker, user, topic)} == may_read
    assert {topic for topic in topics if writes(secured_broker, user, topic)} == may_write


def test_somebody_without_a_rule_sees_nothing_and_makes_nothing(
    secured_broker: SecuredBroker,
) -> None:
    with closing(KafkaAdminClient(**secured_broker.client_settings("stranger"))) as admin:
        assert admin.list_topics() == []
        with pytest.raises(AuthorizationError):
            admin.create_topics({"own": {"num_partitions": 1, "replication_factor": 1}})


def test_what_is_applied_once_needs_no_more(secured_broker: SecuredBroker) -> None:
    again = secured_broker.apply_deployed()

    assert (again.returncode, again.stdout) == (
        AS_IT_SHOULD_BE,
        "the broker is as the file says\n",
    )


def topics_file(folder: Path, **changed: Any) -> Path:
    wanted = {
        "partitions": 2,
        "replicas": 1,
        "topics": [f"applied.{uuid4().hex}"],
    } | changed
    lines = [f"{name} = {json.dumps(value)}" for name, value in wanted.items()]
    rule = (
        f'[[rules]]\nwho = "User:applied"\ntopics = {json.dumps(wanted["topics"])}\nmay = ["READ"]'
    )
    settings = '[settings]\n"compression.type" = "uncompressed"'
    file = folder / "topics.toml"
    file.write_text("\n".join([*lines, settings, rule]), encoding="utf-8")
    return file


def test_a_difference_is_shown_and_nothing_changed_unless_asked_to(
    tmp_path: Path, secured_broker: SecuredBroker
) -> None:
    name = f"applied.{uuid4().hex}"
    file = topics_file(tmp_path, topics=[name])
    shown = secured_broker.run_apply(ADMIN, "--topics", str(file))

    again = secured_broker.run_apply(ADMIN, "--topics", str(file))

    assert (shown.returncode, shown.stdout) == (again.returncode, again.stdout)
    assert shown.returncode == DIFFERENT
    assert shown.stdout.splitlines() == [
        f"+ topic {name}, 2 partitions, 1 replicas, compression.type=uncompressed",
        f"+ User:applied may READ topic {name}",
    ]


def test_wrong_settings_are_mended_and_what_is_too_much_is_told(
    tmp_path: Path, secured_broker: SecuredBroker
) -> None:
    name = f"applied.{uuid4().hex}"
    secured_broker.create_topic(name, partitions=3, settings={"compression.type": "zstd"})
    secured_broker.allow("greedy", ResourceType.TOPIC, name, "WRITE")
    file = topics_file(tmp_path, topics=[name])

    applied = secured_broker.run_apply(ADMIN, "--topics", str(file), "--apply")

    assert applied.returncode == DIFFERENT
    assert applied.stdout.splitlines() == [
        f"done: ~ topic {name}, compression.type zstd -> uncompressed",
        f"done: + User:applied may READ topic {name}",
        f"! topic {name} has 3 partitions, not 2",
        f"! not in the file: User:greedy may WRITE topic {name}",
    ]


def test_only_an_administrator_applies(secured_broker: SecuredBroker) -> None:
    refused = secured_broker.run_apply("danm", "--apply")

    assert refused.returncode == CANNOT_ASK
    assert refused.stderr.startswith("apply.py: the Kafka broker at ")
    assert "look at its log, at this user's rights" in refused.stderr


def test_a_broker_that_keeps_no_rules_is_named(
    tmp_path: Path, kafka_broker: KafkaBroker, secured_broker: SecuredBroker
) -> None:
    kafka = Kafka(bootstrap=(kafka_broker.bootstrap,))
    file = topics_file(tmp_path)

    refused = secured_broker.run_apply_by(kafka, "--topics", str(file))

    assert refused.returncode == CANNOT_ASK
    assert (
        "the broker keeps no access rules: whoever reaches it may do everything" in refused.stderr
    )
