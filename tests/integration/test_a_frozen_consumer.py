"""One of two consumers freezes past its session and comes back: nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consumer.recount import differences
from schemas.tables import cases, offsets
from tests.integration.kafka_intake import GROUP, Taking
from tests.integration.kafka_monitor import Monitor
from tests.programs import ROOT
from tests.replays.both import a_database
from tests.replays.ours import HOUSE
from tests.servers.kafka_broker import KafkaBroker
from tests.wire import a_message, wire

pytestmark = pytest.mark.integration

PARTITIONS = 2
TURNS = 200
MOVED = "another process reads this partition"


@dataclass(slots=True)
class Other:
    """The other process, in a folder of its own."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def sign(self) -> Path:
        return self.folder / "freeze"

    @property
    def is_frozen(self) -> bool:
        state = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        return state.rpartition(")")[2].split()[0] == "T"

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")


@pytest.fixture
def monitor(kafka_broker: KafkaBroker) -> Iterator[Monitor]:
    with ExitStack() as processes:
        monitor = Monitor(broker=kafka_broker, processes=processes)
        kafka_broker.create_topic(monitor.topic, partitions=PARTITIONS)
        yield monitor


@pytest.fixture
def other(monitor: Monitor, postgresql_url: str, tmp_path: Path) -> Iterator[Other]:
    a_database(postgresql_url).close()
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.integration.zombie"),
                *(postgresql_url, monitor.broker.bootstrap, monitor.topic, "other"),
                str(tmp_path / "freeze"),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    yield Other(process, tmp_path)
    process.kill()
    process.wait()


class Night:
    """Messages sent one after the other to both partitions, and who took them."""

    def __init__(self, monitor: Monitor, ours: Taking) -> None:
        self.monitor = monitor
        self.ours = ours
        self.sent = 0

    def send(self, number: int) -> None:
        for partition in range(PARTITIONS):
            self.monitor.send(
                *(self._report() for _ in range(number // PARTITIONS)), partition=partition
            )

    def _report(self) -> bytes:
        self.sent += 1
        return wire(a_message(id=f"m{self.sent}", subject=f"STF-26-{self.sent}"))

    def goes_on(self, until: str, *, sending: int = 0) -> None:
        """Take turns, sending before each, until a statement about this night holds."""
        for _ in range(TURNS):
            if getattr(self, until):
                return
            if sending:
                self.send(sending)
            self.ours.turn()
        raise AssertionError(f"not in {TURNS} turns: {until}")

    @property
    def all_are_taken(self) -> bool:
        return len(self.ours.taken) == self.sent

    @property
    def each_reads_one_partition(self) -> bool:
        member = self.ours.source._member
        return member is not None and len(member.read) == 1

    @property
    def we_read_both_partitions(self) -> bool:
        member = self.ours.source._member
        return member is not None and len(member.read) == PARTITIONS


def test_a_consumer_frozen_past_its_session_rolls_back_and_reads_on_from_the_store(
    monitor: Monitor, other: Other, postgresql_url: str
) -> None:
    ours = Taking(monitor, postgresql_url, "ours")
    night = Night(monitor, ours)
    night.goes_on("each_reads_one_partition")
    night.send(20)
    night.goes_on("all_are_taken")

    other.sign.touch()
    night.send(20)
    for _ in range(TURNS):
        if other.is_frozen:
            break
        ours.turn()
    assert other.is_frozen
    night.goes_on("we_read_both_partitions", sending=4)
    night.goes_on("all_are_taken")
    other.go_on()
    night.send(20)
    night.goes_on("each_reads_one_partition", sending=4)
    night.send(20)
    night.goes_on("all_are_taken")

    assert MOVED in other.said
    with ours.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(cases)) == night.sent
        read = select(func.sum(offsets.c.next_offset)).where(offsets.c.group == GROUP)
        assert connection.scalar(read) == night.sent
        assert differences(connection, HOUSE.policies.versions[-1]) == []
    assert ours.refused == []
