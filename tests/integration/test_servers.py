"""The real servers and programs that other tests stand on."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from tests.servers.kafka_broker import Kafka, KafkaBroker
from tests.servers.postgresql import PostgreSQL
from tests.servers.required import require_program

pytestmark = pytest.mark.integration


def test_a_message_sent_to_kafka_comes_back(kafka_broker: KafkaBroker) -> None:
    kafka_broker.create_topic("servers.echo")

    _send(kafka_broker, "servers.echo", b"a child waits")

    assert _values(kafka_broker, "servers.echo") == [b"a child waits"]


def test_a_broker_killed_and_started_again_keeps_its_messages(tmp_path: Path, kafka: Kafka) -> None:
    with KafkaBroker(tmp_path / "kafka", kafka) as broker:
        broker.create_topic("servers.kept")
        _send(broker, "servers.kept", b"kept")
        before = broker.bootstrap

        broker.kill()
        broker.start()

        assert broker.bootstrap == before
        assert _values(broker, "servers.kept") == [b"kept"]


def test_a_stopped_broker_leaves_no_process(tmp_path: Path, kafka: Kafka) -> None:
    broker = KafkaBroker(tmp_path / "kafka", kafka)
    broker.start()
    pid = broker.pid

    broker.stop()

    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()


def test_postgresql_answers_a_query(postgresql_url: str) -> None:
    assert _scalar(postgresql_url, "SHOW server_version").startswith("18")


def test_every_test_has_a_database_of_its_own(postgresql_server: PostgreSQL) -> None:
    one, other = postgresql_server.fresh_database(), postgresql_server.fresh_database()

    _run(one, "CREATE TABLE waiting (handle text)")

    assert _scalar(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'waiting'") == "0"


def test_a_database_made_from_a_template_has_its_tables(postgresql_server: PostgreSQL) -> None:
    template = postgresql_server.template(
        lambda url: _run(url, "CREATE TABLE waiting (handle text)")
    )

    url = postgresql_server.fresh_database(template)

    assert _scalar(url, "SELECT count(*) FROM waiting") == "0"


def test_the_same_query_runs_on_each_database(database_url: str) -> None:
    assert _scalar(database_url, "SELECT 1 + 1") == "2"


@pytest.mark.parametrize(
    ("program", "debian_package"),
    [
        ("prometheus", "prometheus"),
        ("promtool", "prometheus"),
        ("prometheus-alertmanager", "prometheus-alertmanager"),
        ("amtool", "prometheus-alertmanager"),
        ("chromium", "chromium"),
        ("strace", "strace"),
    ],
)
def test_the_programs_that_tests_drive_are_installed(program: str, debian_package: str) -> None:
    assert require_program(program, debian_package=debian_package).is_file()


def test_what_is_missing_is_skipped_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DANM_REQUIRE_ALL", raising=False)

    with pytest.raises(pytest.skip.Exception, match="apt-get install no-such-package"):
        require_program("no-such-program", debian_package="no-such-package")


def test_what_is_missing_fails_where_everything_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DANM_REQUIRE_ALL", "1")

    with pytest.raises(pytest.fail.Exception, match="apt-get install no-such-package"):
        require_program("no-such-program", debian_package="no-such-package")


def _send(broker: KafkaBroker, topic: str, value: bytes) -> None:
    with closing(KafkaProducer(bootstrap_servers=broker.bootstrap)) as producer:
        producer.send(topic, value).get(timeout=10)


def _values(broker: KafkaBroker, topic: str) -> list[bytes]:
    with closing(KafkaConsumer(bootstrap_servers=broker.bootstrap)) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek_to_beginning(partition)
        return [record.value for record in consumer.poll(timeout_ms=10_000).get(partition, [])]


def _run(url: str, statement: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _scalar(url: str, query: str) -> str:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        value = connection.execute(sa.text(query)).scalar_one()
    engine.dispose()
    return str(value)
