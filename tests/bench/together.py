"""One consumer and two on the same PostgreSQL: what a second process is worth here."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from schemas.database import Database, open_database
from schemas.migrating import upgrade
from schemas.tables import offsets
from tests.bench.measure import MICROSECONDS, Speed, middle, processor_seconds
from tests.bench.showing import say, show
from tests.bench.speed import fill
from tests.programs import Program, until
from tests.servers.kafka_broker import KafkaBroker, fetch_kafka
from tests.servers.postgresql import PostgreSQL

PARTITIONS = 2
GIVE_UP = 600.0

HOW = (
    "Each consumer is a process of its own in one Kafka group; each topic has two partitions. The "
    "clock runs from when every consumer has stored something until all is stored.",
    "Kafka, PostgreSQL and the consumers share the cores: with as many cores as this machine has, "
    "two consumers leave little for the server.",
)

_groups = count(1)


def one_and_two(incidents: int, rounds: int) -> None:
    """Let one and then two consumers read the same messages, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = stack.enter_context(KafkaBroker(folder / "kafka", fetch_kafka(say)))
        server = stack.enter_context(PostgreSQL())
        expected = fill(broker, incidents, PARTITIONS)
        found: dict[int, list[Speed]] = {1: [], 2: []}
        for number in range(rounds):
            for consumers in found:
                url = server.fresh_database()
                speed = _Run(folder, broker.bootstrap, url, server.pid).of(consumers, expected)
                found[consumers].append(speed)
                say(f"  round {number + 1}: {consumers}: {speed.rate:,.0f} messages/s")
    columns = ("consumers", "messages/s", "readers µs", "database µs", "to one")
    show("Several consumers on PostgreSQL", columns, _rows(found), HOW)


class _Run:
    """One reading of all messages by some consumers."""

    def __init__(self, folder: Path, bootstrap: str, url: str, server: int) -> None:
        self._folder = folder
        self._bootstrap = bootstrap
        self._url = url
        self._server = server
        self._group = f"together-{next(_groups)}"

    def of(self, consumers: int, expected: int) -> Speed:
        with ExitStack() as stack:
            database = stack.enter_context(closing(open_database(self._url)))
            upgrade(database)
            names = [f"{self._group}-{n}" for n in range(consumers)]
            programs = [stack.enter_context(self._started(name)) for name in names]
            until(lambda: all(one.out.stat().st_size for one in programs), "each stores", GIVE_UP)
            first, began = self._stored(database), perf_counter()
            before = self._processor(programs)
            until(lambda: self._stored(database) >= expected, "all is stored", GIVE_UP)
            took, messages = perf_counter() - began, expected - first
            after = self._processor(programs)
        return Speed(
            rate=messages / took,
            reader=(after[0] - before[0]) / messages * MICROSECONDS,
            database=(after[1] - before[1]) / messages * MICROSECONDS,
        )

    def _started(self, instance: str) -> Program:
        module = ("tests.bench.one_reader",)
        arguments = (self._bootstrap, self._url, self._group, instance)
        return Program.start(self._folder, *arguments, module=module)

    def _stored(self, database: Database) -> int:
        with database.read() as connection:
            total = select(func.sum(offsets.c.next_offset)).where(offsets.c.group == self._group)
            return int(connection.execute(total).scalar() or 0)

    def _processor(self, programs: Sequence[Program]) -> tuple[float, float]:
        readers = sum(processor_seconds(program.process.pid) for program in programs)
        return readers, processor_seconds(self._server)


def _rows(found: dict[int, list[Speed]]) -> Iterator[tuple[str, ...]]:
    for consumers, speeds in found.items():
        ratios = [a.rate / b.rate for a, b in zip(speeds, found[1], strict=True)]
        yield (
            str(consumers),
            f"{middle([one.rate for one in speeds]):,.0f}",
            f"{middle([one.reader for one in speeds]):.0f}",
            f"{middle([one.database for one in speeds]):.0f}",
            f"{middle(ratios):.2f}",
        )
