"""Messages a second through every contender, side by side in one run."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaProducer

from consumer.sources import BATCH_RECORDS
from tests.bench.contenders import (
    BATCH,
    FETCH_WAIT_MILLISECONDS,
    QUIX_COMMIT_EVERY,
    Contender,
    as_it_comes,
    hand_written,
    ours,
    quix,
    raw_poll,
)
from tests.bench.measure import Speed, middle, processor_seconds, speed_of
from tests.bench.showing import bar, say, show
from tests.bench.traffic import TOPICS, traffic
from tests.servers.kafka_broker import KafkaBroker, fetch_kafka
from tests.servers.postgresql import PostgreSQL

MESSAGES_OF_ONE = 3
"""Each incident is reported, sent and received."""

HAND_WRITTEN, QUIX = "hand-written loop, COPY", "Quix Streams, its sink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One way of reading, and where it writes."""

    name: str
    read: Contender
    on_server: bool = True


ENTRANTS = (
    Entrant(name="raw poll, nothing stored", read=raw_poll, on_server=False),
    Entrant(name=HAND_WRITTEN, read=hand_written),
    Entrant(name="the same, client as it comes", read=as_it_comes),
    Entrant(name=QUIX, read=quix),
    Entrant(name="ours, PostgreSQL", read=ours),
    Entrant(name="ours, SQLite", read=ours, on_server=False),
)

HOW = (
    "Each reads the same messages from the same two topics of a real Kafka, in turn, in the order "
    "of the table and backwards; the clock runs from its first message in hand to the last stored.",
    "Ratios are taken within a round, and the median over the rounds is shown. 'Reader' and "
    "'database' are microseconds of processor for each message: they move less than the rate "
    "while others use the machine (SQLite works inside the reader).",
    "Both append rows and check each message with the same pydantic models; ours keeps cases, "
    "verdicts, counts and offsets, each message once. Neither server waits for its disk.",
    f"Quix Streams: its own environment, bytes in, a checkpoint every {QUIX_COMMIT_EVERY:,} "
    f"messages, no look for new columns, no log per flush. Hand-written: {BATCH} messages a "
    f"transaction; ours: up to {BATCH_RECORDS:,}.",
    f"Raw poll and hand-written let the broker wait {FETCH_WAIT_MILLISECONDS} ms for more "
    "messages, 'as it comes' 500 ms.",
)


def compare(incidents: int, rounds: int, entrants: Sequence[Entrant] = ENTRANTS) -> None:
    """Fill two topics, let every contender read them in turn, print messages a second."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = stack.enter_context(KafkaBroker(folder / "kafka", fetch_kafka(say)))
        server = stack.enter_context(PostgreSQL())
        expected = fill(broker, incidents)
        say(f"{expected:,} messages of {incidents:,} incidents, {rounds} rounds")
        found = _rounds(entrants, rounds, _Place(folder, broker.bootstrap, server), expected)
    show("Messages taken in", _COLUMNS, _rows(found), HOW)


def fill(broker: KafkaBroker, incidents: int, partitions: int = 1) -> int:
    """Make the topics and send the messages of so many incidents; return how many."""
    for topic in TOPICS:
        broker.create_topic(topic, partitions=partitions)
    producer = KafkaProducer(bootstrap_servers=[broker.bootstrap], linger_ms=50)
    count = 0
    with bar("sending", incidents * MESSAGES_OF_ONE) as progress:
        for topic, key, value in traffic(incidents):
            producer.send(topic, key=key, value=value)
            count += 1
            progress.advance(progress.task_ids[0])
    producer.close()
    return count


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    bootstrap: str
    server: PostgreSQL

    def url(self, entrant: Entrant, number: int) -> str:
        if entrant.on_server:
            return self.server.fresh_database()
        return f"sqlite:///{self.folder}/{number}-{len(entrant.name)}.sqlite"

    def database_seconds(self) -> float:
        return processor_seconds(self.server.pid)


def _rounds(
    entrants: Sequence[Entrant], rounds: int, place: _Place, expected: int
) -> Mapping[str, list[Speed]]:
    found: dict[str, list[Speed]] = {entrant.name: [] for entrant in entrants}
    for number in range(rounds):
        for entrant in entrants if number % 2 == 0 else reversed(entrants):
            reading = entrant.read(place.bootstrap, place.url(entrant, number), expected)
            speed = speed_of(reading, place.database_seconds)
            found[entrant.name].append(speed)
            say(f"  round {number + 1}: {entrant.name}: {speed.rate:,.0f} messages/s")
    return found


_COLUMNS = ("", "messages/s", "reader µs", "database µs", "to hand-written", "to Quix")


def _rows(found: Mapping[str, list[Speed]]) -> list[tuple[str, ...]]:
    return [
        (
            name,
            f"{_middle(speeds, lambda one: one.rate):,.0f}",
            f"{_middle(speeds, lambda one: one.reader):.0f}",
            f"{_middle(speeds, lambda one: one.database):.0f}",
            _ratio(speeds, found.get(HAND_WRITTEN)),
            _ratio(speeds, found.get(QUIX)),
        )
        for name, speeds in found.items()
    ]


def _middle(speeds: Sequence[Speed], what: Callable[[Speed], float]) -> float:
    return middle([what(speed) for speed in speeds])


def _ratio(speeds: Sequence[Speed], others: Sequence[Speed] | None) -> str:
    if others is None:
        return "-"
    return f"{middle([a.rate / b.rate for a, b in zip(speeds, others, strict=True)]):.2f}"
