"""When `danm run` ends for Kafka's sake: a poll that never returns, and our place taken."""

from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaProducer

from tests.installation import Installation
from tests.integration.kafka_monitor import NotUtf8
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

HANGING = ("tests.integration.hanging",)
DIED, WRONG_USAGE = 70, 2
ASSIGNED = "first start: read from the beginning"
HANGS_FOR = 60.0
"""30 s until it has ended, and air for a busy machine that must first read the record."""


def send_poison(installation: Installation) -> None:
    with closing(KafkaProducer(bootstrap_servers=installation.broker.bootstrap)) as producer:
        producer.send(installation.police, b"poison", headers=[(NotUtf8("key"), b"")])
        producer.flush()


def test_a_poll_that_never_returns_ends_the_process(
    tmp_path: Path, sqlite_url: str, kafka_broker: KafkaBroker
) -> None:
    installation = Installation(folder=tmp_path, database_url=sqlite_url, broker=kafka_broker)
    installation.prepare()
    with installation.start(module=HANGING) as program:
        program.until_it_runs()
        send_poison(installation)

        assert program.ended(HANGS_FOR) == DIED

    stuck = program.log("a loop is stuck: ending the process")
    assert stuck is not None
    assert stuck["loop"] == "consume"


def test_a_process_whose_place_was_taken_ends_with_one_line_that_says_so(
    tmp_path: Path, postgresql_url: str, kafka_broker: KafkaBroker
) -> None:
    installation = Installation(folder=tmp_path, database_url=postgresql_url, broker=kafka_broker)
    installation.prepare()
    with installation.start() as first:
        first.until(lambda: first.log(ASSIGNED) is not None, "it has its partitions")
        with installation.start() as second:
            code = first.ended()
            second.until_it_runs()
            assert second.stop() == 0

    assert code == WRONG_USAGE
    cannot = first.log("cannot go on")
    assert cannot is not None
    assert cannot["why"].startswith("another process reads Kafka as kafka.instance ")
    assert first.stderr.splitlines()[-1].endswith("give each a kafka.instance of its own")
    assert "Traceback" not in first.stderr
