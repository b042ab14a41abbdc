"""The running monitor: the only place that names concrete parts and starts threads."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from alerts.channels import Channel
from alerts.dispatch import Dispatch
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.loops import Loop, Loops, Now
from consumer.offsets import Offsets
from consumer.settings import Kafka
from consumer.sources import Source
from consumer.watching import Watch
from consumer.web import Readiness, Serving, serve, web_app
from schemas.database import Database
from schemas.house import House

INTERNAL = 70
"""Exit code where a loop died. Source: contract section 4."""

STUCK_AFTER = timedelta(seconds=30)
"""A loop that has not turned for so long is stuck. Source: design, "Who watches the watcher"."""


SHORTEST_FAST_PAUSE = timedelta(milliseconds=50)
"""On a fast clock a loop still lets the others work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one process runs with."""

    database: Database
    house: House
    reader: Reader
    sources: Sequence[Source]
    channels: Sequence[Channel]
    group: str = "danm"


@dataclass(slots=True, kw_only=True)
class Monitor:
    """All roles in one process: messages in, time passing, alerts out, metrics on the web."""

    loops: Loops
    intake: Intake
    serving: Serving | None = None

    def stop(self) -> None:
        """End every loop after its turn, then the web server."""
        self.loops.stop()
        for source in self.intake.sources:
            source.close()
        if self.serving is not None:
            self.serving.stop()

    def wait(self) -> int:
        """Wait until told to stop (SIGINT, SIGTERM) or a loop dies; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.loops.stopping.set())
        while not self.loops.stopping.wait(timeout=1):
            if self.serving is not None and not self.serving.is_turning:
                self.loops.died = "web"
                break
        self.stop()
        return INTERNAL if self.loops.died else 0


def monitor_of(parts: Parts, offsets: Offsets, now: Now, *, speed: float = 1.0) -> Monitor:
    """Return a monitor that is not started yet."""
    intake = Intake(
        database=parts.database,
        house=parts.house,
        reader=parts.reader,
        sources=parts.sources,
        offsets=offsets,
    )
    watch = Watch(database=parts.database, house=parts.house)
    dispatch = Dispatch(database=parts.database, house=parts.house, channels=parts.channels)
    loops = Loops(
        loops=[
            Loop(name="consume", turn=intake.turn),
            Loop(name="watch", turn=watch.turn),
            Loop(name="dispatch", turn=dispatch.turn),
        ],
        now=now,
        speed=speed,
        shortest_pause=SHORTEST_FAST_PAUSE if speed > 1 else timedelta(0),
    )
    return Monitor(loops=loops, intake=intake)


def serve_metrics(monitor: Monitor, parts: Parts, host: str, port: int) -> Serving:
    """Serve metrics and health of a monitor.

    Raises:
        Trouble: The address cannot be listened on.
    """
    loops = monitor.loops
    app = web_app(
        parts.database,
        parts.house,
        loops.now,
        lambda: Readiness(stuck=loops.stuck(STUCK_AFTER)),
    )
    monitor.serving = serve(app, host, port)
    return monitor.serving


def kafka_source(kafka: Kafka, offsets: Offsets) -> Source:
    """Connect to the broker of the settings.

    Raises:
        KafkaError: No broker answers, or it does not let us in.
    """
    from consumer.sources.kafka import KafkaSource
    from consumer.sources.kafka_connection import KafkaConnection

    connection = KafkaConnection(
        bootstrap=kafka.bootstrap,
        topics=kafka.topics,
        group=kafka.group,
        instance=kafka.instance or f"{kafka.group}-1",
    )
    return KafkaSource(connection, offsets.read)
