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


LONGEST_TURN = timedelta(seconds=30)
"""A loop whose turn lasts longer is stuck.

Source: measured; the Kafka client never returns from a poll after some damaged records.
"""


@dataclass(slots=True, kw_only=True)
class Loop:
    """One loop. ``busy_since`` is when its turn began, in steady seconds; None between turns."""

    name: str
    turn: Turn
    longest_turn: timedelta = LONGEST_TURN
    busy_since: float | None = None


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
        late = {loop.name for loop in self.loops if self._is_late(loop)}
        return tuple(sorted(late | ({self.died} if self.died else set())))

    def _is_late(self, loop: Loop) -> bool:
        began = loop.busy_since
        return began is not None and steady_seconds() - began > loop.longest_turn.total_seconds()

    def _run(self, loop: Loop) -> None:
        try:
            while not self.stopping.is_set():
                loop.busy_since = steady_seconds()
                pause = loop.turn(self.now())
                loop.busy_since = None
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
