"""The loops of a running monitor: each takes turns by the clock; a dead one ends the process."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consumer.wall_clock import steady_seconds
from schemas.trouble import CannotGoOn

logger = logging.getLogger(__name__)

Turn = Callable[[datetime], timedelta]
"""One turn of a loop at ``now``; returns how long to wait before the next."""

Now = Callable[[], datetime]
"""The clock that the loops go by."""


LONGEST_TURN = timedelta(seconds=24)
"""A loop that shows no sign for longer is stuck.

Source: measured; the Kafka client never returns from a poll after some damaged records. The process
must have ended 30 s after it began to hang, and 5 s are for its last words; a server that is cut
off or a process frozen in a transaction is noticed in about 15 s.
"""


@dataclass(slots=True)
class Beat:
    """Since when a loop has shown no sign, in steady seconds; None where it has nothing to do."""

    since: float | None = None

    def show(self) -> None:
        """Note that a turn goes on: what it waited for has come, and it begins something else."""
        self.since = None if self.since is None else steady_seconds()

    def showing(self, ask: Callable[[], bool]) -> Callable[[], bool]:
        """Return a question that a turn puts between two calls, and that is a sign of life."""

        def asked() -> bool:
            self.show()
            return ask()

        return asked

    def is_late(self, longest: timedelta) -> bool:
        """Whether the last sign was longer ago."""
        since = self.since
        return since is not None and steady_seconds() - since > longest.total_seconds()


@dataclass(slots=True, kw_only=True)
class Loop:
    """One loop, and its signs of life: one as a turn begins, and where it shows one."""

    name: str
    turn: Turn
    longest_turn: timedelta = LONGEST_TURN
    beat: Beat = field(default_factory=Beat)


@dataclass(slots=True, kw_only=True)
class Loops:
    """All loops of one process, on a thread each, with one stop event."""

    loops: list[Loop]
    now: Now
    speed: float = 1.0
    """How much faster than the wall the clock runs: pauses are that much shorter."""
    shortest_pause: timedelta = timedelta(0)
    stopping: threading.Event = field(default_factory=threading.Event)
    died: str | None = None
    """The name of the loop that died; the process then ends with 70."""
    trouble: CannotGoOn | None = None
    """What a person must mend before the loop that died can go on; the process then ends with 2."""
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start every loop."""
        for loop in self.loops:
            thread = threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, within: timedelta) -> bool:
        """Ask every loop to end after its turn; return whether all did, together, in this time."""
        self.stopping.set()
        until = steady_seconds() + within.total_seconds()
        for thread in self._threads:
            thread.join(max(until - steady_seconds(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def stuck(self) -> tuple[str, ...]:
        """Return the names of the loops whose turn has lasted too long, or that have died."""
        late = {loop.name for loop in self.loops if loop.beat.is_late(loop.longest_turn)}
        return tuple(sorted(late | ({self.died} if self.died else set())))

    def _run(self, loop: Loop) -> None:
        try:
            while not self.stopping.is_set():
                loop.beat.since = steady_seconds()
                pause = loop.turn(self.now())
                loop.beat.since = None
                self.stopping.wait(
                    max(pause.total_seconds() / self.speed, self.shortest_pause.total_seconds())
                )
        except CannotGoOn as trouble:
            logger.critical("cannot go on", extra={"loop": loop.name, "why": str(trouble)})
            self.trouble, self.died = trouble, loop.name
            self.stopping.set()
        except Exception:
            logger.exception("a loop died", extra={"loop": loop.name})
            self.died = loop.name
            self.stopping.set()
