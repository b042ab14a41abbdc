"""The clock that all alarms go by: whether it jumps, is kept right, and agrees with the database's.

What is not known is said to be not known: never fine.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consumer.clock_check_kernel import is_synchronised
from consumer.guarding import OwnTrouble
from consumer.wall_clock import both_clocks, exact_now
from schemas.database import Database, retrying
from schemas.durations import say_duration
from schemas.moments import zulu

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""How often the clock is compared with the steady one. Source: assumption."""

JUMPS_OVER = timedelta(seconds=5)
"""From how much on a difference between the two is a jump.

Source: assumption; a time service that keeps a clock right moves it by milliseconds.
"""

SHOWN_FOR = timedelta(hours=1)
"""How long a jump is told of. Source: the plan for alerts."""

ASK_EVERY = timedelta(hours=1)
"""How often kernel and database are asked. Source: the plan for alerts."""

APART = timedelta(seconds=2)
"""How far this machine and the database server may differ.

Source: assumption, to agree with whoever keeps the machines running; every alarm is late by it.
"""

JUMPED = "DanmClockJumped"
NOT_KEPT_RIGHT = "DanmClockNotSynchronised"
DIFFERS = "DanmClockDiffersFromDatabase"

NOT_SYNCHRONISED = "no time service keeps the clock of this machine right"
CANNOT_TELL = "whether a time service keeps the clock right cannot be told here"

Clocks = Callable[[], tuple[datetime, float]]
"""Reads the wall clock and the steady one (seconds) of one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """By how much the clock jumped: forwards, or back where it is negative."""

    by: timedelta
    to: datetime
    steady: float
    """When that was, in steady seconds."""

    def says(self) -> str:
        """Return it in plain words."""
        which = "forward" if self.by > timedelta(0) else "back"
        by = say_duration(timedelta(seconds=round(abs(self.by).total_seconds())))
        return (
            f"the clock of this machine jumped {which} by {by} (to {zulu(self.to)}): alarms of "
            "that time may be early or late by as much, none is raised twice"
        )


def jump_between(before: tuple[datetime, float], after: tuple[datetime, float]) -> Jump | None:
    """Return the jump of the wall clock between two moments, None where there was none."""
    passed = timedelta(seconds=after[1] - before[1])
    by = after[0] - before[0] - passed
    if abs(by) <= JUMPS_OVER:
        return None
    return Jump(by=by, to=after[0].replace(microsecond=0), steady=after[1])


def ahead_of_us(database: Database) -> timedelta | None:
    """Return how far the database server's clock is ahead of ours, None for a file.

    What the answer took on its way is not counted against anybody.
    """
    if database.is_sqlite:
        return None
    with database.read() as connection:
        before = exact_now()
        server: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        after = exact_now()
    if server > after:
        return server - after
    return min(server - before, timedelta(0))


def differ_too_much(ahead: timedelta | None) -> bool:
    """Whether two clocks are further apart than they may be; None is one clock alone."""
    return ahead is not None and abs(ahead) > APART


def say_ahead(ahead: timedelta) -> str:
    """Return in plain words how the database server's clock differs."""
    which = "ahead of" if ahead > timedelta(0) else "behind"
    by = say_duration(timedelta(seconds=round(abs(ahead).total_seconds())))
    return f"the clock of the database server is {by} {which} that of this machine"


@dataclass(slots=True, kw_only=True)
class ClockWatch:
    """Looks at the clock of this machine, second by second, and asks of it hour by hour."""

    database: Database
    clocks: Clocks = both_clocks
    is_kept_right: Callable[[], bool | None] = is_synchronised
    _before: tuple[datetime, float] | None = None
    _jumps: list[Jump] = field(default_factory=list)
    _asked: float | None = None
    """When kernel and database were asked last, in steady seconds; None before the first time."""
    _standing: dict[str, str] = field(default_factory=dict)
    """What they said that must be told, by the name of the trouble."""

    def turn(self, now: datetime) -> timedelta:  # noqa: ARG002 - this very clock is in doubt
        """Look once; return how long to wait before the next turn."""
        moment = self.clocks()
        if self._before is not None and (jump := jump_between(self._before, moment)) is not None:
            what = {"by_seconds": round(jump.by.total_seconds()), "to": zulu(jump.to)}
            logger.error("the clock jumped", extra=what)
            self._jumps.append(jump)
        self._before = moment
        until = moment[1] - SHOWN_FOR.total_seconds()
        self._jumps = [jump for jump in self._jumps if jump.steady > until]
        if self._asked is None or moment[1] - self._asked >= ASK_EVERY.total_seconds():
            self._ask()
            self._asked = moment[1]
        return LOOK_EVERY

    def troubles(self) -> Iterator[OwnTrouble]:
        """Yield what must be told of the clock now; asked from another thread."""
        if jumps := self._jumps:
            times = "" if len(jumps) == 1 else f" ({len(jumps)} jumps within an hour)"
            yield OwnTrouble(name=JUMPED, says=f"{jumps[-1].says()}{times}")
        for name, says in self._standing.copy().items():
            yield OwnTrouble(name=name, says=says, severity="warning")

    def _ask(self) -> None:
        is_right = self.is_kept_right()
        if is_right is None and self._asked is None:
            logger.info(CANNOT_TELL)
        ahead = retrying(lambda: ahead_of_us(self.database))
        found = {} if is_right in (True, None) else {NOT_KEPT_RIGHT: NOT_SYNCHRONISED}
        if ahead is not None and differ_too_much(ahead):
            found[DIFFERS] = say_ahead(ahead)
        for name in found.keys() - self._standing.keys():
            logger.error("the clock is in doubt", extra={"why": found[name]})
        self._standing = found
