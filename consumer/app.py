"""The running monitor: the only place that names concrete parts and starts threads."""

import logging
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from alerts.channels import Channel
from alerts.dispatch import Dispatch
from consumer.arrivals import Reader
from consumer.intake import Intake
from consumer.kafka_settings import Kafka
from consumer.loops import Loop, Loops, Now
from consumer.metrics.lag import set_lag
from consumer.offsets import Offsets
from consumer.sources import Source
from consumer.watching import Watch
from consumer.web import Readiness, Serving, serve, web_app
from schemas.database import Database
from schemas.house import House

logger = logging.getLogger(__name__)

INTERNAL = 70
"""Exit code where a loop died. Source: contract section 4."""

END_WITHIN = timedelta(seconds=12)
"""How long all loops together may take to end their turns.

Source: with the sources and the web server the whole stop stays within 20 s.
"""

LONGEST_HANDING_OVER = timedelta(seconds=45)
"""A turn of a dispatcher begins no call after 15 s, and no call lasts over 10 s.

Source: assumption for the rest, the database; it is under the lease of 60 s.
"""

LOOK_EVERY_SECONDS = 0.2
"""How soon a stop signal is noticed."""

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
    _is_asked_to_stop: bool = field(default=False)

    def run(self) -> int:
        """Run until told to stop (SIGINT, SIGTERM) or a loop dies; return the exit code.

        What a loop has in hand is stored before it ends.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        self.loops.start()
        while not self._is_asked_to_stop and not self.loops.stopping.wait(LOOK_EVERY_SECONDS):
            if bad := self._no_longer_turning():
                logger.critical("a loop is stuck: ending the process", extra={"loop": bad})
                self.loops.died = bad
                break
        has_ended = self._stop()
        return INTERNAL if self.loops.died or not has_ended else 0

    def _ask_to_stop(self, *_: object) -> None:
        # Nothing that takes a lock: the main thread may hold it at this very moment.
        self._is_asked_to_stop = True

    def _no_longer_turning(self) -> str | None:
        if self.serving is not None and not self.serving.is_turning:
            return "web"
        return next(iter(self.loops.stuck()), None)

    def _stop(self) -> bool:
        """End the loops after their turns, then sources and web; return whether all loops ended."""
        has_ended = self.loops.stop(END_WITHIN)
        if has_ended:
            # Else a loop may still be inside a source: no closing it from here.
            for source in self.intake.sources:
                source.close()
        if self.serving is not None:
            self.serving.stop()
        return has_ended


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
    loops = Loops(
        loops=[
            Loop(name="consume", turn=intake.turn),
            Loop(name="watch", turn=watch.turn),
            *_handing_over(parts),
        ],
        now=now,
        speed=speed,
        shortest_pause=SHORTEST_FAST_PAUSE if speed > 1 else timedelta(0),
    )
    return Monitor(loops=loops, intake=intake)


def _handing_over(parts: Parts) -> Iterator[Loop]:
    """Yield a loop for each channel, so that one that hangs keeps no other waiting."""
    names = frozenset(channel.name for channel in parts.channels)
    for channel in parts.channels:
        dispatch = Dispatch(
            database=parts.database,
            house=parts.house,
            channels=[channel],
            not_ours=names - {channel.name},
        )
        name = f"dispatch to {channel.name}"
        yield Loop(name=name, turn=dispatch.turn, longest_turn=LONGEST_HANDING_OVER)


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
        lambda: Readiness(stuck=loops.stuck(), reasons=monitor.intake.troubles),
    )
    monitor.serving = serve(app, host, port)
    return monitor.serving


def kafka_source(kafka: Kafka, offsets: Offsets) -> Source:
    """Connect to the broker of the settings.

    Raises:
        Trouble: No broker answers, it does not let us in, or has no such topic.
    """
    from consumer.sources.kafka import KafkaSource
    from consumer.sources.kafka_start import require_topics

    connection = kafka.connection()
    require_topics(connection)
    return KafkaSource(connection, offsets.read, set_lag)
