"""One contract for whatever messages come from."""

import gzip
import io
import json
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import KafkaProducer

from consumer.sources import BATCH_RECORDS, Batch, Record, Source
from consumer.sources.entered import EnteredMessages
from consumer.sources.folder import FolderSource, Inbox
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_connection import KafkaConnection
from consumer.sources.mapping import load_mapping
from consumer.sources.ndjson import NdjsonFile
from schemas.auditing import Signature
from schemas.database import open_database
from schemas.entering import enter_within, mark_taken
from schemas.moments import parse_instant
from schemas.tables import metadata
from tests.inboxes import COUNCIL_HEADER, COUNCIL_MAPPING, a_file
from tests.replays.ours import KEYS
from tests.servers.kafka_broker import KafkaBroker

SourceOf = Callable[[list[bytes]], Source]
"""Makes a source that holds these messages."""

PATIENCE = 40
"""Polls before a source counts as empty; a Kafka one waits half a second in each."""

AN_INSTANT = parse_instant("2026-11-21T00:00:00Z")

REFERRALS = [b'{"number":1}', b'{"number":2}', b'{"number":3}']


@pytest.fixture
def plain_file(tmp_path: Path) -> SourceOf:
    def source_of(messages: list[bytes]) -> Source:
        path = tmp_path / "in.ndjson"
        path.write_bytes(_lines(messages))
        return NdjsonFile([path])

    return source_of


@pytest.fixture
def gzip_file(tmp_path: Path) -> SourceOf:
    def source_of(messages: list[bytes]) -> Source:
        path = tmp_path / "in.ndjson.gz"
        path.write_bytes(gzip.compress(_lines(messages)))
        return NdjsonFile([path])

    return source_of


inputs: list[io.TextIOWrapper] = []
"""Kept to the end: one that is forgotten closes under the thread that still reads it."""


@pytest.fixture
def standard_input(monkeypatch: pytest.MonkeyPatch) -> SourceOf:
    def source_of(messages: list[bytes]) -> Source:
        inputs.append(io.TextIOWrapper(io.BytesIO(_lines(messages))))
        monkeypatch.setattr(sys, "stdin", inputs[-1])
        return NdjsonFile(["-"])

    return source_of


@pytest.fixture
def kafka_topic(kafka_broker: KafkaBroker) -> Iterator[SourceOf]:
    with ExitStack() as open_sources:

        def source_of(messages: list[bytes]) -> Source:
            topic = f"contract.{uuid.uuid4().hex}"
            kafka_broker.create_topic(topic)
            with closing(KafkaProducer(bootstrap_servers=kafka_broker.bootstrap)) as producer:
                for message in messages:
                    producer.send(topic, message)
                producer.flush()
            connection = KafkaConnection(
                bootstrap=[kafka_broker.bootstrap], topics=[topic], group=topic, instance="one"
            )
            source = KafkaSource(connection, lambda _partitions: {})
            return open_sources.enter_context(closing(source))

        yield source_of


class TakenWhenAccepted(EnteredMessages):
    """Marks rows at the latest moment at which the transaction of their messages would have."""

    def accepted(self, batch: Batch) -> None:
        numbers = [record.entered for record in batch.records if record.entered is not None]
        with self._database.write() as connection:
            mark_taken(connection, numbers, AN_INSTANT)


@pytest.fixture
def entered_on_sqlite(sqlite_url: str) -> Iterator[SourceOf]:
    yield from _entered(sqlite_url)


@pytest.fixture
def entered_on_postgresql(postgresql_url: str) -> Iterator[SourceOf]:
    yield from _entered(postgresql_url)


