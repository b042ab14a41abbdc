"""Who may do what on the broker, as deploy/kafka says it, and what the monitor says of it."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import (
    AuthorizationError,
)

from consumer.broker_check import broker_findings
from consumer.finding import Finding
from consumer.kafka_settings import Kafka
from consumer.sources.broker_refusals import BrokerTrouble
from consumer.sources.kafka_start import require_broker
from consumer.wall_clock import now
from tests.servers.secured_broker import ADMIN, SecuredBroker

pytestmark = pytest.mark.integration

POLICE, FRONT_DOOR = "police.da-incidents.v1", "frontdoor.contacts.v1"
AS_IT_SHOULD_BE, DIFFERENT, CANNOT_ASK = 0, 1, 2
POLLS = 6
"""Of half a second each: a broker that gives nothing by then gives nothing at all."""


@pytest.fixture
def topic(secured_broker: SecuredBroker) -> str:
    """A topic of its own, for tests that change settings or rights."""
    name = f"own.{uuid4().hex}"
    secured_broker.create_topic(name, partitions=2)
    return name


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


def allow(broker: SecuredBroker, user: str, thing: ResourcePattern, *may: str) -> None:
    rules = [
        ACL(f"User:{user}", "*", ACLOperation[one], ACLPermissionType.ALLOW, thing) for one in may
    ]
    with closing(KafkaAdminClient(**broker.admin_settings)) as admin:
        assert not admin.create_acls(rules)["failed"]


def of_topic(name: str) -> ResourcePattern:
    return ResourcePattern(ResourceType.TOPIC, name)


def of_group(name: str) -> ResourcePattern:
    return ResourcePattern(ResourceType.GROUP, name)


def found(kafka: Kafka) -> dict[str, Finding]:
    return {one.name: one for one in broker_findings(kafka, now())}


def started(kafka: Kafka) -> str:
    """Return what the monitor says at its start instead of reading."""
    with pytest.raises(BrokerTrouble) as refused:
        require_broker(kafka.connection())
    return str(refused.value)


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


def test_the_monitor_reads_as_its_own_group_and_as_no_other(secured_broker: SecuredBroker) -> None:
    require_broker(secured_broker.settings("danm").connection())

    said = started(secured_broker.settings("danm", group="somebody-else"))

    assert "does not let us read as the group somebody-else; let this user read the group" in said


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
    allow(secured_broker, "greedy", of_topic(name), "WRITE")
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


def test_the_check_is_content_with_what_deploy_sets_up(secured_broker: SecuredBroker) -> None:
    told = {name: one.line() for name, one in found(secured_broker.settings("danm")).items()}

    assert told == {
        "broker": f"ok       broker: {secured_broker.bootstrap} lets us in (SASL_SSL, "
        "SCRAM-SHA-512 as danm)",
        "topics": f"ok       topics: {POLICE} (6 partitions), {FRONT_DOOR} (6 partitions)",
        "topic settings": "ok       topic settings: compression.type uncompressed, "
        "max.message.bytes 262144",
        "group": "ok       group: danm is ours to read as",
        "rights": "ok       rights: no more than reading needs",
    }


@pytest.fixture
def wrongs(secured_broker: SecuredBroker, topic: str) -> Mapping[str, Kafka]:
    """What keeps us from reading, by what is said of it."""
    allow(secured_broker, "no-group", of_topic(topic), "READ")
    seen, closed = f"seen.{uuid4().hex}", f"closed.{uuid4().hex}"
    for name in (seen, closed):
        secured_broker.create_topic(name)
    allow(secured_broker, "greedy", of_topic(seen), "DESCRIBE")
    allow(secured_broker, "greedy", of_group("danm"), "READ")
    packed, large = f"packed.{uuid4().hex}", f"large.{uuid4().hex}"
    secured_broker.create_topic(packed, settings={"compression.type": "producer"})
    secured_broker.create_topic(large, settings={"max.message.bytes": "1048588"})
    alter = f"kafka-configs.sh --bootstrap-server {secured_broker.bootstrap} --alter --entity-type"
    return {
        "the Kafka broker has no topic police.typo; create it": secured_broker.settings(
            ADMIN, topics=["police.typo"]
        ),
        f"does not let us see {closed}, if it is there; let this user read": (
            secured_broker.settings("danm", topics=[closed])
        ),
        f"lets us see {seen} and not read it; let this user read it": secured_broker.settings(
            "greedy", topics=[seen]
        ),
        "does not let us read as the group danm; let this user read the group": (
            secured_broker.settings("no-group", topics=[topic])
        ),
        f"the topic {packed} has compression.type producer instead of uncompressed; have it set: "
        f"{alter} topics --entity-name {packed} --add-config compression.type=uncompressed,"
        "max.message.bytes=262144": secured_broker.settings(ADMIN, topics=[packed]),
        f"the topic {large} has max.message.bytes 1048588 instead of at most 262144; have it set": (
            secured_broker.settings(ADMIN, topics=[large])
        ),
    }


def test_what_keeps_us_from_reading_is_told_at_the_start_and_by_the_check(
    wrongs: Mapping[str, Kafka],
) -> None:
    for line, kafka in wrongs.items():
        assert line in started(kafka)
        problems = [one.line() for one in found(kafka).values() if not one.is_well]
        assert len(problems) == 1
        assert line in problems[0]


def test_rights_beyond_reading_are_a_warning_with_the_mend(
    secured_broker: SecuredBroker, topic: str
) -> None:
    allow(secured_broker, "greedy", of_topic(topic), "READ", "DESCRIBE_CONFIGS", "WRITE", "DELETE")
    allow(secured_broker, "greedy", of_group("danm"), "READ")
    kafka = secured_broker.settings("greedy", topics=[topic])

    rights = found(kafka)["rights"]

    assert rights.is_well
    assert rights.is_warning
    assert f"we may do more than read: write, delete {topic}" in rights.said
    assert "take away what deploy/kafka/topics.toml does not name" in str(rights.mend)


def test_an_administrator_is_told_that_the_whole_broker_is_open_to_it(
    secured_broker: SecuredBroker, topic: str
) -> None:
    rights = found(secured_broker.settings(ADMIN, topics=[topic]))["rights"]

    assert rights.is_warning
    assert "the whole broker" in rights.said


def test_where_settings_may_not_be_looked_at_the_monitor_says_so_and_goes_on(
    secured_broker: SecuredBroker, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    allow(secured_broker, "no-settings", of_topic(topic), "READ")
    allow(secured_broker, "no-settings", of_group("danm"), "READ")
    kafka = secured_broker.settings("no-settings", topics=[topic])

    require_broker(kafka.connection())

    assert "the settings of a topic cannot be looked at: danm check says how" in caplog.messages
    settings = found(kafka)["topic settings"]
    assert settings.is_warning
    assert "let this user describe configs" in str(settings.mend)


def test_topics_of_different_width_are_a_problem_for_the_check_and_no_end_of_the_run(
    secured_broker: SecuredBroker, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    wider = f"wide.{uuid4().hex}"
    secured_broker.create_topic(wider, partitions=3)
    kafka = secured_broker.settings(ADMIN, topics=[topic, wider])

    require_broker(kafka.connection())

    assert "topics differ in their partitions: give them as many" in caplog.messages
    assert not found(kafka)["topics"].is_well
