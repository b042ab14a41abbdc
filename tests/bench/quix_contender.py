# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "quixstreams[postgresql]==3.28.1",
#   "confluent-kafka==2.12.2",
#   "psycopg2-binary==2.9.13",
#   "pydantic>=2.14.3",
# ]
# [tool.uv]
# override-dependencies = ["pydantic>=2.14.3"]
# ///
"""Quix Streams with its own PostgreSQL sink, in an environment of its own, as a separate program.

`uv run --script quix_contender.py BROKER DATABASE MESSAGES COMMIT_EVERY TOPIC…`, with the source
tree on the path. It checks each message with the same pydantic models and appends the same columns
as the hand-written loop; after each checkpoint it prints messages, steady and processor seconds.

Set up for speed as its documents allow: bytes in, at least once, no look for new columns at each
flush, no columns of its own, no line of log per flush, and a checkpoint (which is when the sink
writes) every so many messages.
"""

import sys
from time import perf_counter, process_time
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2.extensions import parse_dsn  # type: ignore[import-untyped]
from pydantic import TypeAdapter
from quixstreams import Application  # type: ignore[import-not-found]
from quixstreams.sinks.base import SinkBatch  # type: ignore[import-not-found]
from quixstreams.sinks.community.postgresql import (  # type: ignore[import-not-found]
    PostgreSQLSink,
)

from schemas.envelope import ENVELOPES
from schemas.words import MessageType

_TABLE = (
    "CREATE TABLE rows (source text, id text, type text, sent_at timestamptz, "
    "subject text, data text)"
)
_TYPE = b'"type":"'
_READERS = {kind: TypeAdapter[Any](ENVELOPES[kind]) for kind in MessageType}


class Sink(PostgreSQLSink):  # type: ignore[misc]
    """Says when the first message came to it, and after each checkpoint how far it has come."""

    seen: int | None = None

    def add(self, *message: Any, **more: Any) -> None:
        if self.seen is None:
            self.seen = 0
            self._say()
        super().add(*message, **more)

    def write(self, batch: SinkBatch) -> None:
        super().write(batch)
        self.seen = (self.seen or 0) + batch.size

    def flush(self) -> None:
        super().flush()
        if self.seen:
            self._say()

    def _say(self) -> None:
        sys.stdout.write(f"{self.seen} {perf_counter()} {process_time()}\n")
        sys.stdout.flush()


def main(broker: str, database: str, messages: int, commit_every: int, topics: list[str]) -> None:
    app = Application(
        broker_address=broker,
        consumer_group=f"quix-{perf_counter()}",
        auto_offset_reset="earliest",
        auto_create_topics=False,
        commit_every=commit_every,
        loglevel="ERROR",
    )
    sink = _sink(database)
    for name in topics:
        topic = app.topic(name, value_deserializer="bytes", key_deserializer="bytes")
        app.dataframe(topic).apply(_row).sink(sink)
    app.run(count=messages, collect=False)


def _sink(database: str) -> Sink:
    given = parse_dsn(database)
    with psycopg2.connect(**given) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLE)
    connection.close()
    return Sink(
        host=given["host"],
        port=int(given.get("port", 5432)),
        dbname=given["dbname"],
        user=given["user"],
        password="",
        table_name="rows",
        schema_auto_update=False,
        include_metadata=False,
    )


def _row(value: bytes) -> dict[str, Any]:
    start = value.index(_TYPE) + len(_TYPE)
    kind = MessageType(value[start : value.index(b'"', start)].decode())
    told = _READERS[kind].validate_json(value)
    return {
        "source": told.source,
        "id": told.id,
        "type": kind.value,
        "sent_at": told.time,
        "subject": told.subject,
        "data": value.decode(),
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
