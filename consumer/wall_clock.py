"""The only place that reads the clock; everything else takes ``now`` as an argument."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return this instant in UTC, cut to the whole second, as every time outside is told."""
    return datetime.now(UTC).replace(microsecond=0)


def exact_now() -> datetime:
    """Return this instant in UTC with its fraction: only to compare it with another clock."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Return seconds since some fixed point: only for how long something took."""
    return time.monotonic()


BOTH_WITHIN_SECONDS = 0.1
"""How far apart the two clocks may be read to count as read together. Source: assumption."""


def both_clocks() -> tuple[datetime, float]:
    """Return the wall clock and the steady one of one moment: again, where we were held up."""
    while True:
        before = steady_seconds()
        wall = exact_now()
        steady = steady_seconds()
        if steady - before < BOTH_WITHIN_SECONDS:
            return wall, steady


@dataclass(frozen=True, slots=True, kw_only=True)
class FastClock:
    """A clock that begins at an instant and runs faster than the one on the wall."""

    began: datetime
    began_seconds: float
    speed: float

    def now(self) -> datetime:
        """Return the instant that this clock shows, cut to the whole second."""
        passed = (steady_seconds() - self.began_seconds) * self.speed
        return self.began + timedelta(seconds=int(passed))
