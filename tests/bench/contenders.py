"""Ways of reading the same topics, from nothing at all to all that we do."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from kafka import KafkaConsumer, TopicPartition
from pydantic import TypeAdapter

from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.sources.kafka import KafkaSource
from consumer.sources.kafka_connection import KafkaConnection
from schemas.database import Database, open_database
from schemas.envelope import ENVELOPES
from schemas.migrating import upgrade
from schemas.words import MessageType
from tests.bench.measure import Stored, stored
from tests.bench.traffic import NOW, TOPICS
from tests.programs import ROOT
from tests.replays.ours import HOUSE, KEYS

BATCH = 500
LOOK_MILLISECONDS = 50
FETCH_WAIT_MILLISECONDS = 10
"""How long a broker may keep a question for more messages open.

With 500, as the client comes, and 500 messages a poll it asks for one topic alone and waits out the
whole time while the other is full: measured, 15,000 messages a second and not 130,000.
"""

QUIX = Path(__file__).with_name("quix_contender.py")
QUIX_COMMIT_EVERY = 5_000
"""Messages between two of its checkpoints, which is when its sink writes."""

Contender = Callable[[str, str, int], Iterator[Stored]]
"""Reads so many messages from a broker, into a database by its URL.

It yields how many it has stored after each look for messages, 0 while there were none: the clock
starts at the last 0, since joining a group and waiting for partitions is no work.
"""


def raw_poll(bootstrap: str, _url: str, expected: int) -> Iterator[Stored]:
    """Poll bytes and throw them away: what kafka-python itself can do."""
    seen = 0
    for values in _polled(bootstrap, expected, FETCH_WAIT_MILLISECONDS):
        seen += len(values)
        yield stored(seen)


def hand_written(
    bootstrap: str, url: str, expected: int, wait: int = FETCH_WAIT_MILLISECONDS
) -> Iterator[Stored]:
    """Poll, check with pydantic, COPY: it only appends rows, and knows nothing of a case."""
    readers = {kind: TypeAdapter(ENVELOPES[kind]) for kind in MessageType}
    with psycopg.connect(_libpq(url)) as connection:
        connection.execute(
            "CREATE TABLE rows (source text, id text, type text, sent_at timestamptz, "
            "subject text, data text)"
        )
        connection.commit()
        seen = 0
        for values in _polled(bootstrap, expected, wait):
            _append(connection, readers, values)
            seen += len(values)
            yield stored(seen)


def as_it_comes(bootstrap: str, url: str, expected: int) -> Iterator[Stored]:
    """The same with the client's own settings, as most would leave them."""
    return hand_written(bootstrap, url, expected, wait=500)


def quix(bootstrap: str, url: str, expected: int) -> Iterator[Stored]:
    """Quix Streams with its PostgreSQL sink, a program of its own: it only appends rows too."""
    command = ("uv", "run", "--quiet", "--script", str(QUIX))
    with subprocess.Popen(
        [*command, bootstrap, _libpq(url), str(expected), str(QUIX_COMMIT_EVERY), *TOPICS],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    ) as program:
        assert program.stdout is not None
        for line in program.stdout:
            seen, at, processor = line.split()
            yield Stored(int(seen), float(at), float(processor))
    if program.returncode:
        raise QuixFailed(f"it ended with {program.returncode}")


class QuixFailed(Exception):
    """Quix Streams did not read to the end; what it said stands on standard error."""


def _libpq(url: str) -> str:
    """Return a URL of ours as PostgreSQL's own library takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _append(
    connection: psycopg.Connection[Any], readers: dict[MessageType, Any], values: list[bytes]
) -> None:
    with connection.cursor().copy("COPY rows FROM STDIN") as copy:
        for value in values:
            kind = _kind(value)
            told = readers[kind].validate_json(value)
            row = (told.source, told.id, kind.value, told.time, told.subject, value.decode())
            copy.write_row(row)
    connection.commit()


def _kind(value: bytes) -> MessageType:
    start = value.index(b'"type":"') + len(b'"type":"')
    return MessageType(value[start : value.index(b'"', start)].decode())


def ours(bootstrap: str, url: str, expected: int) -> Iterator[Stored]:
    """Everything: decode, fold, judge, count, store with offsets, once."""
    with closing(open_database(url)) as database:
        upgrade(database)
        group = f"bench-{next(_runs)}"  # a member of an old group would be waited for
        for total in taking_in(bootstrap, database, group, group):
            yield stored(total)
            if total >= expected:
                return


_runs = count(1)


def taking_in(bootstrap: str, database: Database, group: str, instance: str) -> Iterator[int]:
    """Take turns for ever; yield after each how far this process has read in all."""
    offsets = Offsets(database, group)
    connection = KafkaConnection(
        bootstrap=[bootstrap], topics=TOPICS, group=group, instance=instance
    )
    with closing(KafkaSource(connection, offsets.read)) as source:
        intake = Intake(
            database=database,
            house=HOUSE,
            reader=Reader(keys=KEYS, rules={}),
            sources=[source],
            offsets=offsets,
        )
        while True:
            intake.turn(NOW)
            yield offsets.total


def _polled(bootstrap: str, expected: int, wait: int) -> Iterator[list[bytes]]:
    with closing(
        KafkaConsumer(
            bootstrap_servers=[bootstrap],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=BATCH,
            fetch_max_wait_ms=wait,
        )
    ) as consumer:
        partitions = [TopicPartition(topic, 0) for topic in TOPICS]
        consumer.assign(partitions)
        seen = 0
        while seen < expected:
            found = consumer.poll(timeout_ms=LOOK_MILLISECONDS)
            values = [record.value for records in found.values() for record in records]
            seen += len(values)
            yield values
