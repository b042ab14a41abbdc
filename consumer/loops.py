"""The loops of a running monitor: each takes turns by the clock; a dead one ends the process."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consumer.wall_clock import steady_seconds

logger = logging.getLogger(__name__)

Turn = Callable[[datetime], timedelta]
"""One turn of a loop at ``now``; returns how long to wait before the next."""

Now = Callable[[], datetime]
"""The clock that the loops go by."""


@dataclass(slots=True, kw_only=True)
class Loop:
    """One loop. ``turned_at`` is when its last turn ended, in steady seconds; None before that."""

    name: str
    turn: Turn
    turned_at: float | None = None


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
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start every loop."""
        for loop in self.loops:
            thread = threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, within: timedelta = timedelta(seconds=20)) -> None:
        """Ask every loop to end after its turn, and wait for it."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(within.total_seconds())

    def stuck(self, after: timedelta) -> tuple[str, ...]:
        """Return the names of the loops whose turn has lasted too long, or that have died."""
        oldest = steady_seconds() - after.total_seconds()
        late = [one for one in self.loops if one.turned_at and one.turned_at < oldest]
        return tuple(sorted({one.name for one in late} | ({self.died} if self.died else set())))

    def _run(self, loop: Loop) -> None:
        try:
            while not self.stopping.is_set():
                pause = loop.turn(self.now())
                loop.turned_at = steady_seconds()
                self.stopping.wait(
                    max(pause.total_seconds() / self.speed, self.shortest_pause.total_seconds())
                )
        except Exception:
            logger.exception("a loop died", extra={"loop": loop.name})
            self.died = loop.name
            self.stopping.set()
