"""The commands on a real broker and a real PostgreSQL."""

import json
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer

from schemas.published import FRONT_DOOR_TOPIC, POLICE_TOPIC
from tests.command_line import REPOSITORY, danm
from tests.servers.kafka_broker import KafkaBroker

NICHE = REPOSITORY / "tests" / "data" / "niche_extract.csv"
MAPPING = REPOSITORY / "deploy" / "mappings" / "niche.toml"
EXAMPLE = REPOSITORY / "tests" / "examples" / "saturday-night" / "in.ndjson"


def make_topics(broker: KafkaBroker) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    missing = {POLICE_TOPIC, FRONT_DOOR_TOPIC} - set(admin.list_topics())
    admin.close()
    for topic in missing:
        broker.create_topic(topic, partitions=3)


def test_an_extract_goes_to_the_broker_keyed_by_incident(
    kafka_broker: KafkaBroker, tmp_path: Path
) -> None:
    make_topics(kafka_broker)
    where = kafka_broker.bootstrap

    checked = danm("check", at=tmp_path, DANM_KAFKA__BOOTSTRAP=where)
    imported = danm(
        "import-csv",
        NICHE,
        "--mapping",
        MAPPING,
        "--to",
        "kafka",
        at=tmp_path,
        DANM_KAFKA__BOOTSTRAP=where,
    )

    assert "ok       broker: " in checked.out
    assert imported.code == 0
    reader = KafkaConsumer(
        POLICE_TOPIC,
        bootstrap_servers=kafka_broker.bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=5_000,
    )
    sent = [(record.key.decode(), json.loads(record.value)) for record in reader]
    reader.close()
    ours = [(key, one) for key, one in sent if one["source"] == "/police/staffordshire/niche"]
    assert len(ours) == 18
    assert all(key == message["subject"] for key, message in ours)


def test_the_lists_are_the_same_on_a_server(postgresql_url: str, tmp_path: Path) -> None:
    until = ("--until", "2026-06-15T09:00:00Z")
    server = ("--database", postgresql_url)

    danm("replay", EXAMPLE, *until, "--alerts", "file", at=tmp_path)
    danm("replay", EXAMPLE, *until, "--alerts", "server", *server, at=tmp_path)

    assert (tmp_path / "server").read_text() == (tmp_path / "file").read_text()
    for command in ("incidents", "waiting"):
        words = (command, "--format", "csv")
        assert danm(*words, *server, at=tmp_path).out.splitlines()[1:] != []
        as_of = ("--as-of", "2026-06-14T12:00:00Z") if command == "waiting" else ()
        on_server = danm(*words, *as_of, *server, at=tmp_path)
        assert on_server.out == danm(*words, *as_of, at=tmp_path).out
    assert danm("check", *server, at=tmp_path).code == 0
