"""`python -m tests.bench [INCIDENTS]`: one table, everything measured side by side in this run."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from kafka import KafkaProducer

from tests.bench.contenders import Contender, hand_written, ours, raw_poll
from tests.bench.traffic import TOPICS, traffic
from tests.servers.kafka_broker import KafkaBroker, fetch_kafka
from tests.servers.postgresql import PostgreSQL

INCIDENTS = 20_000
ROUNDS = 3


def main() -> None:
    """Fill two topics, let every contender read them in turn, print messages a second."""
    incidents = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = KafkaBroker(folder / "kafka", fetch_kafka(_say))
        broker.start()
        server = PostgreSQL()
        try:
            expected = _fill(broker, incidents)
            _measure(broker.bootstrap, server, folder, expected)
        finally:
            server.close()
            broker.stop()


def _fill(broker: KafkaBroker, incidents: int) -> int:
    for topic in TOPICS:
        broker.create_topic(topic)
    producer = KafkaProducer(bootstrap_servers=[broker.bootstrap], linger_ms=50)
    count = 0
    for topic, key, value in traffic(incidents):
        producer.send(topic, key=key, value=value)
        count += 1
    producer.close()
    _say(f"{count} messages of {incidents} incidents, {ROUNDS} rounds")
    return count


def _measure(bootstrap: str, server: PostgreSQL, folder: Path, expected: int) -> None:
    contenders: dict[str, tuple[Contender, bool]] = {
        "raw poll": (raw_poll, False),
        "hand-written loop, COPY": (hand_written, True),
        "ours, PostgreSQL": (ours, True),
        "ours, SQLite": (ours, False),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(ROUNDS):
        for name, (contender, on_server) in contenders.items():
            sqlite = f"sqlite:///{folder}/{number}-{len(name)}.sqlite"
            url = server.fresh_database() if on_server else sqlite
            rates[name].append(_rate(contender(bootstrap, url, expected)))
            _say(f"  round {number + 1}: {name} {rates[name][-1]:,.0f}/s")
    _print(rates)


def _rate(reading: Iterator[int]) -> float:
    """Return messages a second from the first ones stored to the last."""
    first = next(seen for seen in reading if seen)
    began = perf_counter()
    last = first
    for seen in reading:
        last = seen
    return (last - first) / (perf_counter() - began)


def _print(rates: dict[str, list[float]]) -> None:
    base = median(rates["hand-written loop, COPY"])
    _say(f"{'':26} {'messages/s':>11} {'to hand-written':>16}")
    for name, measured in rates.items():
        _say(f"{name:26} {median(measured):11,.0f} {median(measured) / base:16.2f}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program that prints a table


if __name__ == "__main__":
    main()
