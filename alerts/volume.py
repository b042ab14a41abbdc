"""Whether far fewer incidents are reported than usual: timing only what arrives shows green. Pure.

What was reported in a window is compared with the same hours of the same weekdays of earlier weeks,
as far as they were known when just as much time had passed: late reports are missing from both.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from math import exp, lgamma, log, log1p
from statistics import fmean, variance

from schemas.moments import LONDON
from schemas.reported_hours import ReportedHour

WINDOWS = (timedelta(hours=24), timedelta(hours=48), timedelta(days=7))
"""How far back is looked from the end. Source: contract section 3, "Feeds"."""

WEEKS, LEAST_WEEKS = 8, 4
"""Earlier weeks that are compared with, and how many must be known. Source: as above."""

CHANCE = 0.001
"""A count less likely than this is no quiet week. Source: contract section 3, "Feeds"."""

EPISODE_ENDS_AFTER = timedelta(hours=24)
"""So long without such a count ends an episode. Source: contract section 3, "Feeds"."""

ONE_WEEK = timedelta(weeks=1)

FIRST_JUDGED_AFTER = LEAST_WEEKS * ONE_WEEK + WINDOWS[0]
"""Sooner after the first count no window has enough earlier weeks."""


class Measure(StrEnum):
    """What is counted: all incidents, or those graded high."""

    ALL = "all"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One window beside the same window of earlier weeks.

    ``chance`` is how likely so few are; None where too few weeks are known to say.
    """

    measure: Measure
    length: timedelta
    ends_at: datetime
    came: int
    earlier: tuple[int, ...]
    chance: float | None

    @property
    def is_low(self) -> bool:
        """Whether so few are no accident."""
        return self.chance is not None and self.chance < CHANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Standpoint:
    """From where it is looked: what is known at ``now`` of the incidents up to ``ends_at``.

    ``since`` is when this force's incidents of this council were first counted. All three are
    whole hours.
    """

    now: datetime
    ends_at: datetime
    since: datetime

    def weeks_ago(self, weeks: int) -> "Standpoint":
        """Return the same standpoint of an earlier week: same weekday and hour in London."""
        ends_at = same_time_weeks_ago(self.ends_at, weeks)
        return Standpoint(
            now=ends_at + (self.now - self.ends_at), ends_at=ends_at, since=self.since
        )


def compare(rows: Sequence[ReportedHour], at: Standpoint) -> list[Comparison]:
    """Return every window of both measures beside earlier weeks, for one force and council.

    ``rows`` are in the order of the hours in which incidents were reported.
    """
    weeks = [at, *(at.weeks_ago(number) for number in range(1, WEEKS + 1))]
    counted = [(one, _count(rows, one)) for one in weeks]
    return [_compare(counted, measure, length) for measure in Measure for length in WINDOWS]


def lowest(comparisons: Iterable[Comparison], measure: Measure) -> Comparison | None:
    """Return the least likely of the low windows of a measure, None where none is low."""
    low = [(one.chance, one) for one in comparisons if one.measure is measure and one.is_low]
    return min(low, key=lambda pair: pair[0] or 0.0)[1] if low else None


def chance_of_so_few(came: int, earlier: Sequence[int]) -> float:
    """Return how likely at most ``came`` are, where earlier weeks brought ``earlier``.

    Negative binomial with their mean and variance; Poisson where they vary less than that would.
    """
    mean = fmean(earlier)
    if mean == 0:
        return 1.0
    spread = variance(earlier, mean)
    terms = _poisson(came, mean) if spread <= mean else _negative_binomial(came, mean, spread)
    return min(sum(map(exp, terms)), 1.0)


def same_time_weeks_ago(at: datetime, weeks: int) -> datetime:
    """Return the instant some weeks ago at which clocks in London showed the same."""
    then = at.astimezone(LONDON).replace(tzinfo=None) - weeks * ONE_WEEK
    return then.replace(tzinfo=LONDON).astimezone(UTC)


Window = tuple[Measure, timedelta]


def _compare(
    counted: Sequence[tuple[Standpoint, Mapping[Window, int]]], measure: Measure, length: timedelta
) -> Comparison:
    (now, came), *before = counted
    known = [one for at, one in before if at.ends_at - length >= at.since]
    earlier = tuple(one[measure, length] for one in known)
    enough = len(earlier) >= LEAST_WEEKS
    return Comparison(
        measure=measure,
        length=length,
        ends_at=now.ends_at,
        came=came[measure, length],
        earlier=earlier,
        chance=chance_of_so_few(came[measure, length], earlier) if enough else None,
    )


def _count(rows: Sequence[ReportedHour], at: Standpoint) -> Mapping[Window, int]:
    """Return what was reported in each window up to a standpoint and known there."""
    found = dict.fromkeys(product(Measure, WINDOWS), 0)
    last = bisect_left(rows, at.ends_at, key=_reported_hour)
    for length in WINDOWS:
        first = bisect_left(rows, at.ends_at - length, key=_reported_hour)
        known = [row for row in rows[first:last] if row.known_hour < at.now]
        found[Measure.ALL, length] = sum(row.incidents for row in known)
        found[Measure.HIGH, length] = sum(row.high for row in known)
    return found


def _reported_hour(row: ReportedHour) -> datetime:
    return row.reported_hour


def _poisson(came: int, mean: float) -> Iterable[float]:
    """Yield the logarithms of the chances of none, one and so on."""
    return (number * log(mean) - mean - lgamma(number + 1) for number in range(came + 1))


def _negative_binomial(came: int, mean: float, spread: float) -> Iterable[float]:
    """Yield the logarithms of the chances of none, one and so on, by mean and variance.

    Each from the one before: where the variance is the mean but for rounding, the size is beyond
    what `lgamma` can tell apart from one more.
    """
    size = mean * mean / (spread - mean)
    chance = -size * log1p(mean / size)
    yield chance
    for number in range(1, came + 1):
        chance += log(mean / number) + log1p((number - 1) / size) - log1p(mean / size)
        yield chance
