"""The running monitor: the only place that names concrete parts and starts threads."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from alerts.board.api_tokens import Token
from alerts.channels import Channel, TellsFates
from alerts.dispatch import Dispatch
from alerts.following import Following
from alerts.list_turn import ListTurn
from alerts.outbox import free_leases
from consumer.arrivals import Reader
from consumer.canary_handing import carrying_canaries
from consumer.ending import END_AFTER_A_HANG, INTERNAL, LEAVE_IN_HAND, end_hard_after
from consumer.figuring import Figuring
from consumer.guarding import Guards
from consumer.intake import Intake
from consumer.kafka_settings import Kafka
from consumer.loops import Beat, Loop, Loops, Now
from consumer.metrics.lag import set_lag
from consumer.metrics.machine import NOWHERE, Machine
from consumer.offsets import Offsets
from consumer.outages import Outages
from consumer.roles import (
    CONSUMING,
    EVERY_ROLE,
    FIGURING,
    LISTING,
    WATCHING,
    MonitorRole,
    dispatching,
)
from consumer.signs import Signs
from consumer.sources import Source
from consumer.watching import Watch
from consumer.web import Readiness, Serving
from schemas.database import Database
from schemas.house import House

if TYPE_CHECKING:
    from alerts.board.sign_in import SignIn

logger = logging.getLogger(__name__)

END_WITHIN = timedelta(seconds=12)
"""How long all loops together may take to end their turns.

Source: with the sources and the web server the whole stop stays within 20 s.
"""

LOOK_EVERY_SECONDS = 0.2
"""How soon a stop signal is noticed."""

SHORTEST_FAST_PAUSE = timedelta(milliseconds=50)
"""On a fast clock a loop still lets the others work."""


LastWords = Callable[[str, datetime], None]
"""Tells of a loop that died at ``now``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one process runs with."""

    database: Database
    house: House
    reader: Reader
    sources: Sequence[Source]
    channels: Sequence[Channel]
    instance: str | None = None
    """A fixed name of this process; None: it has none, and starts as a stranger each time."""
    sign_in: "SignIn | None" = None
    """How people sign in to the board; None: whoever sits at this machine sees it."""
    tokens: tuple[Token, ...] = ()
    """Of programs that fetch figures."""
    machine: Machine = NOWHERE
    """What it needs of its machine, for its metrics."""


@dataclass(slots=True, kw_only=True)
class Monitor:
    """The roles of one process: messages in, time passing, alerts out, metrics on the web."""

    loops: Loops
    outages: Outages
    roles: Set[MonitorRole] = EVERY_ROLE
    intake: Intake | None = None
    """None where this process takes no messages in."""
    serving: Serving | None = None
    last_words: LastWords | None = None
    """Says which loop died, to whoever keeps the machine running; None where nobody is told."""
    guards: Guards = field(default_factory=Guards)
    """What else is known of this process and its machine."""
    end_hard_after: Callable[[timedelta], None] = end_hard_after
    """Ends the process with 70 after so long, unless it has ended by itself."""
    _is_asked_to_stop: bool = field(default=False)

    def run(self) -> int:
        """Run until told to stop (SIGINT, SIGTERM) or a loop dies; return the exit code.

        What a loop has in hand is stored before it ends.

        Raises:
            CannotGoOn: A loop cannot, before a person has mended something.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        self.loops.start()
        while not self._is_asked_to_stop and not self.loops.stopping.wait(LOOK_EVERY_SECONDS):
            bad = self._no_longer_turning()
            if bad is not None and self.loops.died is None:
                return self._end_at_once(bad)
        if self.loops.died and self.last_words is not None:
            self.last_words(self.loops.died, self.loops.now())
        has_ended = self._stop()
        if self.loops.trouble is not None:
            raise self.loops.trouble
        return INTERNAL if self.loops.died or not has_ended else 0

    def readiness(self) -> Readiness:
        """Return what this process knows of itself."""
        troubles = () if self.intake is None else self.intake.troubles
        return Readiness(
            stuck=self.loops.stuck(),
            reasons=(*self.outages.troubles, *troubles),
            remarks=tuple(trouble.says for trouble in self.guards.troubles()),
        )

    def _ask_to_stop(self, *_: object) -> None:
        # Nothing that takes a lock: the main thread may hold it at this very moment.
        self._is_asked_to_stop = True

    def _no_longer_turning(self) -> str | None:
        if self.serving is not None and not self.serving.is_turning:
            return "web"
        return next(iter(self.loops.stuck()), None)

    def _end_at_once(self, stuck: str) -> int:
        """End for a loop that hangs: nobody waits for it, and nothing else may keep us either."""
        self.end_hard_after(END_AFTER_A_HANG)
        self.loops.died = stuck
        logger.critical("a loop is stuck: ending the process", extra={"loop": stuck})
        if self.last_words is not None:
            self.last_words(stuck, self.loops.now())
        self.loops.stop(LEAVE_IN_HAND)
        return INTERNAL

    def _stop(self) -> bool:
        """End the loops after their turns, then sources and web; return whether all loops ended."""
        has_ended = self.loops.stop(END_WITHIN)
        if has_ended and self.intake is not None:
            # Else a loop may still be inside a source: no closing it from here.
            for source in self.intake.sources:
                source.close()
        if self.serving is not None:
            self.serving.stop()
        return has_ended


