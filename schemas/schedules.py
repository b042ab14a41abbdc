"""When a delivery is expected, and when it is overdue: the arithmetic of a schedule. Pure.

Expected times are the clock's in Europe/London: a file of 07:00 comes at 06:00 UTC in summer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from schemas.moments import LONDON, local_day

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
EVERY_DAY = frozenset(range(7))

GRACE = timedelta(minutes=60)
"""How late a file may come before it is overdue. Source: contract section 3, "Feeds"."""

EARLY = timedelta(hours=2)
"""How long before its hour a file may be made and still be the one expected then.

Source: assumption, to agree with whoever runs the export; never more than half of the time since
the delivery before it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When files are expected: local clock times on some days of the week (0 is Monday)."""

    expected: tuple[time, ...]
    days: frozenset[int] = EVERY_DAY
    grace: timedelta = GRACE

    def __post_init__(self) -> None:
        """Refuse a schedule that expects nothing."""
        if not self.expected or not self.days:
            raise ValueError("a schedule names at least one time and one day")

    def due_at(self, expected_at: datetime) -> datetime:
        """Return the limit of a delivery."""
        return expected_at + self.grace


def expected_instant(day: date, at: time) -> datetime:
    """Return the instant of a local clock time, the later one where it may mean two.

    In the hour that comes twice in autumn, and the one left out in spring, nobody is told too
    early.
    """
    readings = (
        datetime.combine(day, at, tzinfo=LONDON).replace(fold=fold).astimezone(UTC)
        for fold in (0, 1)
    )
    return max(readings)


def slots(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the expected instants after one instant and up to another, in order."""
    day, last = local_day(after) - ONE_DAY, local_day(until)
    while day <= last:
        if day.weekday() in schedule.days:
            on_day = (expected_instant(day, at) for at in schedule.expected)
            yield from sorted({at for at in on_day if after < at <= until})
        day += ONE_DAY


def next_slot(schedule: Schedule, after: datetime) -> datetime:
    """Return the first expected instant after another."""
    return next(slots(schedule, after, after + ONE_WEEK + ONE_DAY))


def slot_of(schedule: Schedule, made_at: datetime) -> datetime:
    """Return the delivery that a file is: the last one expected by the time it was made.

    A late file belongs to the delivery before it, never to the next one; one made a little early
    (`EARLY`) to the one it was made for.
    """
    around = list(slots(schedule, made_at - 2 * ONE_WEEK, made_at + EARLY))
    begun = [
        slot
        for before, slot in pairwise(around)
        if made_at >= slot - min(EARLY, (slot - before) / 2)
    ]
    return begun[-1] if begun else around[0]
