"""What the monitor says of its rights on the broker and of the topics, at its start or asked."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from kafka.admin import ResourceType

from consumer.broker_check import broker_findings
from consumer.finding import Finding
from consumer.kafka_settings import Kafka
from consumer.sources.broker_refusals import BrokerTrouble
from consumer.sources.kafka_start import require_broker
from consumer.wall_clock import now
from tests.servers.secured_broker import ADMIN, APPLY, SecuredBroker

pytestmark = pytest.mark.integration

POLICE, FRONT_DOOR = "police.da-incidents.v1", "frontdoor.contacts.v1"
TOPIC, GROUP = ResourceType.TOPIC, ResourceType.GROUP
README = APPLY.with_name("README.md")


@pytest.fixture
def topic(secured_broker: SecuredBroker) -> str:
    """A topic of its own, for tests that change settings or rights."""
    name = f"own.{uuid4().hex}"
    secured_broker.create_topic(name, partitions=2)
    return name


def found(kafka: Kafka) -> dict[str, Finding]:
    return {one.name: one for one in broker_findings(kafka, now())}


def started(kafka: Kafka) -> str:
    """Return what the monitor says at its start instead of reading."""
    with pytest.raises(BrokerTrouble) as refused:
        require_broker(kafka.connection())
    return str(refused.value)


def test_the_monitor_reads_as_its_own_group_and_as_no_other(secured_broker: SecuredBroker) -> None:
    require_broker(secured_broker.settings("danm").connection())

    said = started(secured_broker.settings("danm", group="somebody-else"))

    assert "does not let us read as the group somebody-else; let this user read the group" in said


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
    secured_broker.allow("no-group", TOPIC, topic, "READ")
    seen, closed = f"seen.{uuid4().hex}", f"closed.{uuid4().hex}"
    for name in (seen, closed):
        secured_broker.create_topic(name)
    secured_broker.allow("greedy", TOPIC, seen, "DESCRIBE")
    secured_broker.allow("greedy", GROUP, "greedy", "READ")
    packed, large = f"packed.{uuid4().hex}", f"large.{uuid4().hex}"
    secured_broker.create_topic(packed, settings={"compression.type": "producer"})
    secured_broker.create_topic(large, settings={"max.message.bytes": "1048588"})
    alter = f"kafka-configs.sh --bootstrap-server {secured_broker.bootstrap} --alter --entity-type"
    return {
        "the Kafka broker has no topic police.typo; create it": secured_broker.settings(
            ADMIN, topics=["police.typo"]
        ),
        f"does not let us see {closed}, or has no such topic; let this user read": (
            secured_broker.settings("danm", topics=[closed])
        ),
        f"lets us see {seen} and not read it; let this user read it": secured_broker.settings(
            "greedy", topics=[seen], group="greedy"
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
    secured_broker.allow("greedy", TOPIC, topic, "READ", "DESCRIBE_CONFIGS", "WRITE", "DELETE")
    secured_broker.allow("greedy", GROUP, "greedy", "READ")
    kafka = secured_broker.settings("greedy", topics=[topic], group="greedy")

    rights = found(kafka)["rights"]

    assert rights.is_well
    assert rights.is_warning
    assert f"we may do more than read: write, delete {topic}" in rights.said
    assert "take away what deploy/kafka/topics.toml does not name" in str(rights.mend)


def test_whoever_sends_canaries_must_write_and_may(
    secured_broker: SecuredBroker, topic: str
) -> None:
    secured_broker.allow("greedy", TOPIC, topic, "READ", "DESCRIBE_CONFIGS", "WRITE")
    secured_broker.allow("greedy", GROUP, "greedy", "READ")
    may = found(secured_broker.settings("greedy", topics=[topic], group="greedy", canary=True))
    may_not = found(secured_broker.settings("danm", canary=True))

    assert may["canaries"].line() == "ok       canaries: a test message may be sent to each topic"
    assert topic not in may["rights"].said
    assert f"we may not write to {POLICE}, {FRONT_DOOR}" in may_not["canaries"].said
    assert not may_not["canaries"].is_well


def test_an_administrator_is_told_that_the_whole_broker_is_open_to_it(
    secured_broker: SecuredBroker, topic: str
) -> None:
    rights = found(secured_broker.settings(ADMIN, topics=[topic]))["rights"]

    assert rights.is_warning
    assert "the whole broker" in rights.said


def test_where_settings_may_not_be_looked_at_the_monitor_says_so_and_goes_on(
    secured_broker: SecuredBroker, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    secured_broker.allow("no-settings", TOPIC, topic, "READ")
    secured_broker.allow("no-settings", GROUP, "no-settings", "READ")
    kafka = secured_broker.settings("no-settings", topics=[topic], group="no-settings")

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


def test_the_guide_shows_what_is_really_said(secured_broker: SecuredBroker) -> None:
    guide = README.read_text(encoding="utf-8").splitlines()
    kafka = secured_broker.settings("danm")

    said = [one.line() for one in broker_findings(kafka, now())]

    assert said
    assert {line.replace(secured_broker.bootstrap, "localhost:9093") for line in said} <= set(guide)