class RowsOfAFolder(FolderSource):
    """Hands over the message that stands for each row, in place of what its mapping makes of it."""

    messages: Sequence[bytes] = ()

    def poll(self) -> Batch:
        made = super().poll()
        self._given = replace(made, records=tuple(self._standing_for(made.records)))
        return self._given

    def _standing_for(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            subject = json.loads(record.raw).get("subject")
            if subject is not None:  # only a heartbeat has none
                yield replace(record, raw=self.messages[int(subject)])


@pytest.fixture
def folder_of_extracts(sqlite_url: str, tmp_path: Path) -> Iterator[SourceOf]:
    database = open_database(sqlite_url)
    with database.write() as connection:
        metadata.create_all(connection)
    folder, path = tmp_path / "drop", tmp_path / "mapping.toml"
    folder.mkdir()
    path.write_text(COUNCIL_MAPPING.format(by="times", extra="", delivery=""))
    with ExitStack() as open_sources:

        def source_of(messages: list[bytes]) -> Source:
            rows = [f"{number},,M,2026-11-20T23:00:00Z" for number in range(len(messages))]
            if messages:
                (folder / "night.csv").write_text(a_file(COUNCIL_HEADER, rows))
                (folder / "night.csv.done").touch()
            inbox = Inbox(folder=folder, mapping_path=path, mapping=load_mapping(path))
            source = RowsOfAFolder(inbox, database, KEYS, lambda: AN_INSTANT)
            source.messages = messages
            return open_sources.enter_context(closing(source))

        yield source_of
    database.close()


def _entered(url: str) -> Iterator[SourceOf]:
    database = open_database(url)

    def source_of(messages: list[bytes]) -> Source:
        by = Signature(actor="duty manager", at=AN_INSTANT)
        with database.write() as connection:
            metadata.create_all(connection)
            for message in messages:
                enter_within(connection, KEYS, message, by)
        return TakenWhenAccepted(database, KEYS)

    yield source_of
    database.close()


@pytest.fixture(
    params=[
        "plain_file",
        "gzip_file",
        "standard_input",
        "folder_of_extracts",
        "entered_on_sqlite",
        pytest.param("entered_on_postgresql", marks=pytest.mark.integration),
        pytest.param("kafka_topic", marks=pytest.mark.integration),
    ]
)
def source_of(request: pytest.FixtureRequest) -> SourceOf:
    made: SourceOf = request.getfixturevalue(request.param)
    return made


def test_every_message_is_handed_over_once_and_in_order(source_of: SourceOf) -> None:
    messages = [b'{"number":%d}' % number for number in range(2 * BATCH_RECORDS + 1)]

    records = _read(source_of(messages), len(messages))

    assert [record.raw for record in records] == messages


def test_no_two_messages_have_the_same_coordinates(source_of: SourceOf) -> None:
    records = _read(source_of(REFERRALS), len(REFERRALS))

    assert len({record.coordinates for record in records}) == len(REFERRALS)


def test_a_batch_is_empty_where_nothing_has_come(source_of: SourceOf) -> None:
    assert source_of([]).poll().records == ()


def test_nothing_comes_after_the_last_message(source_of: SourceOf) -> None:
    source = source_of(REFERRALS)

    _read(source, len(REFERRALS))

    assert source.poll().records == ()


def test_a_batch_that_was_not_stored_is_handed_over_again(source_of: SourceOf) -> None:
    source = source_of(REFERRALS)
    _first_batch(source)

    again = _read(source, len(REFERRALS))

    assert [record.raw for record in again] == REFERRALS


def test_a_batch_is_never_larger_than_one_transaction(source_of: SourceOf) -> None:
    source = source_of([b"{}"] * (BATCH_RECORDS + 1))

    assert len(_first_batch(source)) <= BATCH_RECORDS


def test_a_source_may_be_closed_twice(source_of: SourceOf) -> None:
    source = source_of(REFERRALS)

    source.close()

    source.close()


def _lines(messages: list[bytes]) -> bytes:
    return b"".join(message + b"\n" for message in messages)


def _first_batch(source: Source) -> tuple[Record, ...]:
    for _ in range(PATIENCE):
        if records := source.poll().records:
            return records
    return ()


def _read(source: Source, count: int) -> list[Record]:
    """Return at least `count` messages, each batch accepted, where so many come."""
    records: list[Record] = []
    for _ in range(PATIENCE):
        batch = source.poll()
        records.extend(batch.records)
        source.accepted(batch)
        if len(records) >= count or source.is_finished:
            break
    return records
