"""What the loops of one process do while the database is away: wait, say so, and go on.

A loop whose turn fails for it changes nothing: its transaction was undone, or nobody knows whether
it was done, and in both cases the next turn reads anew what is stored.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consumer.loops import Turn
from consumer.wall_clock import steady_seconds
from schemas.retries import is_away, is_short_of_room

logger = logging.getLogger(__name__)

AWAY = "the database does not answer"
NO_ROOM = "the database answers, but has no room for us"
"""Neither names a server or a file: anyone may ask whether we are ready."""

PAUSES = (
    timedelta(milliseconds=500),
    timedelta(seconds=1),
    timedelta(seconds=2),
    timedelta(seconds=4),
)
"""Before each further try; the last repeats.

Source: assumption; once the database is back, an alarm is late by one of them at most, within the
5 s of design, "Numbers".
"""


@dataclass(slots=True)
class Outages:
    """Which loops of one process the database keeps waiting; threads of all loops tell it."""

    _failures: dict[str, int] = field(default_factory=dict)
    """By loop that waits: how often in a row its turn failed."""
    _why: str = AWAY
    _since: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why the loops cannot work, in plain words; empty where all of them can."""
        return (self._why,) if self._failures else ()

    def enduring(self, loop: str, turn: Turn) -> Turn:
        """Return a turn that waits where the database is away; all other errors go through."""

        def endure(now: datetime) -> timedelta:
            try:
                pause = turn(now)
            except Exception as error:
                if (why := _why_waiting_helps(error)) is None:
                    raise
                return self._lost(loop, why, error)
            self._works(loop)
            return pause

        return endure

    def _lost(self, loop: str, why: str, error: Exception) -> timedelta:
        with self._lock:
            if not self._failures:
                self._since = steady_seconds()
                what = {"why": why, "loop": loop, "sqlstate": _sqlstate(error)}
                logger.error("the database cannot be used: trying again", extra=what)
            self._why = why
            failures = self._failures.get(loop, 0)
            self._failures[loop] = failures + 1
        return PAUSES[min(failures, len(PAUSES) - 1)]

    def _works(self, loop: str) -> None:
        with self._lock:
            if self._failures.pop(loop, None) is None or self._failures:
                return
            lasted = int(steady_seconds() - self._since)
        logger.warning("the database can be used again", extra={"after_seconds": lasted})


def _why_waiting_helps(error: Exception) -> str | None:
    if is_away(error):
        return AWAY
    return NO_ROOM if is_short_of_room(error) else None


def _sqlstate(error: Exception) -> str | None:
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state
