"""Records that cannot be read, on a real broker: every other one is read, each of them is named."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.kafka_intake import Taking
from tests.integration.kafka_monitor import POISON, Monitor
from tests.replays.both import a_database
from tests.servers.kafka_broker import Kafka, KafkaBroker
from tests.wire import a_message, wire

pytestmark = pytest.mark.integration


@pytest.fixture
def monitor(kafka_broker: KafkaBroker) -> Iterator[Monitor]:
    with ExitStack() as processes:
        monitor = Monitor(broker=kafka_broker, processes=processes)
        kafka_broker.create_topic(monitor.topic)
        yield monitor


def report(number: int) -> bytes:
    return wire(a_message(id=f"m{number}", subject=f"STF-26-{number}"))


def test_a_poisoned_record_is_named_and_stepped_over(monitor: Monitor) -> None:
    monitor.send(b"before")
    monitor.send(POISON)
    monitor.send(b"behind")

    before, poison, behind = monitor.read(monitor.start(), 3)

    assert (before.raw, behind.raw) == (b"before", b"behind")
    assert (poison.raw, poison.damaged) == (b"", True)
    assert poison.coordinates == f"{monitor.topic}/0@1"


def test_messages_sent_in_one_batch_behind_a_poisoned_record_are_read(monitor: Monitor) -> None:
    monitor.send(b"before", POISON, b"beside", POISON, b"last")
    monitor.send(b"behind")

    records = monitor.read(monitor.start(), 6)

    assert [(record.coordinates[-2:], record.raw, record.damaged) for record in records] == [
        ("@0", b"before", False),
        ("@1", b"", True),
        ("@2", b"beside", False),
        ("@3", b"", True),
        ("@4", b"last", False),
        ("@5", b"behind", False),
    ]
    assert all(record.at is not None for record in records if not record.damaged)


def test_a_poisoned_record_is_not_looked_at_again_after_a_restart(monitor: Monitor) -> None:
    monitor.send(POISON)
    first = monitor.start()
    monitor.read(first, 1)
    first.close()
    monitor.send(b"behind")

    (record,) = monitor.read(monitor.start(), 1)

    assert record.raw == b"behind"


def test_a_poisoned_partition_does_not_hold_up_the_others(
    monitor: Monitor, kafka_broker: KafkaBroker
) -> None:
    monitor.topic += ".wide"
    kafka_broker.create_topic(monitor.topic, partitions=2)
    monitor.send(POISON, POISON, partition=0)
    monitor.send(b"fine", partition=1)

    records = monitor.read(monitor.start(), 3)

    assert sorted((record.coordinates, record.damaged) for record in records) == [
        (f"{monitor.topic}/0@0", True),
        (f"{monitor.topic}/0@1", True),
        (f"{monitor.topic}/1@0", False),
    ]


def test_of_ten_messages_sent_together_the_poisoned_third_alone_lies_in_quarantine(
    monitor: Monitor, sqlite_url: str
) -> None:
    a_database(sqlite_url).close()
    reports = [report(number) for number in range(10)]
    monitor.send(*reports[:2], POISON, *reports[3:])
    process = Taking(monitor, sqlite_url)

    process.until(9, refused=1, told=1)
    process.turn()

    assert len(process.taken) == 9
    assert process.refused == [(f"{monitor.topic}/0@2", "damaged")]
    ((kind, reason),) = process.told
    assert kind == "quarantine"
    assert monitor.topic in reason


def test_poison_met_again_after_a_crash_before_the_commit_is_named_once(
    monitor: Monitor, sqlite_url: str
) -> None:
    a_database(sqlite_url).close()
    monitor.send(report(0), POISON, report(2))
    first = Taking(monitor, sqlite_url)
    for _ in range(60):
        if any(record.damaged for record in first.source.poll().records):
            break
    first.source.close()
    second = Taking(monitor, sqlite_url)

    second.until(2, refused=1)

    assert len(second.taken) == 2
    assert second.refused == [(f"{monitor.topic}/0@1", "damaged")]


def test_a_batch_spoilt_on_the_brokers_disk_is_named_message_by_message_and_read_past(
    tmp_path: Path, kafka: Kafka, sqlite_url: str
) -> None:
    a_database(sqlite_url).close()
    with KafkaBroker(tmp_path / "kafka", kafka) as broker, ExitStack() as processes:
        monitor = Monitor(broker=broker, processes=processes)
        broker.create_topic(monitor.topic)
        monitor.send(report(0), report(1))
        monitor.send(*(report(number) for number in range(2, 152)))
        monitor.send(report(152))
        broker.stop()
        (segment,) = (tmp_path / "kafka" / "data").glob(f"{monitor.topic}-0/*.log")
        segment.write_bytes(segment.read_bytes().replace(b"STF-26-77", b"STF-26-78"))
        broker.start()

        process = Taking(monitor, sqlite_url)
        process.until(3, refused=150, told=1)

        assert len(process.taken) == 3
        assert process.intake.troubles == ()
    wanted = [(f"{monitor.topic}/0@{offset}", "damaged") for offset in range(2, 152)]
    assert process.refused == sorted(wanted)
