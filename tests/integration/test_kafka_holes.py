"""Messages that the broker no longer has: told by partition and range, and read on behind them."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from kafka import KafkaProducer

from consumer.sources import kafka_starts
from consumer.sources.kafka_words import TOPIC_MISSING
from tests.integration.kafka_intake import Taking
from tests.integration.kafka_monitor import PATIENCE, Monitor
from tests.replays.both import a_database
from tests.servers.kafka_broker import KafkaBroker
from tests.wire import a_message, wire

pytestmark = pytest.mark.integration


@pytest.fixture
def monitor(kafka_broker: KafkaBroker) -> Iterator[Monitor]:
    with ExitStack() as processes:
        monitor = Monitor(broker=kafka_broker, processes=processes)
        kafka_broker.create_topic(monitor.topic)
        yield monitor


@pytest.fixture
def url(sqlite_url: str) -> str:
    a_database(sqlite_url).close()
    return sqlite_url


def report(number: int) -> bytes:
    return wire(a_message(id=f"m{number}", subject=f"STF-26-{number}"))


def test_messages_deleted_before_we_read_them_are_one_alarm_that_names_their_range(
    monitor: Monitor, url: str
) -> None:
    monitor.send(report(0))
    first = Taking(monitor, url)
    first.until(1)
    first.source.close()
    monitor.send(report(1), report(2), report(3))
    monitor.delete_before(3)

    process = Taking(monitor, url)
    process.until(2, told=1)

    assert process.told == [
        (
            "gap",
            f"the broker deleted messages of the topic {monitor.topic} before we read them. "
            "Lost: partition 0, offsets 1 to 2, up to 2 messages. We read on behind them.",
        )
    ]
    assert process.refused == []


def test_a_range_deleted_to_the_very_end_is_told_though_nothing_follows(
    monitor: Monitor, url: str
) -> None:
    monitor.send(report(0))
    first = Taking(monitor, url)
    first.until(1)
    first.source.close()
    monitor.send(report(1))
    monitor.delete_before(2)

    process = Taking(monitor, url)
    process.until(1, told=1)

    ((kind, reason),) = process.told
    assert (kind, "partition 0, offset 1, 1 message." in reason) == ("gap", True)


def test_a_loss_that_was_told_is_not_told_again_after_a_restart(monitor: Monitor, url: str) -> None:
    monitor.send(report(0))
    first = Taking(monitor, url)
    first.until(1)
    first.source.close()
    monitor.send(report(1), report(2))
    monitor.delete_before(2)
    second = Taking(monitor, url)
    second.until(2, told=1)
    second.source.close()
    monitor.send(report(3))

    third = Taking(monitor, url)
    third.until(3)

    assert len(third.told) == 1


def test_messages_that_were_there_before_we_ever_began_are_no_loss(
    monitor: Monitor, url: str
) -> None:
    monitor.send(report(0), report(1))
    monitor.delete_before(1)

    process = Taking(monitor, url)
    process.until(1)

    assert process.told == []


def test_a_topic_that_lost_its_end_is_read_again_rather_than_waited_for(monitor: Monitor) -> None:
    monitor.send(b"0", b"1")
    first = monitor.start()
    monitor.read(first, 2)
    first.close()
    stored = monitor.stored[monitor.topic, 0]
    monitor.stored[monitor.topic, 0] = replace(stored, next_offset=stored.next_offset + 10)

    records = monitor.read(monitor.start(), 2)

    assert [record.raw for record in records] == [b"0", b"1"]


def test_what_transactions_leave_out_is_no_loss(monitor: Monitor, url: str) -> None:
    settings = {
        "bootstrap_servers": monitor.broker.bootstrap,
        "transactional_id": monitor.topic,
    }
    with closing(KafkaProducer(**settings)) as producer:
        producer.init_transactions()
        for number, end in enumerate(
            (producer.commit_transaction, producer.abort_transaction, producer.commit_transaction)
        ):
            producer.begin_transaction()
            producer.send(monitor.topic, report(number), partition=0)
            producer.flush()
            end()

    process = Taking(monitor, url)
    process.until(2)
    process.turn()

    assert (len(process.taken), process.told, process.refused) == (2, [], [])


def test_a_topic_made_anew_while_we_were_down_is_read_from_its_beginning_and_told(
    monitor: Monitor, url: str
) -> None:
    monitor.send(report(0), report(1))
    first = Taking(monitor, url)
    first.until(2)
    first.source.close()
    monitor.make_topic_anew()
    monitor.send(report(2))

    process = Taking(monitor, url)
    process.until(3, told=1)

    ((kind, reason),) = process.told
    assert kind == "gap"
    assert f"the topic {monitor.topic} was deleted on the broker and made anew" in reason
    assert "Partition 0 of the old one was read up to offset 1." in reason


def test_a_topic_made_anew_while_we_run_is_noticed_read_from_its_beginning_and_told(
    monitor: Monitor,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(kafka_starts, "COMPARE_EVERY", kafka_starts.COMPARE_EVERY / 10)
    monitor.send(report(0), report(1))
    process = Taking(monitor, url)
    process.until(2)

    monitor.make_topic_anew()
    monitor.send(*(report(number) for number in range(2, 7)))
    process.until(7, told=1)

    assert len(process.taken) == 7
    assert [kind for kind, _ in process.told] == ["gap"]
    assert "the topic was made anew: read from its beginning" in caplog.messages


def test_a_topic_deleted_while_we_run_is_named_until_it_is_there_again(
    monitor: Monitor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_starts, "COMPARE_EVERY", kafka_starts.COMPARE_EVERY / 10)
    monitor.send(report(0))
    process = Taking(monitor, url)
    process.until(1)

    monitor.delete_topic()
    for _ in range(PATIENCE):
        process.turn()
        if TOPIC_MISSING in process.intake.troubles:
            break
    troubles = process.intake.troubles
    monitor.broker.create_topic(monitor.topic)
    monitor.send(report(1), report(2))
    process.until(3, told=1)

    assert TOPIC_MISSING in troubles
    assert len(process.taken) == 3
    assert process.intake.troubles == ()
