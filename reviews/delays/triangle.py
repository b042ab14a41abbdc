"""How many are not yet told, where only receipts exist: a reporting triangle. Pure.

Days of report go down, whole days until the front door was told go across; of recent days the right
part is not known yet. How much is still to come is read from older days (chain ladder): of those
told within ``d`` days the part told in less is ``1 - at(d) / within(d)``, and
``F(d) = product over u > d of (1 - at(u) / within(u))`` is the share told within ``d`` days. It is
the product limit in reverse time of `reviews.delays.reverse`, taken by day. Seven days of report,
counted back from the last, with ``n`` told so far then have ``n * (7 - f) / f`` to come, where
``f`` is the sum of ``F`` over them: whole weeks, because a day of which one in fifty is here tells
nothing by itself.

How far the truth may lie off is not taken from a formula. The same estimate is made for every
earlier day of which the truth is known by now, with what was known on that day, and the interval is
where nine in ten of those errors lie (as ratios): see `hindcast`.

Source: T. Mack, ASTIN Bulletin 23 (1993), page 213, for the ladder; J. F. Lawless, Canadian Journal
of Statistics 22 (1994), page 15, for reporting delays. The interval from earlier errors: as in any
back-test; measured in tests/spec/test_not_yet_told.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

MOST_DAYS = 21
"""What takes longer than so many days is not in the estimate.

Source: assumption, to agree with both partners; domain, "Timescales": 5 days to submit a form, then
5 more unread.
"""

RECENT_DAYS = 21
"""Of how many days' receipts the delays are read: older ones may be of other times.

Source: assumption; of 7 to 28 days tried on a public set this held its intervals with the least.
"""

LOOKED_BACK = 91
"""From how many earlier days, at most, the errors are taken. Source: assumption; a quarter."""

_WEEK = 7


class DelayedDay(NamedTuple):
    """One notification by its day of report and the whole days until the front door was told."""

    reported: date
    days: int


@dataclass(frozen=True)
class Triangle:
    """How many of each day of report were told within how many days.

    Not slotted, since the sums below are made once.
    """

    first: date
    told: tuple[tuple[int, ...], ...]
    """By day of report, rising: how many were told on that day, one day later, and so on."""

    @cached_property
    def _at(self) -> tuple[tuple[int, ...], ...]:
        """By delay: the sums over the days of report of those told at it."""
        return tuple(
            tuple(accumulate((row[delay] for row in self.told), initial=0))
            for delay in range(MOST_DAYS + 1)
        )

    def at(self, delay: int, rows: range) -> int:
        """Return how many of some days of report were told at a delay."""
        sums = self._at[delay]
        return sums[rows.stop] - sums[rows.start] if rows else 0

    def within(self, delay: int, rows: range) -> int:
        """Return how many of some days of report were told within a delay."""
        return sum(self.at(days, rows) for days in range(delay + 1))


class StillToCome(NamedTuple):
    """One day of report: told as far as was known, and how many are still to come."""

    day: date
    told: int
    to_come: float


def triangle_of(delays: Iterable[DelayedDay], first: date, last: date) -> Triangle:
    """Return the triangle of the days of report from first to last."""
    rows = [[0] * (MOST_DAYS + 1) for _ in range((last - first).days + 1)]
    for one in delays:
        place = (one.reported - first).days
        if 0 <= place < len(rows) and 0 <= one.days <= MOST_DAYS:
            rows[place][one.days] += 1
    return Triangle(first=first, told=tuple(map(tuple, rows)))


def shares_within(triangle: Triangle, last: int, watched: int) -> tuple[float, ...]:
    """Return by delay in days the share told within it, as known on the day ``watched``.

    ``last`` is the last day of report that counts; both are counted from the first. Only receipts
    of the last `RECENT_DAYS` are looked at.
    """
    shares = [1.0] * (MOST_DAYS + 1)
    for delay in range(MOST_DAYS, 0, -1):
        newest = watched - delay
        rows = range(max(0, newest - RECENT_DAYS + 1), min(newest, last) + 1)
        within = triangle.within(delay, rows)
        slower = 1 - triangle.at(delay, rows) / within if within else 1.0
        shares[delay - 1] = shares[delay] * slower
    return tuple(shares)


def still_to_come(triangle: Triangle, last: int, watched: int) -> Iterator[StillToCome]:
    """Yield, newest first, the days of report of which something may still come."""
    shares = shares_within(triangle, last, watched)
    for newest in range(last, max(watched - MOST_DAYS, -1), -_WEEK):
        days = range(newest, max(newest - _WEEK, -1), -1)
        known = [shares[min(watched - day, MOST_DAYS)] for day in days]
        told = [_told(triangle, day, watched) for day in days]
        a_day = sum(told) / sum(known) if sum(known) else 0.0
        for day, number, share in zip(days, told, known, strict=True):
            yield StillToCome(
                day=triangle.first + timedelta(days=day),
                told=number,
                to_come=a_day * (1 - share),
            )


def _told(triangle: Triangle, day: int, watched: int) -> int:
    return sum(triangle.told[day][: watched - day + 1])


class Hindcast(NamedTuple):
    """What was estimated to be still to come on an earlier day, and what came."""

    day: date
    estimated: float
    came: int


def hindcast(triangle: Triangle, last: int, watched: int) -> Sequence[Hindcast]:
    """Return the estimate of every earlier day of which the truth is known by ``watched``.

    Each knows only what was known on its own day.
    """
    lag, newest = watched - last, min(watched - MOST_DAYS, last - 1)
    return [
        Hindcast(
            day=triangle.first + timedelta(days=then + lag),
            estimated=sum(one.to_come for one in still_to_come(triangle, then, then + lag)),
            came=_came_after(triangle, then, then + lag),
        )
        for then in range(max(MOST_DAYS, newest - LOOKED_BACK + 1), newest + 1)
    ]


def _came_after(triangle: Triangle, last: int, watched: int) -> int:
    """Return how many of the days up to ``last`` were told after the day ``watched``."""
    days = range(max(watched - MOST_DAYS + 1, 0), last + 1)
    return sum(sum(triangle.told[day][watched - day + 1 :]) for day in days)