def monitor_of(
    parts: Parts,
    offsets: Offsets,
    now: Now,
    *,
    speed: float = 1.0,
    roles: Set[MonitorRole] = EVERY_ROLE,
) -> Monitor:
    """Return a monitor that is not started yet."""
    stopping, outages = threading.Event(), Outages()
    intake = _intake(parts, offsets) if MonitorRole.CONSUME in roles else None
    signs = Signs(database=parts.database)
    turning: list[Loop] = []
    if intake is not None:
        turning.append(Loop(name=CONSUMING, turn=intake.turn))
    if MonitorRole.WATCH in roles:
        turning.extend(_watching(parts, stopping.is_set))
    for loop in turning:
        turn = signs.leaving(loop.name, loop.turn, _wellness(loop.name, intake))
        loop.turn = outages.enduring(loop.name, turn)
    loops = Loops(
        loops=turning,
        now=now,
        speed=speed,
        shortest_pause=SHORTEST_FAST_PAUSE if speed > 1 else timedelta(0),
        stopping=stopping,
    )
    return Monitor(loops=loops, outages=outages, roles=roles, intake=intake)


def _intake(parts: Parts, offsets: Offsets) -> Intake:
    return Intake(
        database=parts.database,
        house=parts.house,
        reader=parts.reader,
        sources=parts.sources,
        offsets=offsets,
    )


def _wellness(loop: str, intake: Intake | None) -> Callable[[], bool]:
    """Return what says whether a loop that turns also does its work."""
    if loop != CONSUMING or intake is None:
        return lambda: True
    return lambda: not intake.troubles


def _watching(parts: Parts, is_stopping: Callable[[], bool]) -> Iterator[Loop]:
    """Yield the loops that go by the clock, and one a channel, so that none waits for another.

    A channel that can say what became of an alert is asked by one more. A dispatcher makes several
    calls in a turn, each of 10 s at most: before each it asks whether to stop, which is its sign.
    """
    yield Loop(name=WATCHING, turn=Watch(database=parts.database, house=parts.house).turn)
    yield Loop(name=LISTING, turn=ListTurn(database=parts.database, house=parts.house).turn)
    yield Loop(name=FIGURING, turn=Figuring(database=parts.database, house=parts.house).turn)
    names = frozenset(channel.name for channel in parts.channels)
    for channel in parts.channels:
        beat = Beat()
        dispatch = Dispatch(
            database=parts.database,
            house=parts.house,
            channels=[channel],
            not_ours=names - {channel.name},
            sender=_sender(parts.instance or uuid4().hex, channel),
            is_stopping=beat.showing(is_stopping),
        )
        turn = carrying_canaries(parts.database, dispatch.turn)
        yield Loop(name=dispatching(channel.name), turn=turn, beat=beat)
        if isinstance(channel, TellsFates):
            follow = Following(database=parts.database, house=parts.house, channel=channel)
            yield Loop(name=f"follow {channel.name}", turn=follow.turn)


def _sender(instance: str, channel: Channel) -> str:
    return f"{instance}/{channel.name}"


def free_own_leases(parts: Parts, now: datetime) -> None:
    """Let what this process was sending when it ended be sent at once, not after a minute.

    On SQLite all of it: who holds the file is alone. On a server other senders may be at work, and
    only what bears our own fixed name is ours.
    """
    whose = None
    if not parts.database.is_sqlite:
        whose = [_sender(parts.instance, channel) for channel in parts.channels if parts.instance]
    with parts.database.write() as connection:
        if freed := free_leases(connection, now, whose):
            logger.warning("alerts whose sender ended are sent again", extra={"alerts": freed})


def kafka_source(kafka: Kafka, offsets: Offsets) -> Source:
    """Connect to the broker of the settings.

    Raises:
        Trouble: No broker answers, it does not let us in, or has no such topic.
    """
    from consumer.sources.kafka import KafkaSource
    from consumer.sources.kafka_start import require_broker

    connection = kafka.connection()
    require_broker(connection)
    return KafkaSource(connection, offsets.read, set_lag)
