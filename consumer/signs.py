"""Signs of life that each loop leaves in the database, for processes that cannot see its threads.

A loop that hangs, waits for the database or cannot read its source leaves none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from consumer.loops import Turn
from consumer.wall_clock import steady_seconds
from schemas.database import Database, retrying
from schemas.instants import set_instant
from schemas.moments import zulu
from schemas.tables import instants

EVERY = timedelta(seconds=10)
"""How often a loop that turns leaves a sign. Source: assumption; six writes a minute each."""

SILENT_AFTER = timedelta(seconds=90)
"""Without a sign for so long, a loop is taken as ended.

Source: the longest turn of a dispatcher (25 s) and the pause between signs, and as much again.
"""

_PREFIX = "sign of "

AnyWell = Callable[[], bool]


@dataclass(slots=True, kw_only=True)
class Signs:
    """Leaves the signs of one process."""

    database: Database
    _next_at: dict[str, float] = field(default_factory=dict)
    """By loop: from when it leaves the next one, in steady seconds."""

    def leaving(self, loop: str, turn: Turn, is_well: AnyWell = lambda: True) -> Turn:
        """Return a turn that leaves a sign now and then, while the loop does its work well."""

        def leave(now: datetime) -> timedelta:
            pause = turn(now)
            if is_well() and steady_seconds() >= self._next_at.get(loop, 0.0):
                retrying(lambda: self._write(loop, now))
                self._next_at[loop] = steady_seconds() + EVERY.total_seconds()
            return pause

        return leave

    def _write(self, loop: str, now: datetime) -> None:
        with self.database.write() as connection:
            set_instant(connection, f"{_PREFIX}{loop}", now)


def silences(connection: Connection, work: Mapping[str, str], now: datetime) -> Iterator[str]:
    """Yield a sentence for each loop that no process seems to run; ``work`` says what it does.

    What has never left a sign is no better than what has stopped: unknown is not well.
    """
    seen = last_signs(connection, work)
    for loop, does in work.items():
        at = seen.get(loop)
        if at is None:
            yield f"{does}: nobody has done it yet"
        elif abs(now - at) > SILENT_AFTER:
            # Also what lies ahead of us: a clock went back, and this loop left no sign since.
            yield f"{does}: not as it should be, since {zulu(at)}"


def last_sign(connection: Connection, loop: str) -> datetime | None:
    """Return when a loop left its last sign, in whatever process; None where it never did."""
    return last_signs(connection, [loop]).get(loop)


def last_signs(connection: Connection, loops: Iterable[str]) -> dict[str, datetime]:
    """Return when each of these loops left its last sign; without those that never did."""
    names = {f"{_PREFIX}{loop}": loop for loop in loops}
    told = select(instants).where(instants.c.name.in_(names))
    return {names[row.name]: row.at for row in connection.execute(told)}
